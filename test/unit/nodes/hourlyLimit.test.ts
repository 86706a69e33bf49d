import { HourlyLimit } from '../../../nodes/WebAdmit/transport/hourlyLimit';
import { explanation, rejectionOf } from './explanation';

const { signal } = new AbortController();

const saying = (retryAfter?: string) => ({
	headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});

let limit: HourlyLimit;

/** Milliseconds after which a call that may wait as long as that is let through; undefined when it is not. */
async function passedAfter(patience: number): Promise<number | undefined> {
	const begin = Date.now();
	let ended: number | undefined;
	limit.pass(begin + patience, signal).then(
		() => {
			ended = Date.now() - begin;
		},
		() => {},
	);
	await jest.advanceTimersByTimeAsync(patience);
	return ended;
}

const later = async (milliseconds: number) => {
	await jest.advanceTimersByTimeAsync(milliseconds);
};

beforeEach(() => {
	jest.useFakeTimers({ now: 1_000_000 });
	// Of 0.75 to 1.25 times the usual pause, exactly the usual one.
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	limit = new HourlyLimit(5);
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

describe('HourlyLimit', () => {
	it('is open until WebAdMIT says otherwise', async () => {
		expect(limit.opensAt).toBeLessThanOrEqual(Date.now());
		expect(await passedAfter(0)).toBe(0);
	});

	it('opens when WebAdMIT says, and not before', async () => {
		limit.close(saying('90'), Date.now());
		expect(limit.opensAt).toBe(1_090_000);
		expect(await passedAfter(100_000)).toBe(90_000);
		expect(await passedAfter(0)).toBe(0);
	});

	it('opens after the usual pause where WebAdMIT says nothing, or less', async () => {
		limit.close(saying(), Date.now());
		expect(await passedAfter(10_000)).toBe(1_000);
		limit.close(saying('0'), Date.now());
		expect(await passedAfter(10_000)).toBe(2_000);
		limit.close(saying('1'), Date.now());
		expect(await passedAfter(10_000)).toBe(4_000);
	});

	it('is told at once to whom it takes too long, with the time to come back', async () => {
		limit.close(saying('600'), Date.now());
		await later(60_000);
		const error = await rejectionOf(limit.pass(Date.now() + 539_999, signal));
		expect(explanation(error)).toMatchObject({
			message: 'The hourly limit of WebAdMIT is reached',
			description: expect.stringContaining('in 9 minutes') as unknown,
			httpCode: 429,
		});
		// That of WebAdMIT's answer, however late somebody comes.
		expect(error).toMatchObject({ isPassing: true, retryAt: 1_600_000 });
	});

	it('is told at once to whom has no patience at all', async () => {
		limit.close(saying(), Date.now());
		await rejectionOf(limit.pass(Date.now(), signal));
		await later(1_000);
		await limit.pass(Date.now(), signal);
	});

	it('takes the refusals of calls that were sent together for one', async () => {
		const sentAt = Date.now() - 100;
		for (let call = 0; call < 20; call++) limit.close(saying(), sentAt);
		expect(await passedAfter(10_000)).toBe(1_000);
	});

	it('is not closed again by a refusal that comes late', async () => {
		const sentAt = Date.now() - 100;
		limit.close(saying(), sentAt);
		await later(1_000);
		limit.close(saying('3600'), sentAt);
		expect(await passedAfter(0)).toBe(0);
	});

	it('lets nobody wait after five refusals in a row, and tries again after a minute', async () => {
		for (let refusal = 1; refusal <= 5; refusal++) {
			expect(await passedAfter(10_000)).toBeDefined();
			limit.close(saying(), Date.now());
		}
		const error = await rejectionOf(limit.pass(Infinity, signal));
		expect(explanation(error).description).toContain('in an hour');
		expect(await passedAfter(59_999)).toBeUndefined();
		await later(1);
		expect(await passedAfter(0)).toBe(0);
		// The first one that is refused again closes it for all.
		limit.close(saying(), Date.now());
		await rejectionOf(limit.pass(Infinity, signal));
		expect(limit.opensAt).toBe(Date.now() + 60_000);
	});

	it('forgets its refusals with the first good answer', async () => {
		for (let refusal = 1; refusal <= 4; refusal++) {
			limit.close(saying(), Date.now());
			await later(10_000);
		}
		limit.open(Date.now());
		limit.close(saying(), Date.now());
		expect(await passedAfter(10_000)).toBe(1_000);
	});

	it('learns nothing from the answer to a call that was sent before it was closed', async () => {
		const sentAt = Date.now() - 100;
		limit.close(saying('90'), Date.now());
		await later(10);
		limit.open(sentAt);
		expect(await passedAfter(80_000)).toBeUndefined();
		await later(20_000);
		limit.close(saying(), Date.now());
		// The second in a row.
		expect(await passedAfter(10_000)).toBe(2_000);
	});

	it('lets nobody wait whose execution has ended', async () => {
		limit.close(saying('90'), Date.now());
		const controller = new AbortController();
		const waiting = rejectionOf(limit.pass(Infinity, controller.signal));
		const reason = new Error('cancelled');
		controller.abort(reason);
		expect(await waiting).toBe(reason);
	});
});
