import type { Answer } from './answers';
import { retryAfter } from './answers';

/** Answers after which the same call can succeed a little later: the service is overloaded or being restarted. */
const PASSING = new Set([500, 502, 503, 504]);

/** How often a call is sent at most when nobody answers or the service is not available. */
export const MAX_TRIES = 5;

/** Milliseconds: the first pause, doubled each time; and the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * How many milliseconds to wait before the same call is sent again; undefined when that is no use.
 *
 * At the hourly limit WebAdMIT is expected to answer 429, with or without `Retry-After` (its documentation says
 * nothing): what it says is kept to, otherwise the pauses grow.
 *
 * @param answer undefined when there was none.
 * @param tries how often the call has been sent, at least 1.
 */
export function retryPause(answer: Answer | undefined, tries: number): number | undefined {
	if (answer?.statusCode === 429) return retryAfter(answer) ?? growing(tries + 3);
	if (answer && !PASSING.has(answer.statusCode)) return undefined;
	return tries < MAX_TRIES ? growing(tries) : undefined;
}

/** A pause of a random length around its mark, so that many clients don't come back in the same moment. */
function growing(tries: number): number {
	const pause = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
	return pause * (0.75 + Math.random() / 2);
}
