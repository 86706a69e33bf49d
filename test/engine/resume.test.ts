import { byId, until, useEngine } from './harness';
import { Suspension } from './harness/suspension';
import { call, callback, useWebhooks } from './harness/webhooks';

const engine = useEngine({ runSeconds: 60 });
const webhooks = useWebhooks();
let executions = 0;

const suspension = () =>
	new Suspension(engine, webhooks(), `${webhooks().url}/webhook-waiting/${++executions}`);

const ONE = { userIdentityId: byId(37442), exportId: byId(86446) };
const EACH = { userIdentityId: byId(37442), exportId: byId('={{ $json.exportId }}') };
const of = (...exportIds: unknown[]) =>
	exportIds.map((exportId) => ({ exportId: String(exportId) }));

const LIST = 'GET /api/v1/user_identities/37442/export_files';

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
		expect(engine.log.join('\n')).toContain('The execution has gone on already');
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
		['garbage', 400, 'hello', 'is not one of an export file'],
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

	it('does not believe that a run is finished that WebAdMIT says goes on', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		execution.store(run);

		expect(await call(execution.url, callback(74780))).toBe(200);
		expect(execution.resumed).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			'The execution stays suspended: not all its runs are finished',
		);
	});

	it('tells the sender to come again when WebAdMIT does not answer the question', async () => {
		const execution = suspension();
		const { run } = await execution.run(ONE);
		execution.store(run);
		await until(() => execution.answers.includes(200), 'the node has called its execution back');
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { status: 403 } });

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
		if (context) context.suspendedItems = [{ json: 'broken' }];
		execution.store(run);
		await until(() => execution.answers.includes(500), 'the callback was answered');

		expect(execution.resumed).toEqual([]);
	});
});
