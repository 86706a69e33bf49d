import { countInARow, ExplainedError, isPassing, UnsureError } from '../errors';
import { pause } from '../pause';
import { growingPause } from '../transport/retry';

/**
 * For how many milliseconds a task with passing errors is repeated. They count from its first error, since the transfer
 * of a large file may have come before. (It is an object, so that tests can change it and need not wait for minutes.)
 */
export const PERSISTENCE = { time: 5 * 60_000 };

/**
 * The end of the time that the user lets the node wait.
 *
 * @param maxWait milliseconds from now. Default: none, for a node that does not wait.
 * @returns milliseconds since 1970.
 */
export function persistUntil(maxWait = 0): number {
	return Date.now() + maxWait;
}

/**
 * Does a task, and repeats it with growing pauses while its errors are passing: WebAdMIT is not available, there is no
 * connection, the hourly limit is reached. Any other error ends it at once.
 *
 * @param until the task is repeated until then (milliseconds since 1970), or as long as {@link PERSISTENCE} says,
 *   whichever is later.
 * @throws the error of the last try. If an earlier try may have started something, the error says that too.
 */
export async function persist<T>(
	task: () => Promise<T>,
	{ until, signal }: { until: number; signal: AbortSignal },
): Promise<T> {
	let latest: number | undefined;
	let isLast = false;
	let inARow = 0;
	let advice: string | undefined;
	for (let tries = 1; ; tries++) {
		try {
			return await task();
		} catch (error) {
			const now = Date.now();
			latest ??= Math.max(until, now + PERSISTENCE.time);
			if (error instanceof UnsureError) advice = error.advice;
			if (!isPassing(error)) throw withAdvice(error, advice);
			inARow = countInARow(inARow, error);
			const earliest = error.retryAt ?? now;
			isLast ||= now >= latest;
			if (isLast || inARow >= error.timesInARow || earliest > latest) {
				throw withAdvice(error, advice);
			}
			const next = Math.max(now + growingPause(tries), earliest);
			isLast = next >= latest;
			await pause(Math.min(next, latest) - now, signal);
		}
	}
}

function withAdvice(error: unknown, advice: string | undefined): unknown {
	const isSaid = advice === undefined || error instanceof UnsureError;
	return isSaid || !(error instanceof ExplainedError) ? error : new UnsureError(error, advice);
}
