/** How often a call is sent at most, by default. */
export const MAX_TRIES = 5;

/** Milliseconds: the first pause before a call is sent again. */
const FIRST_RETRY_PAUSE = 1_000;

/** Milliseconds: the longest pause, give or take a quarter. */
const LONGEST_RETRY_PAUSE = 60_000;

/**
 * Milliseconds to wait before something with a passing error is tried again. The pause doubles each time. It varies at
 * random by a quarter, so that many clients don't come back at the same moment.
 *
 * @param tries how often it has been tried, at least 1.
 */
export function growingPause(tries: number): number {
	const pause = Math.min(FIRST_RETRY_PAUSE * 2 ** (tries - 1), LONGEST_RETRY_PAUSE);
	return pause * (0.75 + Math.random() / 2);
}
