import type { Answer } from './answers';
import { retryAfter } from './answers';

/** Answers after which the same call can succeed a little later: the service is overloaded or being restarted. */
const PASSING = new Set([500, 502, 503, 504]);

/** How often a call is sent at most, unless it is told otherwise. */
export const MAX_TRIES = 5;

/** Milliseconds: the first pause; it doubles each time. */
const FIRST_PAUSE = 1_000;

/**
 * How many milliseconds to wait before the same call is sent again; undefined when that is no use.
 *
 * At the hourly limit WebAdMIT is expected to answer 429, with or without `Retry-After` (its documentation says
 * nothing). What it says is kept to, but never less than the usual pause: a service that says "now" again and again
 * would otherwise be asked without end.
 *
 * @param answer undefined when there was none.
 * @param tries how often the call has been sent, at least 1.
 * @param maxTries how often it is sent at most.
 */
export function retryPause(
	answer: Answer | undefined,
	tries: number,
	maxTries = MAX_TRIES,
): number | undefined {
	if (tries >= maxTries) return undefined;
	if (answer?.statusCode === 429) return Math.max(retryAfter(answer) ?? 0, growing(tries));
	return answer && !PASSING.has(answer.statusCode) ? undefined : growing(tries);
}

/** A pause of a random length around its mark, so that many clients don't come back in the same moment. */
function growing(tries: number): number {
	return FIRST_PAUSE * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
}
