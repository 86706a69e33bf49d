import { ExplainedError, UnsureError } from '../../../nodes/WebAdmit/errors';
import { persist, PERSISTENCE, persistUntil } from '../../../nodes/WebAdmit/runs/persist';

const NOW = 1_000_000;
const MINUTE = 60_000;

const away = new ExplainedError('WebAdMIT is not available', {
	description: 'Try again.',
	isPassing: true,
});

let controller: AbortController;

/** Runs a task that takes so long, and that meets what is given for its time of beginning. */
function persisting(
	obstacle: (time: number, tries: number) => Error | undefined,
	{ until = NOW, takes = 0 } = {},
) {
	const tries: number[] = [];
	const result = persist(
		async () => {
			const time = Date.now() - NOW;
			tries.push(time);
			if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
			const error = obstacle(time, tries.length);
			if (error) throw error;
			return 'done';
		},
		{ until, signal: controller.signal },
	);
	const rejection = result.then(
		() => undefined,
		(error: unknown) => error,
	);
	return { tries, result, rejection };
}

beforeEach(() => {
	jest.useFakeTimers({ now: NOW });
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	controller = new AbortController();
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

const later = async (milliseconds: number) => {
	await jest.advanceTimersByTimeAsync(milliseconds);
};

describe('persist', () => {
	it('does a task once that succeeds', async () => {
		const { tries, result } = persisting(() => undefined);
		expect(await result).toBe('done');
		expect(tries).toEqual([0]);
	});

	it('does it again with growing pauses until the obstacle is gone', async () => {
		const { tries, result } = persisting((time) => (time < 20_000 ? away : undefined));
		await later(MINUTE);
		expect(await result).toBe('done');
		expect(tries).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000]);
	});

	it('gives up after five minutes, with a last try when they are over', async () => {
		const { tries, rejection } = persisting(() => away);
		await later(5 * MINUTE);
		expect(await rejection).toBe(away);
		expect(tries.at(-1)).toBe(PERSISTENCE.time);
		expect(tries).toHaveLength(11);
	});

	it('does not give up before the time that the user lets it wait', async () => {
		const { tries, rejection } = persisting(() => away, { until: NOW + 60 * MINUTE });
		await later(60 * MINUTE);
		expect(await rejection).toBe(away);
		expect(tries.at(-1)).toBe(60 * MINUTE);
	});

	it('counts from the first obstacle: what takes long itself is begun anew too', async () => {
		const { tries, result } = persisting((_, count) => (count === 1 ? away : undefined), {
			takes: 20 * MINUTE,
		});
		await later(60 * MINUTE);
		expect(await result).toBe('done');
		expect(tries).toEqual([0, 20 * MINUTE + 1_000]);
	});

	it('ends at once with what will not pass', async () => {
		const refused = new ExplainedError('WebAdMIT refused the API key', { description: '' });
		const { tries, rejection } = persisting((_, count) => (count === 1 ? away : refused));
		await later(1_000);
		expect(await rejection).toBe(refused);
		expect(tries).toHaveLength(2);
		const other = new TypeError('It broke');
		expect(await persisting(() => other).rejection).toBe(other);
	});

	it('ends with what has happened too often in a row', async () => {
		const expired = new ExplainedError('The URL was refused', {
			description: '',
			isPassing: true,
			timesInARow: 3,
		});
		const inARow = persisting(() => expired);
		await later(MINUTE);
		expect(await inARow.rejection).toBe(expired);
		expect(inARow.tries).toHaveLength(3);
		// Something else in between begins the count anew.
		const mixed = persisting((_, count) => (count === 3 ? away : expired));
		await later(5 * MINUTE);
		expect(await mixed.rejection).toBe(expired);
		expect(mixed.tries).toHaveLength(6);
	});

	const limitUntil = (time: number) =>
		new ExplainedError('The hourly limit of WebAdMIT is reached', {
			description: '',
			isPassing: true,
			retryAt: NOW + time,
		});

	it('waits for the limit as long as WebAdMIT says', async () => {
		const limit = limitUntil(4 * MINUTE);
		const { tries, result } = persisting((time) => (time < 4 * MINUTE ? limit : undefined));
		await later(4 * MINUTE);
		expect(await result).toBe('done');
		expect(tries).toEqual([0, 4 * MINUTE]);
	});

	it('ends at once where that is farther off than it may wait', async () => {
		const limit = limitUntil(5 * MINUTE + 1);
		expect(await persisting(() => limit).rejection).toBe(limit);
		const patient = persisting(() => limit, { until: NOW + 6 * MINUTE });
		await later(6 * MINUTE);
		expect(await patient.rejection).toBe(limit);
		expect(patient.tries.slice(0, 2)).toEqual([0, 5 * MINUTE + 1]);
	});

	it('ends with the execution', async () => {
		const { tries, rejection } = persisting(() => away);
		await later(10_000);
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		expect(await rejection).toBe(reason);
		await later(5 * MINUTE);
		expect(tries).toEqual([0, 1_000, 3_000, 7_000]);
	});

	it.each([true, false])(
		'says at the end that an earlier try may have started something (passing: %s)',
		async (isPassing) => {
			const last = new ExplainedError('Refused', { description: 'Ask.', isPassing });
			const lost = new UnsureError(away, 'Look first.');
			const { rejection } = persisting((_, count) => (count === 1 ? lost : last));
			await later(5 * MINUTE);
			expect(await rejection).toBeInstanceOf(UnsureError);
			expect(await rejection).toMatchObject({
				message: 'Refused',
				description: 'Ask. Look first.',
			});
		},
	);

	it('says so once', async () => {
		const lost = new UnsureError(away, 'Look first.');
		const { rejection } = persisting(() => lost);
		await later(5 * MINUTE);
		expect(await rejection).toBe(lost);
	});
});

describe('persistUntil', () => {
	it('is when the longest wait is over', () => {
		expect(persistUntil(MINUTE)).toBe(NOW + MINUTE);
		expect(persistUntil()).toBe(NOW);
	});
});
