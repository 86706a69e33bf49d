import type { ExplainedError } from '../errors';
import { parseJson } from '../json';
import { pause } from '../pause';
import type { ApiCall } from './apiCall';
import { sendApiCall } from './apiCall';
import type { ApiContext } from './apiContext';
import { ConnectionFailure } from './connection';
import { HourlyLimit } from './hourlyLimit';
import type { TextResponse } from './httpResponse';
import { header } from './httpResponse';
import { createPlaces } from './places';
import type { Advice } from './refusals';
import { apiRefusal, isSuccess, unexpectedBody } from './refusals';
import { growingPause, MAX_TRIES } from './retry';
import { Starting } from './starting';
import { TIMEOUTS } from './timeouts';

/**
 * Sends a call to WebAdMIT. Returns its JSON answer or, depending on `answer` of the call, its text or the target of its
 * redirect. Does not follow the redirect. Throws an `ExplainedError` for every other answer.
 */
export type ApiRequest = (call: ApiCall) => Promise<unknown>;

/** How often and how long a call is tried. It depends on who waits for the answer. */
export interface Patience {
	/** Milliseconds after which a call is not sent again. A single try takes no longer either. */
	time: number;
	/** How often a call is sent at most. */
	tries: number;
}

/** For calls that a user is waiting for: a list in the editor, an activation. */
export const SHORT_PATIENCE: Patience = { time: 15_000, tries: MAX_TRIES };

/** For executions. WebAdMIT counts its limit by the hour, so it may take minutes until it accepts calls again. */
export const LONG_PATIENCE: Patience = { time: 15 * 60_000, tries: MAX_TRIES };

/** For callers that try again themselves: a single try, which does not wait for the limit. */
export const NO_PATIENCE: Patience = { time: 0, tries: 1 };

/**
 * How many calls a node sends at the same time. Measured with a WebAdMIT 100 ms away (`npm run bench -- limits`): 1,000
 * calls, a fifth of what an hour allows, take 6 seconds. With half as many at a time they take 12, with twice as many 3.
 * More would save only seconds, and cost WebAdMIT and n8n connections. (If WebAdMIT is near, n8n itself is the limit,
 * and fewer at a time are even a little faster.)
 */
const CONCURRENT_CALLS = 20;

/** The functions that send calls to WebAdMIT. All calls of one execution share them. */
export interface Api {
	/** Sends a call, and sends it again while that may help and its patience lasts. */
	request: ApiRequest;
	/** Sends a call once, for callers that try again themselves. */
	requestOnce: ApiRequest;
}

/**
 * Makes the functions that send calls to WebAdMIT. Calls wait for a free place, and until WebAdMIT's limit lets them
 * through. Calls with a passing error are sent again.
 *
 * @param advice what errors tell users to do after a 403 or 404.
 * @param signal when it is aborted, no more calls are sent.
 */
export function createApi(
	context: ApiContext,
	advice: Advice,
	patience: Patience = SHORT_PATIENCE,
	signal: AbortSignal = new AbortController().signal,
): Api {
	const places = createPlaces(CONCURRENT_CALLS);
	const limit = new HourlyLimit(patience.tries);
	/** Whether WebAdMIT itself has answered before. Then the address is right. */
	let isKnownAddress = false;

	/**
	 * Sends a call when it is its turn. The time of its patience begins then: behind thousands of other calls, the turn may
	 * come later than it would last.
	 */
	async function sendInTurn(call: ApiCall, starting: Starting, turn: Turn) {
		const attempt = async () => {
			turn.end ??= Date.now() + turn.patience.time;
			await limit.pass(turn.end, signal);
			signal.throwIfAborted();
			const sentAt = Date.now();
			// Other calls may have been in front for a long time.
			if (turn.failure && !starting.isRepeatable(sentAt)) throw turn.failure;
			const timeout = Math.min(TIMEOUTS.webAdmit, turn.patience.time || Infinity);
			return { response: await sendApiCall(context, call, signal, timeout), sentAt };
		};
		return await places(attempt, { isFirst: starting.isUrgent });
	}

	async function sendUntilAnswered(call: ApiCall, starting: Starting, patienceOfCall: Patience) {
		const turn: Turn = { patience: patienceOfCall };
		for (let tries = 1; ; ) {
			const { response, sentAt } = await sendInTurn(call, starting, turn);
			if (mayHaveBeenCarriedOut(response)) starting.noteLost(sentAt);
			if (!(response instanceof ConnectionFailure) && isGood(response, call)) {
				limit.open(sentAt);
				const content = contentOf(response, call, isKnownAddress);
				// Any page could pass as a text, and any server can redirect. Only JSON shows that WebAdMIT has answered.
				isKnownAddress ||= (call.answer ?? 'json') === 'json';
				return content;
			}

			turn.failure = failureOf(response, tries, call, advice, isKnownAddress);
			const isLimit = !(response instanceof ConnectionFailure) && response.statusCode === 429;
			if (isLimit) limit.close(response, sentAt);
			const at = isLimit ? limit.opensAt : Date.now() + growingPause(tries);
			const isWorthwhile = turn.failure.isPassing && tries < turn.patience.tries;
			if (!isWorthwhile || at > (turn.end ?? Infinity) || !starting.isRepeatable(at)) {
				throw turn.failure;
			}
			// `sendInTurn` waits for the limit, where all calls wait together.
			if (isLimit) continue;
			// This call has no place while it pauses, so others don't have to wait for it.
			await pause(at - Date.now(), signal);
			tries++;
		}
	}

	const requestWith =
		(patienceOfCall: Patience): ApiRequest =>
		async (call) => {
			const starting = new Starting(call.starting);
			try {
				return await sendUntilAnswered(call, starting, patienceOfCall);
			} catch (error) {
				throw starting.explained(error);
			}
		};

	return { request: requestWith(patience), requestOnce: requestWith(NO_PATIENCE) };
}

/** The tries of one call. */
interface Turn {
	patience: Patience;
	/** When its patience ends, in milliseconds since 1970. Set by the first try. */
	end?: number;
	/** The error of the last try. */
	failure?: ExplainedError;
}

function failureOf(
	response: TextResponse | ConnectionFailure,
	tries: number,
	{ path }: ApiCall,
	advice: Advice,
	isKnownAddress: boolean,
): ExplainedError {
	if (response instanceof ConnectionFailure) return response.after(tries);
	// An answer with a success status where a redirect was wanted.
	if (isSuccess(response)) {
		return unexpectedBody('a redirect is', response.body, isKnownAddress);
	}
	return apiRefusal(response, advice, path, tries);
}

function mayHaveBeenCarriedOut(response: TextResponse | ConnectionFailure): boolean {
	if (response instanceof ConnectionFailure) return response.mayHaveArrived;
	return isSuccess(response) || response.statusCode === 408 || response.statusCode >= 500;
}

function isGood(response: TextResponse, { answer }: ApiCall): boolean {
	return answer === 'redirect' ? redirectTarget(response) !== undefined : isSuccess(response);
}

function redirectTarget({ statusCode, headers }: TextResponse): string | undefined {
	return statusCode >= 300 && statusCode < 400 ? header(headers, 'location') : undefined;
}

function contentOf(response: TextResponse, { answer }: ApiCall, isKnownAddress: boolean): unknown {
	if (answer === 'redirect') return redirectTarget(response);
	return answer === 'text' ? response.body : readJson(response, isKnownAddress);
}

function readJson({ body }: TextResponse, isKnownAddress: boolean): unknown {
	const json = parseJson(body);
	if (json === undefined) throw unexpectedBody('JSON is', body, isKnownAddress);
	return json;
}
