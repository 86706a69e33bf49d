import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { byId, until, useEngine } from './harness';
import type { NodeResult } from './harness';
import { WEBADMIT_TOOL } from './harness/nodeTypes';
import type { FaultKind } from '../sandbox/faults/types';
import { Suspension } from './harness/suspension';
import { call, callback, useWebhooks } from './harness/webhooks';

/** What was stored with a suspended execution, changed. */
const changed = (stored: unknown, change: object): object =>
	typeof stored === 'object' ? { ...stored, ...change } : change;

const engine = useEngine({ runSeconds: 60 });
const webhooks = useWebhooks();
let executions = 0;

const suspension = () =>
	new Suspension(engine, webhooks(), `${webhooks().url}/webhook-waiting/${++executions}`);

const ONE = { userIdentityId: byId(37442), exportId: byId(86446) };
const EACH = { userIdentityId: byId(37442), exportId: byId('={{ $json.exportId }}') };
const of = (...exportIds: unknown[]) =>
	exportIds.map((exportId) => ({ exportId: String(exportId) }));

const LIST_PATH = '/api/v1/user_identities/37442/export_files';
const LIST = `GET ${LIST_PATH}`;

/** An execution that is suspended, and has looked for its runs by itself. */
async function suspendedNow(
	...[parameters = ONE, items]: Parameters<Suspension['run']> | []
): Promise<Suspension> {
	const execution = suspension();
	const { run } = await execution.run(parameters, items);
	execution.store(run);
	await until(() => execution.answers.includes(200), 'the node has called its execution back');
	return execution;
}

const { time } = PERSISTENCE;
afterEach(() => {
	PERSISTENCE.time = time;
});

const isSuspended = ({ run }: NodeResult) => run.data.waitTill !== undefined;
const callbacks = () => engine.sandbox.runs.flatMap(({ callbackUrl }) => callbackUrl ?? []);

