import type { INodeParameters } from 'n8n-workflow';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import type { Json } from '../sandbox';
import { byId, fromList, startOtherHost, useEngine, zipOf } from './harness';

const { inARow } = PAGES;
const { time } = PERSISTENCE;
afterEach(() => {
	PAGES.inARow = inARow;
	PERSISTENCE.time = time;
});

const IDENTITY = 37442;
const TRANSCRIPTS = 8153;
const TWO_ZIPS = 8160;
const FOUR_ZIPS = 8167;
const EMPTY = 8171;
const BROKEN = 8174;
const WITH_ERRORS = 8180;

const BATCHES = `/api/v1/user_identities/${IDENTITY}/pdf_manager_batches`;
const ZIPS = `/api/v1/user_identities/${IDENTITY}/pdf_manager_zip_files`;

/** In the sandbox, the id of a zip file begins with that of its batch. */
const zipId = (batchId: number, number: number) => batchId * 100 + number - 1;

const parametersOf = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'pdfManagerBatch',
	operation,
	userIdentityId: byId(IDENTITY),
	...more,
});

const DOWNLOAD = parametersOf('download', { pdfManagerBatchId: byId('={{ $json.batch }}') });

/** What the node says of a batch. */
const batchJson = (
	id: number,
	template: [id: number, name: string],
	[status, finished, downloadable]: [string, boolean, boolean] = ['available', true, true],
) => ({
	id,
	href: `${BATCHES}/${id}`,
	updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
	status,
	finished,
	downloadable,
	pdf_manager_template: { id: template[0], name: template[1] },
	user_identity_id: IDENTITY,
});

/** Both ways to the end of a batch: one that is started here, and one that was started before. */
describe.each([
	parametersOf('runAndDownload', { pdfManagerTemplateId: byId('={{ $json.template }}') }),
	DOWNLOAD,
])('the outcome of $operation', (parameters) => {
	const engine = useEngine({ runSeconds: 0 });
	const isDownload = parameters.operation === 'download';
	/** An item for each template; for 'download', with a batch of it that is finished. */
	const itemsFor = (...templates: number[]) =>
		templates.map((template) => ({
			template,
			...(isDownload
				? { batch: engine.sandbox.addFinishedPdfManagerBatch({ templateId: template }).id }
				: {}),
		}));

	it.each([
		[TRANSCRIPTS, 'Transcripts', ['Transcripts-1.zip']],
		[TWO_ZIPS, 'Full Applications', ['Full-Applications-1.zip', 'Full-Applications-2.zip']],
		[
			FOUR_ZIPS,
			'Committee Packets (by Reader)',
			[1, 2, 3, 4].map((number) => `Committee-Packets-by-Reader-${number}.zip`),
		],
	])('is an item for each zip file, in their order: template %i', async (id, name, fileNames) => {
		const { items, error, file, binary } = await engine.runNode({
			parameters,
			items: itemsFor(id),
		});

		expect(error).toBeUndefined();
		const count = fileNames.length;
		expect(items).toEqual(
			fileNames.map((_, index) => ({
				json: {
					...batchJson(6348, [id, name]),
					zip_file: { id: zipId(6348, index + 1), number: index + 1, count },
				},
				binary: { data: file(index) },
				pairedItem: { item: 0 },
			})),
		);
		for (const [index, fileName] of fileNames.entries()) {
			const source = await zipOf(engine.sandbox, id, index + 1);
			expect(file(index)).toMatchObject({
				fileName,
				mimeType: 'application/zip',
				fileExtension: 'zip',
				bytes: source.length,
			});
			expect((await binary(index)).equals(source)).toBe(true);
		}
	});

	it('asks for each zip file twice: WebAdMIT with the key, its host without', async () => {
		await engine.runNode({ parameters, items: itemsFor(TWO_ZIPS) });

		const [first, second] = [zipId(6348, 1), zipId(6348, 2)];
		expect(engine.requests().sort()).toEqual([
			`GET ${BATCHES}/6348`,
			`GET ${ZIPS}/${first}/download`,
			`GET ${ZIPS}/${second}/download`,
			...(isDownload ? [] : [`POST ${BATCHES}`]),
			`file ${first}`,
			`file ${second}`,
		]);
		for (const { origin, headers } of engine.sandbox.requests) {
			expect(headers['x-api-key']).toBe(origin === 'api' ? engine.sandbox.apiKey : undefined);
			if (origin === 'files') {
				expect(JSON.stringify(headers)).not.toContain(engine.sandbox.apiKey);
			}
		}
	});

	it('puts the files into the field that the user wants', async () => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, binaryPropertyName: 'documents' },
			items: itemsFor(TWO_ZIPS),
		});

		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([
			['documents'],
			['documents'],
		]);
	});

	it('with errors is an item with the file', async () => {
		const { items, error } = await engine.runNode({ parameters, items: itemsFor(WITH_ERRORS) });

		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { status: 'success_with_errors', zip_file: { number: 1, count: 1 } }, binary: {} },
		]);
	});

	it('with an empty list is an item without a file', async () => {
		const { items, error } = await engine.runNode({ parameters, items: itemsFor(EMPTY) });

		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: batchJson(6348, [EMPTY, 'Late Documents'], ['empty_list', true, false]),
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests().filter((made) => /zip|file/.test(made))).toEqual([]);
	});

	it('that failed is an error that names template and batch', async () => {
		const { items, error } = await engine.runNode({ parameters, items: itemsFor(BROKEN) });

		expect(items).toEqual([]);
		expect(error?.message).toBe(`Batch 6348 of template ${BROKEN} failed in WebAdMIT`);
		expect(error?.description).toContain('Look at the template in WebAdMIT');
		expect(error?.context).toMatchObject({ itemIndex: 0 });
	});

	it('of many items is in their order, each with its own error', async () => {
		const { items, error } = await engine.runNode({
			parameters,
			items: itemsFor(FOUR_ZIPS, BROKEN, TRANSCRIPTS, EMPTY),
			onError: 'continueRegularOutput',
		});

		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(items.map(({ json }) => json.zip_file)).toMatchObject(
			[1, 2, 3, 4, undefined, 1, undefined].map((number) => number && { number }),
		);
		expect(items[4]?.json).toEqual({
			error: `Batch 6349 of template ${BROKEN} failed in WebAdMIT`,
		});
	});
});

