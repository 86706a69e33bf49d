import type { INodeParameters } from 'n8n-workflow';
import { waitFor } from '../n8n-server';
import { someText } from './support/matchers';
import { openReceiver } from './support/receiver';
import { WEBADMIT, byId, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld({}, 'test');

const run = async (parameters: INodeParameters) =>
	await world.n8n.runOnce(workflow(webAdmit(world.credential, parameters)));

const initiate = {
	resource: 'exportFile',
	operation: 'initiateRun',
	userIdentityId: fromList(37442),
	exportId: fromList(86446),
};

const fileOf = (operation: string, exportFileId: number): INodeParameters => ({
	resource: 'exportFile',
	operation,
	exportId: fromList(86446),
	exportFileId: byId(exportFileId),
});

describe('Initiate Run', () => {
	test('goes on at once with the run that it started', async () => {
		world.sandbox.configure({ runSeconds: 60 });

		const done = await run(initiate);

		expect(done.items(WEBADMIT)).toEqual([
			{
				json: {
					id: 74780,
					export_id: 86446,
					href: someText(),
					status: 'initializing',
					finished: false,
					downloadable: false,
					user_identity_id: 37442,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(world.sandbox.runs.at(-1)).toMatchObject({ id: 74780, callbackUrl: null });
	});

	test('waits for the end, when told to', async () => {
		world.sandbox.configure({ runSeconds: 2 });

		const done = await run({ ...initiate, completion: 'poll' });

		expect(done.items(WEBADMIT)).toMatchObject([
			{ json: { id: 74780, status: 'available', finished: true, downloadable: true } },
		]);
	});

	test('has WebAdMIT call a URL, when told to', async () => {
		world.sandbox.configure({ runSeconds: 1 });
		const receiver = await openReceiver();
		try {
			const done = await run({ ...initiate, completion: 'url', callbackUrl: receiver.url });
			const [body] = await waitFor(
				() => (receiver.bodies.length > 0 ? receiver.bodies : undefined),
				{ what: 'the callback', timeoutMs: 20_000 },
			);

			expect(done.items(WEBADMIT)).toMatchObject([{ json: { id: 74780, finished: false } }]);
			const named = new URLSearchParams(body);
			expect(named.get('export_file[id]')).toBe('74780');
			expect(named.get('export_file[export_id]')).toBe('86446');
		} finally {
			await receiver.close();
		}
	});

	test('sends nothing for an id that is not one', async () => {
		world.sandbox.clearRequests();

		const done = await run({ ...initiate, exportId: byId('86446; drop') });

		expect(done.status).toBe('error');
		expect(done.error?.message).toMatch(/'Export' must be a positive whole number/);
		expect(world.sandbox.requests).toEqual([]);
	});

	test("passes WebAdMIT's own words on about an identity that does not exist", async () => {
		const done = await run({ ...initiate, userIdentityId: byId(999) });

		expect(done.status).toBe('error');
		expect(`${done.error?.message} ${done.error?.description}`).toMatch(
			/User identity '999' not found/,
		);
	});
});

describe('Get Status', () => {
	test('tells how far a run is', async () => {
		const { id } = world.sandbox.addRun({ exportId: 86446, runSeconds: 3600 });

		const done = await run(fileOf('getStatus', id));

		expect(done.items(WEBADMIT)).toMatchObject([
			{ json: { id, export_id: 86446, status: 'initializing', finished: false } },
		]);
	});

	test('keeps the download URL to itself', async () => {
		const done = await run(fileOf('getStatus', 74771));

		expect(done.items(WEBADMIT)).toMatchObject([{ json: { id: 74771, downloadable: true } }]);
		expect(JSON.stringify(done.execution)).not.toContain('AWSAccessKeyId');
	});

	test('gives the download URL, when told to', async () => {
		const done = await run({
			...fileOf('getStatus', 74771),
			options: { includeDownloadUrl: true },
		});

		const url = done.items(WEBADMIT)[0]?.json.download_url;
		const file = await fetch(typeof url === 'string' ? url : 'about:blank');
		expect(file.status).toBe(200);
		expect(file.headers.get('content-type')).toBe('text/csv;charset=iso-8859-1');
	});
});

describe('List Recent', () => {
	const list = {
		resource: 'exportFile',
		operation: 'listRecent',
		userIdentityId: fromList(37442),
	};

	test('gives one item for each recent file of the identity', async () => {
		const done = await run(list);

		const ids = done.items(WEBADMIT).map(({ json }) => json.id);
		expect([...ids].sort()).toEqual([74702, 74731, 74745, 74759, 74766, 74771]);
		expect(done.items(WEBADMIT)[0]).toMatchObject({
			json: { finished: true, user_identity_id: 37442 },
			pairedItem: { item: 0 },
		});
	});

	test('filters by status and by export, and keeps to the limit', async () => {
		const byStatus = await run({
			...list,
			filters: { statuses: ['failed', 'success_with_errors'] },
		});
		const byExport = await run({ ...list, filters: { exportId: fromList(86446) } });
		const limited = await run({ ...list, limit: 2 });

		expect(
			byStatus
				.items(WEBADMIT)
				.map(({ json }) => json.status)
				.sort(),
		).toEqual(['failed', 'success_with_errors']);
		expect(byExport.items(WEBADMIT).map(({ json }) => json.export_id)).toEqual([
			86446, 86446, 86446,
		]);
		expect(limited.items(WEBADMIT)).toHaveLength(2);
	});
});

describe('Download', () => {
	test('gets the file of a run under the name and the type that its host states', async () => {
		const done = await run(fileOf('download', 74771));

		expect(done.items(WEBADMIT)).toMatchObject([
			{
				json: { id: 74771, status: 'available' },
				binary: { data: { fileName: 'Nightly-Applicants.csv', mimeType: 'text/csv' } },
			},
		]);
	});

	test('puts the file into another field and under another name, when told to', async () => {
		const done = await run({
			...fileOf('download', 74771),
			binaryPropertyName: 'applicants',
			options: { fileName: 'applicants.csv' },
		});

		const [item] = done.items(WEBADMIT);
		expect(Object.keys(item?.binary ?? {})).toEqual(['applicants']);
		const stored = await world.n8n.downloadBinary(item?.binary?.applicants?.id ?? '');
		expect(stored.headers.get('content-disposition')).toContain('applicants.csv');
		expect(await stored.text()).toContain('Müller');
	});

	test('of a run that is still going on says how to wait for it', async () => {
		const { id } = world.sandbox.addRun({ exportId: 86446, runSeconds: 3600 });

		const done = await run(fileOf('download', id));

		expect(done.status).toBe('error');
		expect(done.error?.message).toContain(`Run ${id} of export 86446 is still running`);
		expect(done.error?.description).toContain("'Wait Until Ready'");
	});

	test('waits for the run, when told to', async () => {
		const { id } = world.sandbox.addRun({ exportId: 86446, runSeconds: 3 });

		const done = await run({ ...fileOf('download', id), waitUntilReady: true });

		expect(done.items(WEBADMIT)).toMatchObject([
			{ json: { id, status: 'available' }, binary: { data: { fileExtension: 'csv' } } },
		]);
	});
});

test('a cancelled execution stops asking', async () => {
	const { n8n, sandbox, credential } = world;
	const waitForRun = (exportId: number) =>
		workflow(
			webAdmit(credential, {
				...initiate,
				exportId: fromList(exportId),
				completion: 'poll',
				options: { pollInterval: 1 },
			}),
		);
	const endless = sandbox.addExport({ runSeconds: 3600 });
	const short = sandbox.addExport({ runSeconds: 4 });
	const asked = () =>
		sandbox.requests.filter(({ path }) => path.includes(`/exports/${endless.id}/`)).length;
	const { id } = await n8n.createWorkflow(waitForRun(endless.id));
	const { executionId = '' } = await n8n.runWorkflow(id);
	await waitFor(() => asked() >= 3 || undefined, {
		what: 'the node to ask for the status',
		timeoutMs: 20_000,
	});

	await n8n.stopExecution(executionId);
	await n8n.waitForExecution(executionId);
	const before = asked();
	// One that goes through several rounds of questions, as often as the cancelled one did.
	const other = await n8n.runOnce(waitForRun(short.id));

	expect(other.status).toBe('success');
	// One question can have been on its way.
	expect(asked()).toBeLessThanOrEqual(before + 1);
});
