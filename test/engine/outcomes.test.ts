import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const EXPORT = 86446;
const EMPTY = 86482;
const BROKEN = 86483;
const WITH_ERRORS = 86490;

const IDENTITY = byId(37442);

/** Both ways to the end of a run: one that is started here, and one that was started before. */
const OPERATIONS: Array<{ operation: string; parameters: INodeParameters }> = [
	{
		operation: 'runAndDownload',
		parameters: {
			operation: 'runAndDownload',
			userIdentityId: IDENTITY,
			exportId: byId('={{ $json.export }}'),
		},
	},
	{
		operation: 'download',
		parameters: {
			operation: 'download',
			exportId: byId('={{ $json.export }}'),
			exportFileId: byId('={{ $json.file }}'),
		},
	},
];

describe.each(OPERATIONS)('the outcome of $operation', ({ operation, parameters }) => {
	const engine = useEngine({ runSeconds: 0 });
	/** An item for each export; for 'download', with a run of it that is finished. */
	const itemsFor = (...exportIds: number[]) =>
		exportIds.map((exportId) => ({
			export: exportId,
			...(operation === 'download' ? { file: engine.sandbox.addFinishedRun({ exportId }).id } : {}),
		}));
	const identity = operation === 'download' ? {} : { user_identity_id: 37442 };

	it('with a file is an item with the file', async () => {
		const { items, error, file, binary } = await engine.runNode({
			parameters,
			items: itemsFor(EXPORT, WITH_ERRORS),
		});

		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					id: 74780,
					export_id: EXPORT,
					href: '/api/v1/exports/86446/export_files/74780',
					status: 'available',
					finished: true,
					downloadable: true,
					...identity,
				},
				binary: { data: file(0) },
				pairedItem: { item: 0 },
			},
			{
				json: {
					id: 74781,
					export_id: WITH_ERRORS,
					href: '/api/v1/exports/86490/export_files/74781',
					status: 'success_with_errors',
					finished: true,
					downloadable: true,
					...identity,
				},
				binary: { data: file(1) },
				pairedItem: { item: 1 },
			},
		]);
		expect(file(0).fileName).toBe('Nightly-Applicants.csv');
		expect(file(1).fileName).toBe('References-With-Gaps.csv');
		expect((await binary(1)).toString('latin1')).toMatch(/^cas_id,/);
	});

	it('goes by the id of the export, not by the href', async () => {
		// The vendor's own example names another export in the href than in `export_id`.
		const href = '/api/v1/exports/86466/export_files/74780';
		engine.sandbox.addFault({ on: 'api', kind: { patch: { href } } });

		const { items, error } = await engine.runNode({ parameters, items: itemsFor(EXPORT) });

		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { id: 74780, export_id: EXPORT, href }, binary: { data: {} } },
		]);
		expect(engine.requests().join()).not.toContain('86466');
	});

	it('puts the file into the field that the user wants', async () => {
		const { items, binary } = await engine.runNode({
			parameters: { ...parameters, binaryPropertyName: 'report' },
			items: itemsFor(EXPORT),
		});

		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['report']);
		expect((await binary(0, 'report')).toString('latin1')).toMatch(/^cas_id,/);
	});

	it('with an empty list is an item without a file', async () => {
		const { items, error } = await engine.runNode({ parameters, items: itemsFor(EMPTY) });

		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					id: 74780,
					export_id: EMPTY,
					href: '/api/v1/exports/86482/export_files/74780',
					status: 'empty_list',
					finished: true,
					downloadable: false,
					...identity,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests().filter((request) => request.startsWith('file'))).toEqual([]);
	});

	it('that failed is an error that names export and run', async () => {
		const { items, error, status } = await engine.runNode({ parameters, items: itemsFor(BROKEN) });

		expect(status).toBe('error');
		expect(error?.message).toBe(`Run 74780 of export ${BROKEN} failed in WebAdMIT`);
		expect(error?.description).toContain('WebAdMIT');
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(items).toEqual([]);
	});

	it('that failed is an item in its place when the user wants to continue', async () => {
		const { items, error } = await engine.runNode({
			parameters,
			items: itemsFor(EXPORT, BROKEN, EMPTY),
			onError: 'continueRegularOutput',
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(items[0]).toMatchObject({ json: { status: 'available' }, pairedItem: { item: 0 } });
		expect(items[1]).toEqual({
			json: { error: `Run 74781 of export ${BROKEN} failed in WebAdMIT` },
			pairedItem: { item: 1 },
		});
		expect(items[2]).toMatchObject({ json: { status: 'empty_list' }, pairedItem: { item: 2 } });
	});

	it('that failed goes to the error output where there is one', async () => {
		const { items, errorItems } = await engine.runNode({
			parameters,
			items: itemsFor(EXPORT, BROKEN, EMPTY),
			onError: 'continueErrorOutput',
		});

		expect(items.map(({ json }) => json.status)).toEqual(['available', 'empty_list']);
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0]).toMatchObject({
			// With the data of the item that it came from, as everywhere in n8n.
			json: { error: `Run 74781 of export ${BROKEN} failed in WebAdMIT`, export: BROKEN },
			pairedItem: { item: 1 },
		});
	});
});