describe('Download', () => {
	const engine = useEngine({ runSeconds: 0 });
	/** A finished batch of the template, as the item that comes in. */
	const finished = (templateId: number) => {
		const { id } = engine.sandbox.addFinishedPdfManagerBatch({ templateId });
		return { batch: id };
	};
	const count = (wanted: string) => engine.requests().filter((made) => made === wanted).length;

	it.each([
		["attachment; filename*=UTF-8''M%C3%BCller%20%26%20Jos%C3%A9.zip", 'Müller & José.zip'],
		['attachment; filename="CV & Cover Letter; 2.zip"', 'CV & Cover Letter; 2.zip'],
		['attachment; filename="../../up.zip"', 'up.zip'],
		['attachment', 'pdf-manager-batch-6348-1.zip'],
	])('takes the name that the host states: %s', async (header, name) => {
		engine.sandbox.addFault({ on: 'files', kind: { headers: { 'content-disposition': header } } });

		const { file } = await engine.runNode({ parameters: DOWNLOAD, items: [finished(TRANSCRIPTS)] });

		expect(file(0)).toMatchObject({ fileName: name, mimeType: 'application/zip' });
	});

	it.each(['filesystem', 'default'] as const)('takes large zip files whole (%s)', async (mode) => {
		const { id } = engine.sandbox.addPdfManagerTemplate({
			identityIds: [IDENTITY],
			zips: 3,
			bytes: 5_000_000,
		});

		const { items, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(id)],
			binaryMode: mode,
		});

		expect(items).toHaveLength(3);
		for (const index of [0, 1, 2]) {
			const source = await zipOf(engine.sandbox, id, index + 1);
			expect((await binary(index)).equals(source)).toBe(true);
		}
	});

	it('keeps every byte, whatever the host says that it is', async () => {
		const headers = { 'content-type': 'text/plain;charset=iso-8859-1' };
		engine.sandbox.addFault({ on: 'files', kind: { headers } });

		const { file, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(file(0).mimeType).toBe('text/plain');
		expect((await binary(0)).equals(await zipOf(engine.sandbox, TRANSCRIPTS))).toBe(true);
	});

	it('begins an interrupted zip file anew alone, with a new URL', async () => {
		const broken = zipId(6348, 2);
		const path = `/${String(broken).replace(/\d{3}$/, '/$&')}/`;
		engine.sandbox.addFault({ on: 'files', path, kind: 'resetMid', times: 1 });

		const { items, error, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(FOUR_ZIPS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(4);
		const source = await zipOf(engine.sandbox, FOUR_ZIPS, 2);
		expect((await binary(1)).equals(source)).toBe(true);
		expect(count(`GET ${BATCHES}/6348`)).toBe(1);
		for (const number of [1, 2, 3, 4]) {
			const id = zipId(6348, number);
			expect([count(`GET ${ZIPS}/${id}/download`), count(`file ${id}`)]).toEqual(
				id === broken ? [2, 2] : [1, 1],
			);
		}
		const urls = engine.sandbox.requests.filter(({ origin }) => origin === 'files');
		expect(new Set(urls.map(({ url }) => url)).size).toBe(5);
	});

	it('fetches no more zip files of a batch when one of them is gone', async () => {
		const template = engine.sandbox.addPdfManagerTemplate({ zips: 20, identityIds: [37442] });
		const { batch } = finished(template.id);
		engine.sandbox.addFault({ on: 'files', kind: { delayMs: 300 } });
		engine.sandbox.addFault({
			on: 'api',
			path: `/pdf_manager_zip_files/${zipId(batch, 1)}/`,
			kind: { status: 404 },
		});

		const { items } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [{ batch }],
			onError: 'continueRegularOutput',
		});

		expect(items).toMatchObject([{ json: { error: expect.any(String) as unknown } }]);
		const files = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files').length;
		// Those that were under way: as many as go side by side.
		expect(files()).toBeLessThanOrEqual(8);
	});

	it('fetches the zip files of a batch side by side', async () => {
		let most = 0;
		engine.sandbox.addFault({ on: 'files', kind: { delayMs: 300 } });
		const watch = setInterval(() => {
			const open = engine.sandbox.requests.filter(
				({ origin, status }) => origin === 'files' && status === null,
			);
			most = Math.max(most, open.length);
		}, 10);

		await engine.runNode({ parameters: DOWNLOAD, items: [finished(FOUR_ZIPS)] });

		clearInterval(watch);
		expect(most).toBe(4);
	});

	it('asks for a new URL when one has expired', async () => {
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: 'expiredUrl', times: 1 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(count(`GET ${ZIPS}/${zipId(6348, 1)}/download`)).toBe(2);
	});

	it('takes a refused key for what it is, not for an empty zip file', async () => {
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 401, body: '' } });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TWO_ZIPS)],
		});

		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: 'WebAdMIT refused the API key', httpCode: '401' });
	});

	it('says which zip file is not there', async () => {
		const body = { message: 'Not Found' };
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 404, body } });

		const { error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toMatchObject({ message: 'Not Found', httpCode: '404' });
		expect(error?.description).toContain(`zip file 634800 of user identity ${IDENTITY}`);
	});

	it.each([
		['nothing', ''],
		['a page', '<html>Please sign in'],
	])('takes %s in place of a redirect for no file', async (_, body) => {
		PERSISTENCE.time = 500;
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 200, body } });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(items).toEqual([]);
		expect(error?.message).toBe(
			"WebAdMIT's answer does not have the expected form: a redirect is missing",
		);
	});

	it('asks past any number of pages in place of a redirect, since WebAdMIT has answered before', async () => {
		PAGES.inARow = 1;
		const kind = { status: 200, body: '<html>We will be back soon' };
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind, times: 3 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});

	it('asks again when WebAdMIT does not say yet where the zip files are', async () => {
		const patch = { download_hrefs: [] };
		engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch }, times: 2 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TWO_ZIPS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(count(`GET ${BATCHES}/6348`)).toBe(3);
	});

	describe('goes only to paths of the documented form', () => {
		const good = `${ZIPS}/634800/download`;

		it.each<[string, Json]>([
			['a doubled slash', `/${good}`],
			['another identity', good.replace(String(IDENTITY), '41877')],
			["the API's own URL", `https://api.webadmit.org${good}`],
			['a query', `${good}?a=b`],
			['a way up', `${ZIPS}/634800/../../../exports`],
			['something else of the API', '/api/v1/user_identities'],
			['a number', 634800],
			['nothing', null],
		])('not to %s', async (_, wrong) => {
			const patch = { download_hrefs: [good, wrong] };
			engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch } });

			const { items, error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TWO_ZIPS)],
			});

			expect(items).toEqual([]);
			expect(error?.message).toContain('the path of a zip file of this identity is missing');
			// Not even for the one that is right.
			expect(engine.requests()).toEqual([`GET ${BATCHES}/6348`]);
		});

		it('not to another host', async () => {
			const other = await startOtherHost();
			const patch = { download_hrefs: [`${other.origin}${good}`, `//evil.example${good}`] };
			engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch } });

			const { error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TRANSCRIPTS)],
			});
			await other.close();

			expect(error?.message).toContain('the path of a zip file of this identity is missing');
			expect(other.requests).toEqual([]);
			expect(engine.requests()).toEqual([`GET ${BATCHES}/6348`]);
		});
	});

	it('follows the redirect to whatever host it names, without the key', async () => {
		const other = await startOtherHost({ body: 'PK', contentType: 'application/zip' });
		const redirect = `${other.origin}/a.zip?Signature=x`;
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { redirect } });
		engine.allowLeaks();

		const { error, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});
		await other.close();

		expect(error).toBeUndefined();
		expect((await binary(0)).toString()).toBe('PK');
		expect(other.requests).toHaveLength(1);
		expect(JSON.stringify(other.requests)).not.toContain(engine.sandbox.apiKey);
		expect(engine.leaks()).toEqual([]);
	});

	it.each(['http://files.example.com/a.zip', 'file:///etc/passwd', '/api/v1/exports'])(
		'does not follow a redirect to %s',
		async (redirect) => {
			engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { redirect } });

			const { error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TRANSCRIPTS)],
			});

			expect(error?.message).toContain('WebAdMIT gave a download URL that');
			expect(engine.requests()).toEqual([
				`GET ${BATCHES}/6348`,
				`GET ${ZIPS}/${zipId(6348, 1)}/download`,
			]);
		},
	);
});

