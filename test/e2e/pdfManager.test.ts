import type { INodeParameters } from 'n8n-workflow';
import { zipOf } from '../engine/harness/source';
import { containing, objectWith } from './support/matchers';
import { NODE_TYPE, WEBADMIT, byId, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const IDENTITY = 37442;
/** Its batches end with two zip files. */
const TEMPLATE = 8160;

const world = useWorld({}, 'test');

const batches = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'pdfManagerBatch',
	operation,
	userIdentityId: fromList(IDENTITY),
	...more,
});

async function stored(id: string | undefined): Promise<Buffer> {
	const answer = await world.n8n.downloadBinary(id ?? '');
	return Buffer.from(await answer.arrayBuffer());
}

test('a template is run, and each zip file of its batch becomes an item', async () => {
	world.sandbox.configure({ runSeconds: 2 });

	const done = await world.n8n.runOnce(
		workflow(
			webAdmit(
				world.credential,
				batches('runAndDownload', { pdfManagerTemplateId: fromList(TEMPLATE) }),
			),
		),
	);

	expect(done.error).toBeUndefined();
	const items = done.items(WEBADMIT);
	expect(items).toMatchObject(
		[1, 2].map((number) => ({
			json: {
				id: 6348,
				status: 'available',
				finished: true,
				downloadable: true,
				pdf_manager_template: { id: TEMPLATE, name: 'Full Applications' },
				user_identity_id: IDENTITY,
				zip_file: { number, count: 2 },
			},
			binary: {
				data: { fileName: `Full-Applications-${number}.zip`, mimeType: 'application/zip' },
			},
			pairedItem: { item: 0 },
		})),
	);
	for (const [index, { binary }] of items.entries()) {
		const source = await zipOf(world.sandbox, TEMPLATE, index + 1);
		expect((await stored(binary?.data?.id)).equals(source)).toBe(true);
	}
	const saved = JSON.stringify(done.execution);
	expect(saved).not.toContain('AWSAccessKeyId');
	expect(saved).not.toContain('download_hrefs');
	expect(saved).not.toContain(world.sandbox.apiKey);
	const toFiles = world.sandbox.requests.filter(({ origin }) => origin === 'files');
	expect(toFiles).toHaveLength(2);
	expect(toFiles.map(({ headers }) => headers['x-api-key'])).toEqual([undefined, undefined]);
});

test('the batches of last night are listed, and the zip files of each downloaded', async () => {
	const done = await world.n8n.runOnce(
		workflow(
			webAdmit(
				world.credential,
				batches('getMany', { filters: { statuses: ['available', 'success_with_errors'] } }),
				{ name: 'List' },
			),
			webAdmit(
				world.credential,
				batches('download', { pdfManagerBatchId: byId('={{ $json.id }}') }),
			),
		),
	);

	expect(done.error).toBeUndefined();
	expect(done.items('List').map(({ json }) => json.id)).toEqual([6333, 6301]);
	expect(done.items(WEBADMIT)).toMatchObject([
		{ json: { id: 6333, zip_file: { number: 1, count: 2 } }, pairedItem: { item: 0 } },
		{ json: { id: 6333, zip_file: { number: 2, count: 2 } }, pairedItem: { item: 0 } },
		{ json: { id: 6301, zip_file: { number: 1, count: 1 } }, pairedItem: { item: 1 } },
	]);
	const last = done.items(WEBADMIT)[2]?.binary?.data?.id;
	expect((await stored(last)).equals(await zipOf(world.sandbox, 8153))).toBe(true);
});

test('the templates of an identity are listed', async () => {
	const done = await world.n8n.runOnce(
		workflow(
			webAdmit(world.credential, {
				resource: 'pdfManagerTemplate',
				operation: 'getMany',
				userIdentityId: byId(41877),
			}),
		),
	);

	expect(done.items(WEBADMIT).map(({ json }) => json)).toEqual([
		objectWith({ id: 8203, name: 'Transcripts', list_name: 'Verified Applicants' }),
	]);
});

describe('in the editor', () => {
	/** Opens the list of a parameter. */
	const open = async (
		parameter: 'pdfManagerTemplateId' | 'pdfManagerBatchId',
		methodName: string,
		parameters: INodeParameters,
	) => {
		const { id, name } = world.credential;
		const { results } = await world.n8n.listSearch({
			nodeType: NODE_TYPE,
			methodName,
			parameter,
			parameters,
			credentials: { webAdmitApi: { id, name } },
		});
		return results;
	};

	test('templates are those of the chosen identity', async () => {
		const results = await open('pdfManagerTemplateId', 'searchPdfManagerTemplates', {
			...batches('initiateRun'),
			userIdentityId: fromList(41877),
		});

		expect(results).toEqual([
			objectWith({ name: 'Transcripts · Verified Applicants', value: 8203 }),
		]);
	});

	test('batches are those of the chosen identity, with template, status and time', async () => {
		const results = await open('pdfManagerBatchId', 'searchPdfManagerBatches', batches('download'));

		expect(results.map(({ value }) => value)).toEqual([6333, 6325, 6317, 6301]);
		expect(results[1]?.name).toEqual(containing('Broken Packets · Failed · '));
		expect(results[1]?.name).toMatch(/ \d{4}, \d{1,2}:\d\d\s[AP]M$/);
	});

	test('a list that needs an identity says so', async () => {
		const loading = open('pdfManagerTemplateId', 'searchPdfManagerTemplates', {
			resource: 'pdfManagerBatch',
			operation: 'initiateRun',
		});

		await expect(loading).rejects.toThrow("Choose a 'User Identity' first");
	});
});
