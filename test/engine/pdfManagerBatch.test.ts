import { byId, useEngine, zipOf } from './harness';
import {
	BATCHES,
	batchJson,
	BROKEN,
	DOWNLOAD,
	EMPTY,
	FOUR_ZIPS,
	IDENTITY,
	parametersOf,
	TRANSCRIPTS,
	TWO_ZIPS,
	WITH_ERRORS,
	zipId,
	ZIPS,
} from './harness/pdfManager';

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