describe('a batch that is still running', () => {
	const engine = useEngine();
	const parameters = parametersOf('download', { pdfManagerBatchId: byId(6348) });

	it('is an error of Download that names the option to wait', async () => {
		engine.sandbox.addPdfManagerBatch({
			templateId: TWO_ZIPS,
			runSeconds: 60,
			startedSecondsAgo: 20,
		});

		const { error } = await engine.runNode({ parameters });

		expect(error?.message).toBe(
			`Batch 6348 of template ${TWO_ZIPS} is still running: its status is "Queued"`,
		);
		expect(error?.description).toContain("'Wait Until Ready'");
	});

	it('is waited for with "Wait Until Ready"', async () => {
		engine.sandbox.addPdfManagerBatch({ templateId: TWO_ZIPS, runSeconds: 1.5 });

		const { items, error } = await engine.runNode({
			parameters: { ...parameters, waitUntilReady: true },
		});

		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { id: 6348, status: 'available', zip_file: { number: 1 } }, binary: { data: {} } },
			{ json: { id: 6348, status: 'available', zip_file: { number: 2 } }, binary: { data: {} } },
		]);
	});

	it('can fail after having been waited for', async () => {
		engine.sandbox.addPdfManagerBatch({
			templateId: TWO_ZIPS,
			runSeconds: 0.5,
			outcome: 'failed',
		});

		const { error } = await engine.runNode({ parameters: { ...parameters, waitUntilReady: true } });

		expect(error?.message).toBe(`Batch 6348 of template ${TWO_ZIPS} failed in WebAdMIT`);
	});

	it('is an error that names the last status when "Max Wait" is over', async () => {
		engine.sandbox.addPdfManagerBatch({ templateId: TWO_ZIPS, runSeconds: 60 });

		const { error } = await engine.runNode({
			parameters: { ...parameters, waitUntilReady: true, options: { maxWait: 0.02 } },
		});

		expect(error?.message).toBe(
			`Batch 6348 of template ${TWO_ZIPS} was not finished after 0.02 minutes. Its last status was "Initializing"`,
		);
	});
});