describe('Initiate Run with "Wait Here"', () => {
	const engine = useEngine({ runSeconds: 0 });
	const parameters: INodeParameters = {
		userIdentityId: IDENTITY,
		exportId: byId('={{ $json.export }}'),
		completion: 'poll',
	};

	it('is an error when the run failed', async () => {
		const { error } = await engine.runNode({ parameters, items: [{ export: BROKEN }] });

		expect(error?.message).toBe(`Run 74780 of export ${BROKEN} failed in WebAdMIT`);
	});

	it('is no error when the list was empty', async () => {
		const { items } = await engine.runNode({ parameters, items: [{ export: EMPTY }] });

		expect(items[0]?.json).toMatchObject({ status: 'empty_list', finished: true });
	});

	it('is no error when nobody waits for the failure', async () => {
		const { items, error } = await engine.runNode({
			parameters: { ...parameters, completion: 'none' },
			items: [{ export: BROKEN }],
		});

		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ status: 'failed', finished: true, downloadable: false });
	});
});

describe('a run that is still going on', () => {
	const engine = useEngine();
	const download: INodeParameters = {
		operation: 'download',
		exportId: byId(EXPORT),
		exportFileId: byId(74780),
	};

	it('is an error for Download that names the option to wait', async () => {
		engine.sandbox.addRun({ exportId: EXPORT, runSeconds: 60, startedSecondsAgo: 20 });

		const { error } = await engine.runNode({ parameters: download });

		expect(error?.message).toBe(
			`Run 74780 of export ${EXPORT} is still running: its status is "Queued"`,
		);
		expect(error?.description).toContain("'Wait Until Ready'");
	});

	it('is waited for with "Wait Until Ready"', async () => {
		engine.sandbox.addRun({ exportId: EXPORT, runSeconds: 1.5 });

		const { items, binary } = await engine.runNode({
			parameters: { ...download, waitUntilReady: true },
		});

		expect(items[0]?.json).toMatchObject({ id: 74780, status: 'available' });
		expect((await binary(0)).toString('latin1')).toMatch(/^cas_id,/);
	});

	it('can fail after having been waited for', async () => {
		engine.sandbox.addRun({ exportId: EXPORT, runSeconds: 0.5, outcome: 'failed' });

		const { error } = await engine.runNode({ parameters: { ...download, waitUntilReady: true } });

		expect(error?.message).toBe(`Run 74780 of export ${EXPORT} failed in WebAdMIT`);
	});

	it.each([
		['initiateRun', { userIdentityId: IDENTITY, exportId: byId(EXPORT), completion: 'poll' }],
		['runAndDownload', { userIdentityId: IDENTITY, exportId: byId(EXPORT) }],
		['download', { ...download, waitUntilReady: true }],
	])(
		'is an error of %s that names the last status when "Max Wait" is over',
		async (operation, more) => {
			const { startedAt } = engine.sandbox.addRun({
				exportId: EXPORT,
				runSeconds: 60,
				startedSecondsAgo: 45,
			});

			const { error } = await engine.runNode({
				parameters: { ...more, operation, options: { maxWait: 0.01 } },
			});

			expect(error?.message).toBe(
				'Run 74780 of export 86446 was not finished after 0.01 minutes. Its last status was "In Progress"',
			);
			expect(error?.description).toContain("'Max Wait'");
			// The run itself is left alone, and nobody starts another.
			expect(
				engine.sandbox.runs.filter(({ exportId }) => exportId === EXPORT).at(-1),
			).toMatchObject({
				id: 74780,
				startedAt,
				status: 'in_progress',
			});
		},
	);

	it('takes what comes with an unknown status for going on', async () => {
		engine.sandbox.configure({ runSeconds: 0 });
		engine.sandbox.addFault({
			on: 'api',
			times: 2,
			kind: { patch: { status: 'Being Reviewed', download_url: null } },
		});

		const { items } = await engine.runNode({
			parameters: { userIdentityId: IDENTITY, exportId: byId(EXPORT), completion: 'poll' },
		});

		expect(items[0]?.json).toMatchObject({ status: 'available' });
		expect(engine.requests()).toHaveLength(3);
	});

	it.each([
		['pollInterval', '={{ 0.5 }}', "'Poll Interval'"],
		['pollInterval', '={{ "soon" }}', "'Poll Interval'"],
		['maxWait', '={{ -1 }}', "'Max Wait'"],
		['maxWait', '={{ NaN }}', "'Max Wait'"],
	])('is not waited for with %s = %s', async (option, value, label) => {
		const { error } = await engine.runNode({
			parameters: {
				operation: 'runAndDownload',
				userIdentityId: IDENTITY,
				exportId: byId(EXPORT),
				options: { [option]: value },
			},
		});

		expect(error?.message).toContain(label);
		expect(engine.requests()).toEqual([]);
	});
});
