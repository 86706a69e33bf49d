import { waitFor } from '../../n8n-server';
import { containing } from '../support/matchers';
import { isN8n1 } from '../support/versions';
import { AFTER, BROKEN, EMPTY, IDENTITY, NIGHTLY, ROSTER } from './nodes';
import { ended, execute, initiateAndSuspend, suspended, suspending } from './suspending';
import { answered, callbackBody, followLog, logged, startsOf, useCallbacks } from './support';

const REVIEW = 86451;

const { world } = useCallbacks();

const start = async (...exportIds: number[]) =>
	await execute(world.n8n, suspending(initiateAndSuspend(world.credential), ...exportIds));

/** The URL at which a run's end is awaited. */
const urlOf = (runId: number): string =>
	world.sandbox.runs.find(({ id }) => id === runId)?.callbackUrl ?? '';

const statusOf = async (executionId: string) => (await world.n8n.getExecution(executionId)).status;

describe('an execution that is suspended until its run has finished', () => {
	test('goes on with the run as WebAdMIT confirms it', async () => {
		const { sandbox, n8n } = world;
		const id = await start(NIGHTLY);
		await suspended(n8n, id);
		const starts = startsOf(sandbox);

		sandbox.finishRun(74780, 'success_with_errors');
		const [delivery] = await answered(sandbox, 74780);
		const run = await ended(n8n, id);

		const callback = urlOf(74780);
		expect(callback).toContain(`/webhook-waiting/${id}`);
		expect(starts).toMatchObject([{ query: { callback }, body: JSON.stringify({ callback }) }]);
		expect(delivery?.status).toBe(200);
		expect(run.status).toBe('success');
		expect(run.items(AFTER)).toEqual([
			{
				json: {
					id: 74780,
					export_id: NIGHTLY,
					href: containing('/export_files/74780'),
					status: 'success_with_errors',
					finished: true,
					downloadable: true,
					user_identity_id: IDENTITY,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each([
		[EMPTY, 'empty_list'],
		[BROKEN, 'failed'],
	])('gives the outcome also where there is no file (export %i: %s)', async (exportId, status) => {
		const { sandbox, n8n } = world;
		const id = await start(exportId);
		await suspended(n8n, id);

		sandbox.finishRun(74780);
		const run = await ended(n8n, id);

		expect(run.items(AFTER)).toMatchObject([
			{ json: { id: 74780, status, finished: true, downloadable: false } },
		]);
	});

	test('with several items goes on when all runs have finished, each in its place', async () => {
		const { sandbox, n8n } = world;
		const id = await start(NIGHTLY, ROSTER, REVIEW);
		await suspended(n8n, id);
		const runOf = (exportId: number) =>
			sandbox.runs.find((run) => run.exportId === exportId && run.callbackUrl !== null)?.id ?? 0;

		const between: unknown[] = [];
		for (const exportId of [REVIEW, NIGHTLY]) {
			sandbox.finishRun(runOf(exportId));
			const [delivery] = await answered(sandbox, runOf(exportId));
			between.push([delivery?.status, await statusOf(id)]);
		}
		sandbox.finishRun(runOf(ROSTER));
		const run = await ended(n8n, id);

		expect(between).toEqual([
			[200, 'waiting'],
			[200, 'waiting'],
		]);
		expect(run.items(AFTER)).toMatchObject(
			[NIGHTLY, ROSTER, REVIEW].map((export_id, item) => ({
				json: { id: runOf(export_id), export_id, finished: true },
				pairedItem: { item },
			})),
		);
	});

	test('is not suspended at all when the run has finished by then', async () => {
		const { sandbox, n8n } = world;
		sandbox.configure({ runSeconds: 0, callbackDelivery: 'never' });

		const run = await ended(n8n, await start(NIGHTLY));

		expect(run.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	test('waits only for the runs that have not finished by then', async () => {
		const { sandbox, n8n } = world;
		const quick = sandbox.addExport({ identityIds: [IDENTITY], runSeconds: 0 });
		const id = await start(quick.id, NIGHTLY);
		await suspended(n8n, id);
		const slow = sandbox.runs.find(
			({ exportId, callbackUrl }) => exportId === NIGHTLY && callbackUrl,
		);

		sandbox.finishRun(slow?.id ?? 0);
		const run = await ended(n8n, id);

		expect(run.items(AFTER)).toMatchObject([
			{ json: { export_id: quick.id, finished: true }, pairedItem: { item: 0 } },
			{ json: { export_id: NIGHTLY, finished: true }, pairedItem: { item: 1 } },
		]);
	});
});

describe('a callback', () => {
	test('that comes while n8n has not yet suspended the execution is not lost', async () => {
		const { sandbox, n8n } = world;
		// The node gets to know that the run is going on, and while it is told so, the run finishes.
		sandbox.addFault({
			on: 'api',
			path: '/export_files/74780$',
			times: 1,
			carriedOut: true,
			kind: { delayMs: 2_000 },
		});
		const id = await start(NIGHTLY);
		await waitFor(() => sandbox.requests.some(({ path }) => path.endsWith('74780')) || undefined, {
			what: 'the question about the run',
			timeoutMs: 20_000,
		});

		sandbox.finishRun(74780);
		const [delivery] = await answered(sandbox, 74780);
		const run = await ended(n8n, id);

		// 409, or 500 where nothing of the execution has been stored yet.
		expect(delivery?.status).toBeGreaterThanOrEqual(409);
		expect(run.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	test.each([
		['of a run that is not waited for', () => callbackBody({ id: 74771, exportId: NIGHTLY }), 200],
		['that is none', () => 'hello', 400],
		['that is empty', () => '', 400],
	])('%s does not let the execution go on', async (what, body, status) => {
		const { sandbox, n8n, server } = world;
		const log = followLog(server.logFile);
		const id = await start(NIGHTLY);
		await suspended(n8n, id);

		const answer = await sandbox.sendCallback(urlOf(74780), body());
		await logged(log, 'WebAdMIT: The execution stays suspended');
		const before = await statusOf(id);
		sandbox.finishRun(74780);
		const run = await ended(n8n, id);

		expect({ what, status: answer.status }).toEqual({ what, status });
		expect(before).toBe('waiting');
		expect(run.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	test('that comes without the signature in the URL is refused by n8n 2; in n8n 1, which has none, it changes nothing', async () => {
		const { sandbox, n8n } = world;
		const id = await start(NIGHTLY);
		await suspended(n8n, id);

		const bare = urlOf(74780).replace(/\?.*/, '');
		const answer = await sandbox.sendCallback(bare, callbackBody({ id: 74780, exportId: NIGHTLY }));
		const before = await statusOf(id);
		sandbox.finishRun(74780);
		await ended(n8n, id);

		expect([answer.status, before]).toEqual([isN8n1(n8n) ? 200 : 401, 'waiting']);
	});

	test('that comes many times lets the execution go on once', async () => {
		const { sandbox, n8n } = world;
		const id = await start(NIGHTLY);
		await suspended(n8n, id);
		sandbox.configure({ callbackDelivery: 'never' });
		const run = sandbox.finishRun(74780);

		const copies = await Promise.all(
			Array.from({ length: 20 }, async () => {
				return await sandbox.sendCallback(urlOf(run.id), callbackBody(run));
			}),
		);
		const done = await ended(n8n, id);
		const late = await sandbox.sendCallback(urlOf(run.id), callbackBody(run));

		expect(copies.some(({ status }) => status === 200)).toBe(true);
		expect(done.execution.data.resultData.runData[AFTER]).toHaveLength(1);
		expect(done.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
		expect(late.status).toBe(409);
		expect(await statusOf(id)).toBe('success');
	});

	test.each([
		['while WebAdMIT is not available', { status: 503 }],
		["before WebAdMIT's own status says so", { patch: { status: 'In Progress' } }],
	])('that comes %s resumes the execution as soon as that is over', async (_, kind) => {
		const { sandbox, n8n } = world;
		const id = await start(NIGHTLY);
		await suspended(n8n, id);
		sandbox.configure({ callbackDelivery: 'never' });
		const run = sandbox.finishRun(74780);
		sandbox.addFault({ on: 'api', kind });

		const before = sandbox.requests.length;
		const copies = await Promise.all(
			[1, 2, 3].map(async () => await sandbox.sendCallback(urlOf(run.id), callbackBody(run))),
		);
		const status = await statusOf(id);
		// The fourth question comes seven seconds after the callback, which n8n has answered long since.
		await waitFor(() => (sandbox.requests.length >= before + 4 ? true : undefined), {
			what: 'four questions',
			timeoutMs: 40_000,
		});
		sandbox.clearFaults();
		const done = await ended(n8n, id);

		expect(copies.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(status).toBe('waiting');
		expect(done.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
		expect(done.execution.data.resultData.runData[AFTER]).toHaveLength(1);
	});

	test.each([
		[undefined, 0],
		['continueErrorOutput' as const, 1],
	])(
		'about one of several runs, another of which is gone, resumes the execution (on error: %s)',
		async (onError, output) => {
			const { sandbox, n8n } = world;
			const node = initiateAndSuspend(world.credential, {}, onError ? { onError } : {});
			const id = await execute(n8n, suspending(node, NIGHTLY, ROSTER));
			await suspended(n8n, id);
			const own = sandbox.runs.filter(({ callbackUrl }) => callbackUrl !== null);
			const [kept, gone] = [NIGHTLY, ROSTER].map((exportId) =>
				own.find((run) => run.exportId === exportId),
			);
			const list = { href: '', export_files: [] };
			sandbox.addFault({
				on: 'api',
				path: `/user_identities/${IDENTITY}/export_files$`,
				kind: { status: 200, body: list },
			});
			sandbox.addFault({ on: 'api', path: `/export_files/${gone?.id}$`, kind: { status: 404 } });

			sandbox.finishRun(kept?.id ?? 0);
			const run = await ended(n8n, id);

			expect(run.status).toBe('success');
			expect(run.items(node.name, 0)[0]).toMatchObject({ json: { id: kept?.id, finished: true } });
			expect(run.items(node.name, output).at(-1)).toMatchObject({
				json: { error: containing(`(run ${gone?.id} of export ${ROSTER})`) },
			});
		},
	);
});

test('of two executions that start the same export at the same moment, both continue when it has finished', async () => {
	const { sandbox, n8n } = world;
	// Both have listed the runs before there is one.
	sandbox.addFault({ on: 'api', method: 'POST', carriedOut: true, kind: { delayMs: 1_000 } });
	const ids = await Promise.all([start(NIGHTLY), start(NIGHTLY)]);
	// The one that is suspended asks twice, before and after that.
	const asked = () => sandbox.requests.filter(({ path }) => path.endsWith('/export_files/74780'));
	await waitFor(() => (asked().length >= 3 ? true : undefined), {
		what: 'both to ask for the run',
		timeoutMs: 20_000,
	});

	sandbox.finishRun(74780);
	const runs = await Promise.all(ids.map(async (id) => await ended(n8n, id)));

	for (const run of runs) {
		expect(run.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	}
});

test('in the second try of n8n, an execution is suspended for what the first has started', async () => {
	const { sandbox, n8n } = world;
	sandbox.addFault({
		on: 'api',
		method: 'POST',
		path: `/exports/${ROSTER}/`,
		times: 1,
		kind: { status: 403 },
	});
	const node = initiateAndSuspend(
		world.credential,
		{},
		{ retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
	);
	const id = await execute(n8n, suspending(node, NIGHTLY, ROSTER));
	await suspended(n8n, id);

	for (const { id: runId, callbackUrl } of sandbox.runs) {
		if (callbackUrl !== null) sandbox.finishRun(runId);
	}
	const run = await ended(n8n, id);

	expect(run.items(AFTER)).toMatchObject([
		{ json: { export_id: NIGHTLY, finished: true } },
		{ json: { export_id: ROSTER, finished: true } },
	]);
});

describe('an item', () => {
	test('whose run somebody else has started before is waited for too', async () => {
		const { sandbox, n8n } = world;
		const theirs = sandbox.addRun({ exportId: ROSTER });
		const id = await start(NIGHTLY, ROSTER);
		await waitFor(() => (startsOf(sandbox).length === 2 ? true : undefined), {
			what: 'the starts',
			timeoutMs: 20_000,
		});

		sandbox.finishRun(theirs.id);
		await suspended(n8n, id);
		const own = sandbox.runs.find(({ callbackUrl }) => callbackUrl !== null);
		sandbox.finishRun(own?.id ?? 0);
		const run = await ended(n8n, id);

		expect(sandbox.callbacks.map(({ runId }) => runId)).toEqual([own?.id]);
		expect(run.items(AFTER)).toMatchObject([
			{ json: { id: own?.id, export_id: NIGHTLY, finished: true }, pairedItem: { item: 0 } },
			{ json: { id: theirs.id, export_id: ROSTER, finished: true }, pairedItem: { item: 1 } },
		]);
	});

	test('that fails keeps its place, where the workflow is to continue', async () => {
		const { sandbox, n8n } = world;
		const node = initiateAndSuspend(world.credential, {}, { onError: 'continueRegularOutput' });
		const id = await execute(n8n, suspending(node, NIGHTLY, 999, ROSTER));
		await suspended(n8n, id);

		for (const { id: runId, callbackUrl } of sandbox.runs) {
			if (callbackUrl !== null) sandbox.finishRun(runId);
		}
		const run = await ended(n8n, id);

		expect(run.items(AFTER)).toMatchObject([
			{ json: { export_id: NIGHTLY, finished: true }, pairedItem: { item: 0 } },
			{ json: { error: containing('Not Found') }, pairedItem: { item: 1 } },
			{ json: { export_id: ROSTER, finished: true }, pairedItem: { item: 2 } },
		]);
	});

	test('that fails takes the error output, where there is one', async () => {
		const { sandbox, n8n } = world;
		const node = initiateAndSuspend(world.credential, {}, { onError: 'continueErrorOutput' });
		const id = await execute(n8n, suspending(node, NIGHTLY, 999));
		await suspended(n8n, id);

		sandbox.finishRun(74780);
		const run = await ended(n8n, id);

		expect(run.items(node.name, 0)).toMatchObject([{ json: { id: 74780, finished: true } }]);
		expect(run.items(node.name, 1)).toMatchObject([{ json: { error: containing('Not Found') } }]);
	});

	test('that fails stops the others, where the workflow is to stop', async () => {
		const { n8n } = world;

		const run = await ended(n8n, await start(NIGHTLY, 999));

		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('Not Found');
	});
});