describe('many batches at once', () => {
	const engine = useEngine();
	const runAndDownload = parametersOf('runAndDownload', {
		userIdentityId: byId('={{ $json.identity }}'),
		pdfManagerTemplateId: byId('={{ $json.template }}'),
	});
	/** Templates that nobody else runs, one for each item. */
	const itemsFor = (identity: number, count: number, runSeconds: number, zips = 1) =>
		Array.from({ length: count }, () => ({
			identity,
			template: engine.sandbox.addPdfManagerTemplate({ identityIds: [identity], runSeconds, zips })
				.id,
		}));
	const listsOf = (identity: number) =>
		engine
			.requests()
			.filter((made) => made === `GET /api/v1/user_identities/${identity}/pdf_manager_batches`);
	/** Calls besides the two for each zip file. */
	const otherCalls = () => engine.requests().filter((made) => !/^file|zip_files/.test(made));

	it('are asked for with one call for each identity and round', async () => {
		const [first, second] = [itemsFor(37442, 6, 3), itemsFor(41877, 4, 3)];
		// By turns, so that the order of the output is not that of the identities.
		const items = first.flatMap((item, index) => [item, ...second.slice(index, index + 1)]);
		const begin = Date.now();

		const { items: results, error } = await engine.runNode({ parameters: runAndDownload, items });
		const seconds = (Date.now() - begin) / 1000;

		expect(error).toBeUndefined();
		// One after the other, they would take half a minute.
		expect(seconds).toBeLessThan(10);
		expect(results.map(({ json }) => json.pdf_manager_template)).toMatchObject(
			items.map(({ template }) => ({ id: template })),
		);
		expect(results.map(({ json }) => json.user_identity_id)).toEqual(
			items.map(({ identity }) => identity),
		);
		const rounds = [listsOf(37442).length, listsOf(41877).length];
		for (const number of rounds) {
			expect(number).toBeGreaterThanOrEqual(2);
			expect(number).toBeLessThanOrEqual(4);
		}
		// Each is started, and asked for once more when it is finished: where its zip files are.
		expect(otherCalls()).toHaveLength(rounds.reduce((sum, number) => sum + number, 20));
	});

	it('take about as long as the longest, and few calls: 20 batches of 5 seconds', async () => {
		const items = itemsFor(37442, 20, 5, 2);
		const begin = Date.now();

		const { items: results, error } = await engine.runNode({ parameters: runAndDownload, items });
		const seconds = (Date.now() - begin) / 1000;

		expect(error).toBeUndefined();
		expect(results).toHaveLength(40);
		expect(seconds).toBeLessThan(15);
		expect(otherCalls().length).toBeLessThan(80);
		expect(engine.requests()).toHaveLength(otherCalls().length + 40 * 2);
	}, 20_000);

	it('wait for the batch that another identity has started, which belongs to that one', async () => {
		const identityIds = [37442, 41877];
		const template = engine.sandbox.addPdfManagerTemplate({ identityIds, runSeconds: 1, zips: 1 });
		const { id } = engine.sandbox.addPdfManagerBatch({
			templateId: template.id,
			identityId: 41877,
		});

		const { items, error } = await engine.runNode({
			parameters: runAndDownload,
			items: [{ identity: 37442, template: template.id }],
		});

		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { id, status: 'available', user_identity_id: 41877 }, binary: { data: {} } },
		]);
	});

	it('wait for the batch that is running where it is the same template', async () => {
		const { id } = engine.sandbox.addPdfManagerBatch({ templateId: TWO_ZIPS, runSeconds: 1 });

		const { items, error } = await engine.runNode({
			parameters: runAndDownload,
			items: [{ identity: IDENTITY, template: TWO_ZIPS }],
		});

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual([id, id]);
	});
});