describe('Suspend Until Finished', () => {
	it('suspends the execution for as long as Max Wait says, with its own URL as callback', async () => {
		const execution = suspension();
		const before = Date.now();
		const { run, error } = await execution.run({ ...ONE, options: { maxWait: 30 } });

		expect(error).toBeUndefined();
		expect((run.data.waitTill?.getTime() ?? 0) - before).toBeGreaterThanOrEqual(30 * 60_000);
		expect((run.data.waitTill?.getTime() ?? 0) - before).toBeLessThan(31 * 60_000);
		const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
		// n8n signs the URL.
		expect(post?.query.callback).toMatch(new RegExp(`^${execution.url}\\?signature=\\w+$`));
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		expect(execution.resumed).toEqual([]);
	});

	it('goes on with what WebAdMIT says when it calls back', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution went on');
		expect(execution.resumed).toEqual([
			[
				{
					json: {
						id: 74780,
						export_id: 86446,
						href: expect.any(String) as string,
						status: 'available',
						finished: true,
						downloadable: true,
						user_identity_id: 37442,
					},
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	it('goes on once, also when many runs finish at once and every one of them calls back', async () => {
		const execution = suspension();
		const { run } = await execution.run(EACH, of(86446, 86449, 86451, 86455, 86460));
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		for (const { id, status } of engine.sandbox.runs)
			if (status !== 'available' && id >= 74780) engine.sandbox.finishRun(id);

		await until(() => execution.answers.length === 6, 'all callbacks were answered');
		expect(execution.resumed).toHaveLength(1);
		expect(execution.resumed[0]).toHaveLength(5);
		expect(engine.log.join('\n')).toContain('The execution has been resumed already');
	});

	it('does not suspend for runs that have finished by then', async () => {
		engine.sandbox.configure({ runSeconds: 0 });
		const { run, items } = await suspension().run(ONE);

		expect(run.data.waitTill).toBeUndefined();
		expect(items).toMatchObject([{ json: { status: 'available', finished: true } }]);
	});

	it('notices a run that finished after the node and before n8n had stored the execution', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		engine.sandbox.finishRun(74780);
		await until(() => execution.answers.includes(409), 'n8n has refused a callback');
		expect(execution.resumed).toEqual([]);
		execution.store(run);

		await until(() => execution.resumed.length > 0, 'the execution went on');
		expect(execution.resumed).toMatchObject([[{ json: { id: 74780, status: 'available' } }]]);
	});

	it('goes on when the last of several runs is finished, each in its place, whatever came of it', async () => {
		const execution = suspension();
		const { run } = await execution.run(EACH, of(86446, 'abc', 86449, 86482, 86483));
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		const ids = [86446, 86449, 86482, 86483].map(
			(exportId) =>
				engine.sandbox.runs.find((r) => r.exportId === exportId && r.id >= 74780)?.id ?? 0,
		);
		for (const id of ids.slice(1)) engine.sandbox.finishRun(id);
		await until(() => execution.answers.length >= 4, 'three callbacks were answered');
		expect(execution.resumed).toEqual([]);
		engine.sandbox.finishRun(ids[0] ?? 0);

		await until(() => execution.resumed.length > 0, 'the execution went on');
		expect(execution.resumed[0]).toMatchObject([
			{ json: { id: ids[0], status: 'available' }, pairedItem: { item: 0 } },
			{
				json: { error: expect.stringContaining("'Export' must be") as string },
				pairedItem: { item: 1 },
			},
			{ json: { id: ids[1], status: 'available' }, pairedItem: { item: 2 } },
			{ json: { id: ids[2], status: 'empty_list' }, pairedItem: { item: 3 } },
			{ json: { id: ids[3], status: 'failed' }, pairedItem: { item: 4 } },
		]);
	});

	it('asks for all runs of an identity with one call for each callback', async () => {
		const execution = suspension();
		const { run } = await execution.run(EACH, of(86446, 86449, 86451));
		const before = engine.requests().length;
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');

		expect(engine.requests().slice(before)).toEqual([LIST]);
	});

	it('lets two items share the run of an export', async () => {
		const execution = suspension();
		const { run } = await execution.run(EACH, of(86446, 86446));
		execution.store(run);
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution went on');
		expect(execution.resumed[0]).toMatchObject([
			{ json: { id: 74780, finished: true }, pairedItem: { item: 0 } },
			{ json: { id: 74780, finished: true }, pairedItem: { item: 1 } },
		]);
	});

	it("waits by asking for a run that somebody else has started, since WebAdMIT won't call back", async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86446, identityId: 37442, runSeconds: 1 });
		const { run, items } = await suspension().run(ONE);

		expect(run.data.waitTill).toBeUndefined();
		expect(items).toMatchObject([{ json: { id, status: 'available', finished: true } }]);
	});

	it.each([
		['garbage', 400, 'hello', 'is not one of a run'],
		['the name of another run', 200, callback(74999), 'run 74999 is not waited for here'],
	])('is not disturbed by %s', async (_, status, body, logged) => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		const before = engine.requests().length;

		expect(await call(execution.url, body)).toBe(status);
		expect(engine.requests()).toHaveLength(before);
		expect(execution.resumed).toEqual([]);
		expect(engine.log.join('\n')).toContain(logged);
	});

	it('does not believe that a run is finished that WebAdMIT says has not', async () => {
		PERSISTENCE.time = 1_500;
		const execution = await suspendedNow();

		expect(await call(execution.url, callback(74780))).toBe(200);
		await until(
			() => engine.log.join('\n').includes('stays suspended: not all its runs are finished'),
			'it has given up',
		);
		expect(execution.resumed).toEqual([]);
	});

	it.each(['text/plain', 'application/octet-stream', null])(
		'takes a callback of the type %s',
		async (type) => {
			const execution = await suspendedNow();
			engine.sandbox.configure({ callbackDelivery: 'never' });
			engine.sandbox.finishRun(74780);

			const body = new URLSearchParams(callback(74780)).toString();
			expect(await call(execution.url, body, type)).toBe(200);
			expect(execution.resumed).toMatchObject([[{ json: { id: 74780, finished: true } }]]);
		},
	);

	it("keeps asking when a callback is faster than WebAdMIT's own status", async () => {
		const execution = await suspendedNow();
		engine.sandbox.configure({ callbackDelivery: 'never' });

		expect(await call(execution.url, callback(74780))).toBe(200);
		engine.sandbox.finishRun(74780);
		await until(() => execution.resumed.length > 0, 'the execution continued');

		expect(execution.resumed).toMatchObject([[{ json: { id: 74780, status: 'available' } }]]);
	});

	it.each<[string, FaultKind]>([
		['is not available', { status: 503 }],
		['cuts off connections', 'reset'],
		['has reached its limit', { status: 429, headers: { 'Retry-After': '1' } }],
	])('keeps asking when WebAdMIT %s', async (_, kind) => {
		const execution = await suspendedNow();
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 1, kind });
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
		expect(execution.answers).toEqual([200, 200]);
		expect(execution.resumed).toMatchObject([[{ json: { id: 74780, status: 'available' } }]]);
	});

	it('asks no more for many copies of a callback than for one', async () => {
		const execution = await suspendedNow();
		engine.sandbox.configure({ callbackDelivery: 'never' });
		const before = engine.requests().length;

		const copies = await Promise.all(
			Array.from({ length: 20 }, async () => await call(execution.url, callback(74780))),
		);
		const asked = engine.requests().length - before;
		engine.sandbox.finishRun(74780);
		await until(() => execution.resumed.length > 0, 'the execution continued');

		expect(new Set(copies)).toEqual(new Set([200]));
		expect(asked).toBeLessThanOrEqual(2);
		expect(execution.resumed).toHaveLength(1);
	});

	it('takes a callback that comes while its own first look is not answered yet', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		engine.sandbox.addFault({
			on: 'api',
			path: '/export_files/74780$',
			times: 1,
			carriedOut: true,
			kind: { delayMs: 1_500 },
		});
		const before = engine.requests().length;
		execution.store(run);
		await until(() => engine.requests().length > before, 'the node has asked by itself');
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
	});

	it('continues with an item that says so when WebAdMIT does not know one of the runs any more', async () => {
		const execution = await suspendedNow(EACH, of(86446, 86449));
		const [, gone] = engine.sandbox.runs.filter(({ callbackUrl }) => callbackUrl !== null);
		const list = { href: '', export_files: [] };
		engine.sandbox.addFault({
			on: 'api',
			path: `${LIST_PATH}$`,
			kind: { status: 200, body: list },
		});
		engine.sandbox.addFault({
			on: 'api',
			path: `/export_files/${gone?.id}$`,
			kind: { status: 404, body: { message: 'Not Found' } },
		});
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
		expect(execution.resumed[0]).toMatchObject([
			{ json: { id: 74780, finished: true }, pairedItem: { item: 0 } },
			{
				json: { error: `Not Found (run ${gone?.id} of export 86449)` },
				pairedItem: { item: 1 },
			},
		]);
		expect(Object.keys(execution.resumed[0]?.[1]?.json ?? {})).toEqual(['error']);
	});

	it('does not believe at once that there is no run: WebAdMIT may call back sooner than it shows the run', async () => {
		const execution = await suspendedNow();
		const unknown = { status: 404, body: { message: 'Not Found' } };
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 2, kind: unknown });
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
		expect(execution.resumed).toMatchObject([[{ json: { id: 74780, status: 'available' } }]]);
	});

	it.each<[string, { status: number; body?: object }, string]>([
		['that it may not see', { status: 403, body: { message: 'Not yours' } }, 'Not yours'],
		[
			'whose answer cannot be read',
			{ status: 200, body: { export_files: { id: 74781, status: null } } },
			"does not have the expected form: 'id', 'export_id' or 'status' is missing",
		],
	])('does not let the other runs wait for one %s', async (_, { status, body }, why) => {
		const execution = await suspendedNow(EACH, of(86446, 86449));
		const list = { href: '', export_files: [] };
		engine.sandbox.addFault({
			on: 'api',
			path: `${LIST_PATH}$`,
			kind: { status: 200, body: list },
		});
		engine.sandbox.addFault({
			on: 'api',
			path: '/exports/86449/export_files/\\d+$',
			kind: { status, body: JSON.stringify(body) },
		});
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
		expect(execution.resumed[0]).toMatchObject([
			{ json: { id: 74780, finished: true }, pairedItem: { item: 0 } },
			{ json: { error: expect.stringContaining(why) as string }, pairedItem: { item: 1 } },
		]);
	});

	it('keeps asking when the key is refused, which the user can put right', async () => {
		const execution = await suspendedNow();
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 4, kind: { status: 401 } });
		engine.sandbox.finishRun(74780);

		await until(() => execution.resumed.length > 0, 'the execution continued');
		expect(execution.resumed).toMatchObject([[{ json: { id: 74780, status: 'available' } }]]);
	});

	it("does not resume an execution that n8n is about to continue, since 'Max Wait' is over", async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		const context = run.data.executionData?.contextData[`node:WebAdMIT`];
		if (context)
			Object.assign(context, {
				suspension: changed(context.suspension, { until: Date.now() + 4_000 }),
			});
		engine.sandbox.configure({ callbackDelivery: 'never' });
		engine.sandbox.finishRun(74780);
		execution.store(run);

		await until(
			() => engine.log.join('\n').includes("The execution is not resumed: 'Max Wait' is over"),
			'the callback was declined',
		);
		expect(execution.resumed).toEqual([]);
	});

	it('tells the sender to come again when WebAdMIT does not answer the question', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { status: 501 } });

		expect(await call(execution.url, callback(74780))).toBe(503);
		engine.sandbox.clearFaults();
		engine.sandbox.finishRun(74780);
		await until(() => execution.resumed.length > 0, 'the execution went on');
	});

	it('says that what was stored cannot be read, when that is so', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		const context = run.data.executionData?.contextData[`node:WebAdMIT`];
		expect(context).toBeDefined();
		if (context) {
			Object.assign(context, {
				suspension: changed(context.suspension, { items: [{ json: 'broken' }] }),
			});
		}
		execution.store(run);
		await until(() => execution.answers.includes(500), 'the callback was answered');

		expect(execution.resumed).toEqual([]);
	});
});

