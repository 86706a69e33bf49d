import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import { kindsIn } from '../support/kinds';
import { until, useEngine } from './harness';
import type { NodeResult } from './harness';
import { WEBADMIT_TOOL } from './harness/nodeTypes';
import type { FaultKind } from '../sandbox/faults/types';
import { Suspension } from './harness/suspension';
import { call, useWebhooks } from './harness/webhooks';

/** What was stored with a suspended execution, changed. */
const changed = (stored: unknown, change: object): object =>
	typeof stored === 'object' ? { ...stored, ...change } : change;

/** The path of a request, as an expression that matches only that. */
const pathOf = (request: string) => `^${request.split(' ')[1]}$`;

const engine = useEngine({ runSeconds: 60 });
const webhooks = useWebhooks();
let executions = 0;

const { time } = PERSISTENCE;
const { inARow } = PAGES;
afterEach(() => {
	PERSISTENCE.time = time;
	PAGES.inARow = inARow;
});

const isSuspended = ({ run }: NodeResult) => run.data.waitTill !== undefined;

const [exports, batches] = kindsIn(engine);

describe.each([
	{ kind: exports.kind, given: exports, other: batches },
	{ kind: batches.kind, given: batches, other: exports },
])('$kind:', ({ given, other }) => {
	const {
		run: word,
		source,
		firstId,
		callback,
		list: LIST,
		sources: [nightly, roster, review, another],
	} = given;
	const suspension = () =>
		new Suspension(
			engine,
			webhooks(),
			`${webhooks().url(given.protocol)}/webhook-waiting/${++executions}`,
		);

	const ONE = { ...given.parameters, ...given.chosen(nightly) };
	const EACH = { ...given.parameters, ...given.chosen('={{ $json.sourceId }}') };
	const of = (...sourceIds: unknown[]) =>
		sourceIds.map((sourceId) => ({ sourceId: String(sourceId) }));

	const callbacks = () => given.all().flatMap(({ callbackUrl }) => callbackUrl ?? []);
	/** Those that the test has started. */
	const startedHere = () => given.all().filter(({ id }) => id >= firstId);
	const questionsAbout = (id: number) =>
		engine.requests().filter((made) => made === given.question(id));

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

	describe('Suspend Until Finished', () => {
		it('suspends the execution for as long as Max Wait says, with its own URL as callback', async () => {
			const execution = suspension();
			const before = Date.now();
			const { run, error } = await execution.run({ ...ONE, options: { maxWait: 30 } });

			expect(error).toBeUndefined();
			expect((run.data.waitTill?.getTime() ?? 0) - before).toBeGreaterThanOrEqual(30 * 60_000);
			expect((run.data.waitTill?.getTime() ?? 0) - before).toBeLessThan(31 * 60_000);
			const [made] = startedHere();
			// n8n signs the URL.
			expect(made?.callbackUrl).toMatch(new RegExp(`^${execution.url}\\?signature=\\w+$`));
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');
			expect(execution.resumed).toEqual([]);
		});

		it('goes on with what WebAdMIT says when it calls back', async () => {
			const execution = suspension();
			const { run } = await execution.run(ONE);
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution went on');
			expect(execution.resumed).toMatchObject([
				[
					{
						json: {
							id: firstId,
							...given.output(nightly),
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
			const { run } = await execution.run(EACH, of(nightly, roster, review, another));
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');
			for (const { id } of startedHere()) given.finish(id);

			await until(() => execution.answers.length === 5, 'all callbacks were answered');
			expect(execution.resumed).toHaveLength(1);
			expect(execution.resumed[0]).toHaveLength(4);
			expect(engine.log.join('\n')).toContain('The execution has already been resumed');
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
			given.finish(firstId);
			await until(() => execution.answers.includes(409), 'n8n has refused a callback');
			expect(execution.resumed).toEqual([]);
			execution.store(run);

			await until(() => execution.resumed.length > 0, 'the execution went on');
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it('goes on when the last of several runs is finished, each in its place, whatever came of it', async () => {
			const execution = suspension();
			const { run } = await execution.run(
				EACH,
				of(nightly, 'abc', roster, given.emptySource, given.failingSource),
			);
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');
			const ids = [nightly, roster, given.emptySource, given.failingSource].map(
				(sourceId) => startedHere().find((made) => made.sourceId === sourceId)?.id ?? 0,
			);
			for (const id of ids.slice(1)) given.finish(id);
			await until(() => execution.answers.length >= 4, 'three callbacks were answered');
			expect(execution.resumed).toEqual([]);
			given.finish(ids[0] ?? 0);

			await until(() => execution.resumed.length > 0, 'the execution went on');
			expect(execution.resumed[0]).toMatchObject([
				{ json: { id: ids[0], status: 'available' }, pairedItem: { item: 0 } },
				{
					json: { error: expect.stringContaining(`'${given.sourceLabel}' must be`) as string },
					pairedItem: { item: 1 },
				},
				{ json: { id: ids[1], status: 'available' }, pairedItem: { item: 2 } },
				{ json: { id: ids[2], status: 'empty_list' }, pairedItem: { item: 3 } },
				{ json: { id: ids[3], status: 'failed' }, pairedItem: { item: 4 } },
			]);
		});

		it('asks for all runs of an identity with one call for each callback', async () => {
			const execution = suspension();
			const { run } = await execution.run(EACH, of(nightly, roster, review));
			const before = engine.requests().length;
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');

			expect(engine.requests().slice(before)).toEqual([LIST]);
		});

		it('lets two items share the run of an export', async () => {
			const execution = suspension();
			const { run } = await execution.run(EACH, of(nightly, nightly));
			execution.store(run);
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution went on');
			expect(execution.resumed[0]).toMatchObject([
				{ json: { id: firstId, finished: true }, pairedItem: { item: 0 } },
				{ json: { id: firstId, finished: true }, pairedItem: { item: 1 } },
			]);
		});

		it("waits by asking for a run that somebody else has started, since WebAdMIT won't call back", async () => {
			const { id } = given.add(nightly, { runSeconds: 1 });
			const { run, items } = await suspension().run(ONE);

			expect(run.data.waitTill).toBeUndefined();
			expect(items).toMatchObject([{ json: { id, status: 'available', finished: true } }]);
		});

		it.each<[string, number, readonly [string, string], string]>([
			['garbage', 400, ['hello', 'text/plain'], `is not one of a ${word}`],
			['the name of another run', 200, callback(74999), `it does not wait for ${word} 74999`],
			['a callback of the other kind', 400, other.callback(firstId), `is not one of a ${word}`],
		])('is not disturbed by %s', async (_, status, body, logged) => {
			const execution = suspension();
			const { run } = await execution.run(ONE);
			execution.store(run);
			await until(() => execution.answers.includes(200), 'the node has called its execution back');
			const before = engine.requests().length;

			expect(await call(execution.url, ...body)).toBe(status);
			expect(engine.requests()).toHaveLength(before);
			expect(execution.resumed).toEqual([]);
			expect(engine.log.join('\n')).toContain(logged);
		});

		it('does not believe that a run is finished that WebAdMIT says has not', async () => {
			PERSISTENCE.time = 1_500;
			const execution = await suspendedNow();

			expect(await call(execution.url, ...callback(firstId))).toBe(200);
			await until(
				() =>
					engine.log.join('\n').includes(`stays suspended: not all its ${given.runs} are finished`),
				'it has given up',
			);
			expect(execution.resumed).toEqual([]);
		});

		it.each(['text/plain', 'application/octet-stream', null])(
			'takes a callback of the type %s',
			async (type) => {
				const execution = await suspendedNow();
				engine.sandbox.configure({ callbackDelivery: 'never' });
				given.finish(firstId);

				const [body] = callback(firstId);
				expect(await call(execution.url, body, type)).toBe(200);
				expect(execution.resumed).toMatchObject([[{ json: { id: firstId, finished: true } }]]);
			},
		);

		it("keeps asking when a callback is faster than WebAdMIT's own status", async () => {
			const execution = await suspendedNow();
			engine.sandbox.configure({ callbackDelivery: 'never' });

			expect(await call(execution.url, ...callback(firstId))).toBe(200);
			given.finish(firstId);
			await until(() => execution.resumed.length > 0, 'the execution continued');

			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it.each<[string, FaultKind]>([
			['is not available', { status: 503 }],
			['cuts off connections', 'reset'],
			['has reached its limit', { status: 429, headers: { 'Retry-After': '1' } }],
		])('keeps asking when WebAdMIT %s', async (_, kind) => {
			const execution = await suspendedNow();
			engine.sandbox.addFault({ on: 'api', method: 'GET', times: 1, kind });
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.answers).toEqual([200, 200]);
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it.each<[string, FaultKind, number]>([
			['an outage', { status: 503 }, 2],
			['a limit', { status: 429, headers: { 'Retry-After': '2' } }, 1],
		])('does not give up because of %s that lasts long', async (_, kind, times) => {
			const execution = await suspendedNow();
			PERSISTENCE.time = 500;
			engine.sandbox.addFault({ on: 'api', method: 'GET', times, kind });
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it('still waits for the end of the run when an outage before that lasted long', async () => {
			const execution = await suspendedNow();
			engine.sandbox.configure({ callbackDelivery: 'never' });
			PERSISTENCE.time = 2_000;
			engine.sandbox.addFault({
				on: 'api',
				method: 'GET',
				times: 1,
				kind: { status: 429, headers: { 'Retry-After': '3' } },
			});
			expect(await call(execution.url, ...callback(firstId))).toBe(200);
			const before = questionsAbout(firstId).length;
			await until(() => questionsAbout(firstId).length > before, 'WebAdMIT has answered again');
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
		});

		it('goes on once, also when the question of one callback outlasts that of another by minutes', async () => {
			const execution = await suspendedNow(EACH, of(nightly, roster));
			engine.sandbox.configure({ callbackDelivery: 'never' });
			const [first, second] = startedHere();
			engine.sandbox.addFault({
				on: 'api',
				method: 'GET',
				times: 1,
				kind: { status: 429, headers: { 'Retry-After': '3' } },
			});
			expect(await call(execution.url, ...callback(first?.id ?? 0))).toBe(200);
			given.finish(first?.id ?? 0);
			given.finish(second?.id ?? 0);
			await call(execution.url, ...callback(second?.id ?? 0));
			expect(execution.resumed).toHaveLength(1);

			const now = Date.now.bind(Date);
			const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 10 * 60_000);
			try {
				const declined = 'The execution has already been resumed';
				await until(
					() => execution.resumed.length > 1 || engine.log.join('\n').includes(declined),
					'the question of the first was answered',
				);
			} finally {
				later.mockRestore();
			}
			expect(execution.resumed).toHaveLength(1);
		});

		it('asks past the page of a proxy as past any outage', async () => {
			const execution = await suspendedNow();
			PAGES.inARow = 2;
			engine.sandbox.addFault({
				on: 'api',
				method: 'GET',
				times: 3,
				kind: { status: 200, body: '<html>We will be back soon' },
			});
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it('asks no more for many copies of a callback than for one', async () => {
			const execution = await suspendedNow();
			engine.sandbox.configure({ callbackDelivery: 'never' });
			const before = engine.requests().length;

			const copies = await Promise.all(
				Array.from({ length: 20 }, async () => await call(execution.url, ...callback(firstId))),
			);
			const asked = engine.requests().length - before;
			given.finish(firstId);
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
				path: pathOf(given.question(firstId)),
				times: 1,
				carriedOut: true,
				kind: { delayMs: 1_500 },
			});
			const before = engine.requests().length;
			execution.store(run);
			await until(() => engine.requests().length > before, 'the node has asked by itself');
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
		});

		it('continues with an item that says so when WebAdMIT does not know one of the runs any more', async () => {
			const execution = await suspendedNow(EACH, of(nightly, roster));
			const [, gone] = given.all().filter(({ callbackUrl }) => callbackUrl !== null);
			const list = { href: '', [given.listField]: [] };
			engine.sandbox.addFault({
				on: 'api',
				path: pathOf(LIST),
				kind: { status: 200, body: list },
			});
			engine.sandbox.addFault({
				on: 'api',
				path: pathOf(given.question(gone?.id ?? 0, roster)),
				kind: { status: 404, body: { message: 'Not Found' } },
			});
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed[0]).toMatchObject([
				{ json: { id: firstId, finished: true }, pairedItem: { item: 0 } },
				{
					json: { error: `Not Found (${word} ${gone?.id} of ${source} ${roster})` },
					pairedItem: { item: 1 },
				},
			]);
			expect(Object.keys(execution.resumed[0]?.[1]?.json ?? {})).toEqual(['error']);
		});

		it.each<[string, FaultKind]>([
			['does not know the run', { status: 404, body: { message: 'Not Found' } }],
			['does not allow it', { status: 403, body: { message: 'Not yours' } }],
			['gives an answer that cannot be read', { status: 200, body: { other: [] } }],
		])(
			'stays suspended when nothing has called back yet but the node itself, and WebAdMIT %s',
			async (_, kind) => {
				const execution = suspension();
				const { run } = await execution.run(ONE);
				const fault = engine.sandbox.addFault({ on: 'api', method: 'GET', kind });
				execution.store(run);
				await until(
					() => execution.resumed.length > 0 || engine.log.join('\n').includes('not be confirmed'),
					'the node has asked',
				);
				expect(execution.resumed).toEqual([]);
				expect(fault.met).toBe(3);

				engine.sandbox.clearFaults();
				given.finish(firstId);
				await until(() => execution.resumed.length > 0, 'the execution continued');
			},
		);

		it('does not believe at once that there is no run: WebAdMIT may call back sooner than it shows the run', async () => {
			const execution = await suspendedNow();
			const unknown = { status: 404, body: { message: 'Not Found' } };
			engine.sandbox.addFault({ on: 'api', method: 'GET', times: 2, kind: unknown });
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it.each<[string, FaultKind, string]>([
			['that it may not see', { status: 403, body: { message: 'Not yours' } }, 'Not yours'],
			[
				'whose answer cannot be read',
				{ patch: { [given.statusField]: null } },
				'does not have the expected form',
			],
		])('does not let the other runs wait for one %s', async (_, kind, why) => {
			const execution = await suspendedNow(EACH, of(nightly, roster));
			const [, unseen] = startedHere();
			engine.sandbox.addFault({
				on: 'api',
				path: pathOf(LIST),
				kind: { status: 200, body: { href: '', [given.listField]: [] } },
			});
			engine.sandbox.addFault({
				on: 'api',
				path: pathOf(given.question(unseen?.id ?? 0, roster)),
				kind,
			});
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed[0]).toMatchObject([
				{ json: { id: firstId, finished: true }, pairedItem: { item: 0 } },
				{ json: { error: expect.stringContaining(why) as string }, pairedItem: { item: 1 } },
			]);
		});

		it('keeps asking when the key is refused, which the user can put right', async () => {
			const execution = await suspendedNow();
			engine.sandbox.addFault({ on: 'api', method: 'GET', times: 4, kind: { status: 401 } });
			given.finish(firstId);

			await until(() => execution.resumed.length > 0, 'the execution continued');
			expect(execution.resumed).toMatchObject([[{ json: { id: firstId, status: 'available' } }]]);
		});

		it('ends the questions when the key stays refused, and takes a callback that comes later', async () => {
			const execution = await suspendedNow();
			PERSISTENCE.time = 1_500;
			engine.sandbox.configure({ callbackDelivery: 'never' });
			const fault = engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { status: 401 } });
			given.finish(firstId);
			expect(await call(execution.url, ...callback(firstId))).toBe(200);
			const givenUp = 'could not be confirmed: WebAdMIT refused the API key';
			await until(() => engine.log.join('\n').includes(givenUp), 'it has given up');
			expect(execution.resumed).toEqual([]);
			expect(fault.met).toBeGreaterThan(1);

			engine.sandbox.clearFaults();
			expect(await call(execution.url, ...callback(firstId))).toBe(200);
			await until(() => execution.resumed.length > 0, 'the execution continued');
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
			given.finish(firstId);
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

			expect(await call(execution.url, ...callback(firstId))).toBe(503);
			engine.sandbox.clearFaults();
			given.finish(firstId);
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
			expect(result.items).toMatchObject([{ json: { id: firstId, finished: true } }]);
		});

		it('continues when Max Wait is over, as a suspended execution does', async () => {
			const { items, error } = await suspension().run(
				{ ...ONE, options: { maxWait: 0.01 } },
				undefined,
				{ onError: 'stopWorkflow' },
			);

			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ json: { id: firstId, finished: false } }]);
		});

		it('gives a run that failed, as a suspended execution does', async () => {
			engine.sandbox.configure({ runSeconds: 0.5 });
			const { items, error } = await suspension().run(
				{ ...ONE, ...given.chosen(given.failingSource), options: short },
				undefined,
				{ onError: 'stopWorkflow' },
			);

			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ json: { status: 'failed', finished: true } }]);
		});

		it("names the run in what goes wrong while somebody else's is waited for", async () => {
			const { id } = given.add(nightly, { runSeconds: 60 });
			engine.sandbox.addFault({
				on: 'api',
				path: pathOf(given.question(id)),
				kind: { status: 403, body: { message: 'Not yours' } },
			});
			const { error } = await suspension().run(ONE, undefined, { onError: 'stopWorkflow' });

			expect(error?.message).toBe(`Not yours (${word} ${id} of ${source} ${nightly})`);
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
			const running = [suspension(), suspension()].map(
				async (execution) => await execution.run(ONE),
			);
			const first = await Promise.race(running);
			await until(() => questionsAbout(firstId).length >= 2, 'both have asked for the run');
			given.finish(firstId);
			const results = await Promise.all(running);

			expect(isSuspended(first)).toBe(true);
			const [other] = results.filter((result) => !isSuspended(result));
			expect(other?.items).toMatchObject([{ json: { id: firstId, finished: true } }]);
		});

		it('first without a callback is waited for here, also while its start is not answered yet', async () => {
			slowly();
			const first = engine.runNode({ parameters: { ...ONE, completion: 'none' } });
			const started = () => engine.requests().some((made) => made.startsWith('POST'));
			await until(started, 'the first has sent its start');
			const later = suspension().run({ ...ONE, options: { pollInterval: 1 } });
			await until(() => questionsAbout(firstId).length >= 2, 'the run is asked for repeatedly');
			given.finish(firstId);

			const result = await later;
			await first;
			expect(isSuspended(result)).toBe(false);
			expect(result.items).toMatchObject([{ json: { id: firstId, finished: true } }]);
		});

		it('first by somebody else, while WebAdMIT lets no start through, is waited for here', async () => {
			const limit = engine.sandbox.addFault({
				on: 'api',
				method: 'POST',
				kind: { status: 429, headers: { 'retry-after': '1' } },
			});
			const running = suspension().run({ ...ONE, options: { pollInterval: 1 } });
			await until(() => limit.met > 0, 'the start was refused');
			const { id } = given.add(nightly, { runSeconds: 60 });
			engine.sandbox.clearFaults();
			await until(() => questionsAbout(id).length >= 2, 'the run is asked for repeatedly');
			given.finish(id);

			const result = await running;
			expect(isSuspended(result)).toBe(false);
			expect(result.items).toMatchObject([{ json: { id, finished: true } }]);
		});

		it('is suspended for in the second try of n8n too', async () => {
			engine.sandbox.addFault({
				on: 'api',
				method: 'POST',
				after: 1,
				times: 1,
				kind: { status: 403 },
			});
			const result = await suspension().run(EACH, of(nightly, roster), {
				retryOnFail: true,
				onError: 'stopWorkflow',
			});

			expect(result.error).toBeUndefined();
			expect(isSuspended(result)).toBe(true);
			expect(result.items).toMatchObject([
				{ json: { ...given.output(nightly), finished: false } },
				{ json: { ...given.output(roster), finished: false } },
			]);
		});
	});
});

it('uses no address of a callback about a batch, but asks about those that are waited for', async () => {
	const url = `${webhooks().url('https')}/webhook-waiting/${++executions}`;
	const execution = new Suspension(engine, webhooks(), url);
	const parameters = { ...batches.parameters, ...batches.chosen(8153) };
	execution.store((await execution.run(parameters)).run);
	await until(() => execution.answers.includes(200), 'the node has called its execution back');
	engine.sandbox.configure({ callbackDelivery: 'never' });
	batches.finish(batches.firstId);
	const before = engine.requests().length;

	const evil = 'https://example.com/evil.zip';
	const forged = {
		id: batches.firstId,
		state: 'Available',
		// Of another identity and another template.
		href: `/api/v1/user_identities/41877/pdf_manager_batches/${batches.firstId}`,
		pdf_manager_template: { id: 8203, name: 'Forged', href: evil },
		download_hrefs: [evil],
	};
	const body = JSON.stringify({ pdf_manager_batch: forged });
	expect(await call(execution.url, body, 'application/json')).toBe(200);
	await until(() => execution.resumed.length > 0, 'the execution continued');

	expect(engine.requests().slice(before)).toEqual([batches.question(batches.firstId)]);
	expect(execution.resumed).toMatchObject([
		[
			{
				json: {
					id: batches.firstId,
					href: batches.question(batches.firstId).split(' ')[1],
					pdf_manager_template: { id: 8153, name: 'Transcripts' },
					user_identity_id: 37442,
				},
			},
		],
	]);
	expect(JSON.stringify(execution.resumed)).not.toContain('example.com');
});