describe('Get Status', () => {
	const engine = useEngine();
	const parameters = parametersOf('getStatus', { pdfManagerBatchId: byId(6333) });
	const answer = batchJson(6333, [TWO_ZIPS, 'Full Applications']);

	it('gives the batch, without where its zip files are', async () => {
		const { items } = await engine.runNode({ parameters });

		expect(items).toEqual([{ json: answer, pairedItem: { item: 0 } }]);
		expect(engine.requests()).toEqual([`GET ${BATCHES}/6333`]);
	});

	it.each([
		['initializing', 'initializing', false, false],
		['Initializing', 'initializing', false, false],
		['queued', 'queued', false, false],
		['Queued', 'queued', false, false],
		['in_progress', 'in_progress', false, false],
		['In Progress', 'in_progress', false, false],
		['available', 'available', true, true],
		['Available', 'available', true, true],
		['success_with_errors', 'success_with_errors', true, true],
		['Success With Errors', 'success_with_errors', true, true],
		['empty_list', 'empty_list', true, false],
		['Empty List', 'empty_list', true, false],
		['failed', 'failed', true, false],
		['Failed', 'failed', true, false],
		// Not known: passed on, in the same form.
		['Waiting For Review', 'waiting_for_review', false, false],
	])('reads the state "%s"', async (state, status, finished, downloadable) => {
		engine.sandbox.addFault({ on: 'api', kind: { patch: { state } } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, status, finished, downloadable });
	});

	it('passes on what WebAdMIT adds, but not in the place of what workflows rely on', async () => {
		const patch = { pages: 17, owner: { name: 'Zoë' }, finished: 'maybe', user_identity_id: 1 };
		engine.sandbox.addFault({ on: 'api', kind: { patch } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, pages: 17, owner: { name: 'Zoë' } });
	});

	it('says what WebAdMIT was asked for when it is not there', async () => {
		const { error } = await engine.runNode({
			parameters: parametersOf('getStatus', { pdfManagerBatchId: byId(1) }),
		});

		expect(error).toMatchObject({ message: 'Not Found', httpCode: '404' });
		expect(error?.description).toContain(`batch 1 of user identity ${IDENTITY}`);
		expect(error?.description).toContain('choose the template again');
	});
});