describe('what need not be suspended', () => {
	const short = { maxWait: 1 };

	it.each([
		['for less than 65 seconds', { options: short }, {}],
		['in a tool of an AI agent, which waits for an answer', {}, { type: WEBADMIT_TOOL }],
	])('waits here: %s', async (_, parameters, more) => {
		engine.sandbox.configure({ runSeconds: 0.5 });
		const result = await suspension().run({ ...ONE, ...parameters }, undefined, more);

		expect(isSuspended(result)).toBe(false);
		expect(callbacks()).toEqual([]);
		expect(result.items).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	it('continues when Max Wait is over, as a suspended execution does', async () => {
		const { items, error } = await suspension().run(
			{ ...ONE, options: { maxWait: 0.01 } },
			undefined,
			{ onError: 'stopWorkflow' },
		);

		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { id: 74780, finished: false } }]);
	});

	it('gives a run that failed, as a suspended execution does', async () => {
		engine.sandbox.configure({ runSeconds: 0.5 });
		const { items, error } = await suspension().run(
			{ ...ONE, exportId: byId(86483), options: short },
			undefined,
			{ onError: 'stopWorkflow' },
		);

		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { status: 'failed', finished: true } }]);
	});

	it("names the run in what goes wrong while somebody else's is waited for", async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86446, identityId: 37442, runSeconds: 60 });
		engine.sandbox.addFault({
			on: 'api',
			path: `/export_files/${id}$`,
			kind: { status: 403, body: { message: 'Not yours' } },
		});
		const { error } = await suspension().run(ONE, undefined, { onError: 'stopWorkflow' });

		expect(error?.message).toBe(`Not yours (run ${id} of export 86446)`);
	});
});

