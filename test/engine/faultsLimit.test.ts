import { byId, useEngine } from './harness';
import type { OperationCase } from './harness/operations';
import { callsOf, faultFor, OPERATIONS, operationsThatEndWith } from './harness/operations';

const engine = useEngine({ runSeconds: 0.5, changeSeconds: 0.5 });

const MESSAGE = { message: 'API rate limit exceeded' };
const calls = (operation: OperationCase) => callsOf(operation, engine.sandbox.requests);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();
/** Milliseconds by which a timer may fire early. */
const EARLY = 10;

describe('the hourly limit', () => {
	it('is waited for as Retry-After says in seconds, by every operation', async () => {
		for (const operation of OPERATIONS) {
			const kind = { status: 429, headers: { 'Retry-After': '2' }, body: MESSAGE };
			engine.sandbox.addFault(faultFor(operation, { kind, times: 1 }));
		}

		// Side by side, since each of them waits.
		const results = await Promise.all(
			OPERATIONS.map(async ({ parameters, items }) => await engine.runNode({ parameters, items })),
		);

		expect(results.map(({ error }) => error)).toEqual(OPERATIONS.map(() => undefined));
		for (const operation of OPERATIONS) {
			const [refused, next] = calls(operation);
			// Without the header, the second try would come after 1.25 s at the latest.
			expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2_000 - EARLY);
		}
	}, 20_000);

	it('is waited for as Retry-After says with a date, by every operation', async () => {
		const date = inSeconds(4);
		for (const operation of OPERATIONS) {
			const kind = { status: 429, headers: { 'Retry-After': date }, body: MESSAGE };
			engine.sandbox.addFault(faultFor(operation, { kind, times: 1 }));
		}

		const results = await Promise.all(
			OPERATIONS.map(async ({ parameters, items }) => await engine.runNode({ parameters, items })),
		);

		expect(results.map(({ error }) => error)).toEqual(OPERATIONS.map(() => undefined));
		for (const operation of OPERATIONS) {
			// Whoever asks again after the date has passed needs only the usual pause, so what counts is the date.
			expect(calls(operation)[1]?.at).toBeGreaterThanOrEqual(Date.parse(date) - EARLY);
		}
	}, 30_000);

	// Who waits for a run waits on: see faultsNoAnswer.test.ts.
	describe.each(operationsThatEndWith('tries', 'persistence'))(
		'that is far off ends $name',
		(operation) => {
			it.each([
				['seconds', () => '7200'],
				['a date', () => inSeconds(7_200)],
			])('at once, with the time to come back: %s', async (_, retryAfter) => {
				const kind = { status: 429, headers: { 'Retry-After': retryAfter() }, body: MESSAGE };
				engine.sandbox.addFault(faultFor(operation, { kind }));

				const { error, items } = await engine.runNode({
					parameters: operation.parameters,
					items: operation.items,
				});

				expect(error).toMatchObject({
					message: 'The hourly limit of WebAdMIT is reached',
					httpCode: '429',
				});
				expect(error?.description).toContain('5,000 calls an hour');
				expect(error?.description).toMatch(/Run this again in (119|120) minutes/);
				expect(items).toEqual([]);
				expect(calls(operation)).toHaveLength(1);
			});
		},
	);

	it('of which WebAdMIT says nothing is tried again with growing pauses, then told about', async () => {
		const operations = operationsThatEndWith('tries');
		for (const operation of operations) {
			// That nothing is left is no news beside the status.
			const kind = { status: 429, headers: { 'X-RateLimit-Remaining': '0' }, body: MESSAGE };
			engine.sandbox.addFault(faultFor(operation, { kind }));
		}

		const results = await Promise.all(
			operations.map(async ({ parameters, items }) => await engine.runNode({ parameters, items })),
		);

		for (const [index, operation] of operations.entries()) {
			expect(results[index]?.error).toMatchObject({
				message: 'The hourly limit of WebAdMIT is reached',
				httpCode: '429',
			});
			expect(results[index]?.error?.description).toContain('Run this again in an hour');
			const times = calls(operation).map(({ at }) => at);
			expect(times).toHaveLength(5);
			const pauses = times.slice(1).map((time, tries) => time - (times[tries] ?? 0));
			for (const [tries, pause] of pauses.entries()) {
				// Doubled each time, and a quarter shorter at most.
				expect(pause).toBeGreaterThanOrEqual(750 * 2 ** tries - EARLY);
			}
		}
	}, 40_000);

	it('that is soon over is no error of many downloads and starts, and none of them asks before', async () => {
		const kind = { status: 429, headers: { 'Retry-After': '3' }, body: MESSAGE };
		engine.sandbox.addFault({ on: 'api', kind, times: 1 });
		const items = Array.from({ length: 30 }, () => ({}));

		const { items: results, error } = await engine.runNode({
			parameters: { operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
			items,
		});

		expect(error).toBeUndefined();
		expect(results).toHaveLength(items.length);
		const asked = engine.sandbox.requests.filter(({ origin }) => origin === 'api');
		const refused = asked[0]?.at ?? 0;
		// Eight are under way at a time, each with one call.
		const meanwhile = asked.filter(({ at }) => at < refused + 3_000 - EARLY);
		expect(meanwhile.length).toBeLessThan(items.length / 2);
		expect(asked.filter(({ status }) => status === 429)).toHaveLength(1);
	}, 20_000);

	it('that the last call has used up is no error of that call', async () => {
		engine.sandbox.configure({ rateLimit: { limit: 1, perSeconds: 3_600 } });

		const { items, error } = await engine.runNode({
			parameters: { resource: 'userIdentity', operation: 'getMany' },
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(engine.sandbox.identities.length);
		expect(engine.requests()).toHaveLength(1);
	});

	it('lets the other items wait too: nothing is sent before the time has come', async () => {
		const kind = { status: 429, headers: { 'Retry-After': '2' }, body: MESSAGE };
		engine.sandbox.addFault({ on: 'api', kind, times: 1 });
		const items = Array.from({ length: 60 }, () => ({}));

		const { items: results, error } = await engine.runNode({
			parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74771) },
			items,
		});

		expect(error).toBeUndefined();
		expect(results).toHaveLength(items.length);
		const times = engine.sandbox.requests.map(({ at }) => at);
		const refused = times[0] ?? 0;
		// Twenty are under way at a time; a few more may follow those that are answered before the refusal is read.
		const meanwhile = times.filter((time) => time < refused + 2_000 - EARLY);
		expect(meanwhile.length).toBeLessThan(items.length / 2);
		expect(engine.sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(1);
	}, 20_000);

	it.each([
		// Those that were under way, and a few that followed before the first refusal was read.
		['at once when it is too far off', { 'Retry-After': '3600' }, 40],
		['soon when it does not end, though WebAdMIT says nothing of it', {}, 40 * 5],
	])(
		'ends all items %s, instead of asking for each of them',
		async (_, headers, most) => {
			engine.sandbox.addFault({ on: 'api', kind: { status: 429, headers, body: MESSAGE } });
			const items = Array.from({ length: 300 }, () => ({}));

			const { items: results } = await engine.runNode({
				parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74771) },
				items,
				onError: 'continueRegularOutput',
			});

			expect(results).toHaveLength(items.length);
			for (const { json } of results) expect(json.error).toContain('The hourly limit of WebAdMIT');
			expect(engine.requests().length).toBeLessThanOrEqual(most);
		},
		60_000,
	);
});