describe('Get Many', () => {
	const engine = useEngine();
	const parameters = parametersOf('getMany');
	const idsWith = async (more: INodeParameters) => {
		const { items, error } = await engine.runNode({ parameters: { ...parameters, ...more } });
		expect(error).toBeUndefined();
		return items.map(({ json }) => json.id);
	};

	it('gives one item for each batch, the newest first', async () => {
		const { items } = await engine.runNode({ parameters });

		const item = (json: object) => ({ json, pairedItem: { item: 0 } });
		expect(items).toEqual([
			item(batchJson(6333, [TWO_ZIPS, 'Full Applications'])),
			item(batchJson(6325, [BROKEN, 'Broken Packets'], ['failed', true, false])),
			item(batchJson(6317, [EMPTY, 'Late Documents'], ['empty_list', true, false])),
			item(batchJson(6301, [TRANSCRIPTS, 'Transcripts'])),
		]);
		expect(engine.requests()).toEqual([`GET ${BATCHES}`]);
	});

	it('gives the newest first whatever the order of WebAdMIT', async () => {
		const of = (id: number) => ({
			id,
			state: 'available',
			pdf_manager_template: { id: TRANSCRIPTS, name: 'Transcripts' },
		});
		const body = { pdf_manager_batches: [of(3), of(5), of(4)] };
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		expect(await idsWith({})).toEqual([5, 4, 3]);
		expect(await idsWith({ limit: 1 })).toEqual([5]);
	});

	it.each([
		[{ statuses: ['failed', 'empty_list'] }, [6325, 6317]],
		[{ statuses: [] }, [6333, 6325, 6317, 6301]],
		[{ pdfManagerTemplateId: byId(TRANSCRIPTS) }, [6301]],
		[{ pdfManagerTemplateId: fromList(BROKEN, ''), statuses: ['available'] }, []],
		[{ pdfManagerTemplateId: byId(''), statuses: ['available'] }, [6333, 6301]],
	])('filters by %j', async (filters, ids) => {
		expect(await idsWith({ filters })).toEqual(ids);
	});

	it('returns 50 by default, fewer with a limit, and all of them when asked to', async () => {
		for (let index = 0; index < 60; index++) {
			engine.sandbox.addFinishedPdfManagerBatch({ templateId: TRANSCRIPTS });
		}

		expect(await idsWith({})).toHaveLength(50);
		expect(await idsWith({ limit: 2 })).toHaveLength(2);
		expect(await idsWith({ returnAll: true })).toHaveLength(64);
		expect(await idsWith({ limit: 2, filters: { statuses: ['failed', 'empty_list'] } })).toEqual([
			6325, 6317,
		]);
	});
});

describe('PDF Manager Template: Get Many', () => {
	const engine = useEngine();
	const parameters = { ...parametersOf('getMany'), resource: 'pdfManagerTemplate' };

	it('gives the templates of the identity', async () => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, userIdentityId: byId(41877) },
		});

		expect(items).toEqual([
			{
				json: {
					id: 8203,
					href: '/api/v1/user_identities/41877/pdf_manager_templates/8203',
					name: 'Transcripts',
					list_name: 'Verified Applicants',
					document_source_title: 'Transcripts',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/41877/pdf_manager_templates']);
	});

	it('returns as many as wanted', async () => {
		const count = async (more: INodeParameters) =>
			(await engine.runNode({ parameters: { ...parameters, ...more } })).items.length;
		for (let index = 0; index < 50; index++) {
			engine.sandbox.addPdfManagerTemplate({ identityIds: [IDENTITY] });
		}

		expect(await count({})).toBe(50);
		expect(await count({ limit: 4 })).toBe(4);
		expect(await count({ returnAll: true })).toBe(56);
	});
});