describe('a run that was started twice', () => {
	/** Says yes to a start only after a while, so that another execution has listed the runs by then. */
	const slowly = () =>
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			carriedOut: true,
			kind: { delayMs: 500 },
		});

	it('by two executions at the same moment suspends the one that is called back, and the other waits here', async () => {
		slowly();
		const running = [suspension(), suspension()].map(async (execution) => await execution.run(ONE));
		const first = await Promise.race(running);
		const asked = () => engine.requests().filter((made) => made.endsWith('/export_files/74780'));
		await until(() => asked().length >= 2, 'both have asked for the run');
		engine.sandbox.finishRun(74780);
		const results = await Promise.all(running);

		expect(isSuspended(first)).toBe(true);
		const [other] = results.filter((result) => !isSuspended(result));
		expect(other?.items).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	it('first without a callback, by a start whose answer comes later, is waited for here', async () => {
		// Each start finds no run in the list, and the later one is answered first.
		engine.sandbox.addFault({
			on: 'api',
			path: `${LIST_PATH}$`,
			times: 1,
			carriedOut: true,
			kind: { delayMs: 2_000 },
		});
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			times: 1,
			carriedOut: true,
			kind: { delayMs: 3_000 },
		});
		const later = suspension().run(ONE);
		await until(() => engine.requests().includes(LIST), 'the list was asked for');
		const first = engine.runNode({ parameters: { operation: 'runAndDownload', ...ONE } });
		const asked = () => engine.requests().filter((made) => made.endsWith('/export_files/74780'));
		await until(() => asked().length >= 2, 'both have asked for the run');
		engine.sandbox.finishRun(74780);

		const result = await later;
		await first;
		expect(isSuspended(result)).toBe(false);
		expect(callbacks()).toEqual([]);
		expect(result.items).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	it('is suspended for in the second try of n8n too', async () => {
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			path: '/exports/86449/',
			times: 1,
			kind: { status: 403 },
		});
		const result = await suspension().run(EACH, of(86446, 86449), {
			retryOnFail: true,
			onError: 'stopWorkflow',
		});

		expect(result.error).toBeUndefined();
		expect(isSuspended(result)).toBe(true);
		expect(result.items).toMatchObject([
			{ json: { export_id: 86446, finished: false } },
			{ json: { export_id: 86449, finished: false } },
		]);
	});
});
