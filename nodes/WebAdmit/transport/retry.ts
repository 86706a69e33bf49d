/** How often a call is sent at most, unless it is told otherwise. */
export const MAX_TRIES = 5;

/** Milliseconds: the first pause before a call is sent again. */
const FIRST_RETRY_PAUSE = 1_000;

/** Milliseconds: pauses grow no longer than this, give or take a quarter. */
const LONGEST_RETRY_PAUSE = 60_000;

/**
 * Milliseconds to wait before something that met a passing obstacle is tried again: doubled each time, and of a random
 * length around that, so that many clients don't come back in the same moment.
 *
 * @param tries how often it has been tried, at least 1.
 */
export function growingPause(tries: number): number {
	const pause = Math.min(FIRST_RETRY_PAUSE * 2 ** (tries - 1), LONGEST_RETRY_PAUSE);
	return pause * (0.75 + Math.random() / 2);
}
