import { countInARow, ExplainedError, isPassing, UnsureError } from '../errors';
import { pause } from '../pause';
import { growingPause } from '../transport/retry';

/**
 * Milliseconds for which something is tried again that met a passing obstacle, from the first one on: what came before may
 * have been the transfer of a large file. (An object, so that tests need not wait for minutes.)
 */
export const PERSISTENCE = { time: 5 * 60_000 };

/**
 * Until when the user lets the node wait.
 *
 * @param maxWait milliseconds from now on. None where it does not wait.
 * @returns milliseconds since 1970.
 */
export function persistUntil(maxWait = 0): number {
	return Date.now() + maxWait;
}

/**
 * Does a task, again and again with growing pauses while it meets passing obstacles: WebAdMIT is away, there is no
 * connection, the limit is reached. Everything else that goes wrong ends it at once.
 *
 * @param until milliseconds since 1970 until which it is tried again, even if {@link PERSISTENCE} is over sooner.
 * @throws what the last try met with. When an earlier one may have started something, the error says that too.
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
