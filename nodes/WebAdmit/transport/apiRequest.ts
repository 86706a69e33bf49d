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
 * Sends a call to WebAdMIT and gives its JSON answer, or where that is wanted its text, or the target of the redirect. It
 * is not gone to with the key. Throws an `ExplainedError` for everything else.
 */
export type ApiRequest = (call: ApiCall) => Promise<unknown>;

/** How a call is sent, by what waits for its answer. */
export interface Patience {
	/** Milliseconds after which a call is not sent again; one try takes no longer either. */
	time: number;
	/** How often a call is sent at most, if the time lasts. */
	tries: number;
}

/** Where somebody waits for the answer in that moment: a list in the editor, an activation. */
export const SHORT_PATIENCE: Patience = { time: 15_000, tries: MAX_TRIES };

/** In an execution. WebAdMIT counts its limit by the hour, so it may well take minutes until it lets calls through. */
export const LONG_PATIENCE: Patience = { time: 15 * 60_000, tries: MAX_TRIES };

/** For callers that try again themselves, for as long as they like: one try, and no waiting for the limit. */
export const NO_PATIENCE: Patience = { time: 0, tries: 1 };

/**
 * Calls that one node has under way at the same time. Measured with a WebAdMIT 100 ms away (`npm run bench -- limits`),
 * 1,000 calls, a fifth of what is allowed in an hour, take 6 seconds; half as many at a time take 12, twice as many 3. More would
 * save seconds of an hour, and cost WebAdMIT and n8n connections. (When it is near, n8n itself is the limit, and fewer at a time
 * are even a little faster.)
 */
const CONCURRENT_CALLS = 20;

/** The way to WebAdMIT's API for everything that one node does at a time. */
export interface Api {
	/** Sends a call, and sends it again while that may help within its patience. */
	request: ApiRequest;
	/** Sends a call once, for callers that have a patience of their own. */
	requestOnce: ApiRequest;
}

/**
 * Makes the way to WebAdMIT's API: calls wait until there is a place, and until WebAdMIT's limit lets them through. Those
 * that met with a passing obstacle are sent again.
 *
 * @param advice what errors tell users to do.
 * @param signal when it is aborted, no further call goes out.
 */
export function createApi(
	context: ApiContext,
	advice: Advice,
	patience: Patience = SHORT_PATIENCE,
	signal: AbortSignal = new AbortController().signal,
): Api {
	const places = createPlaces(CONCURRENT_CALLS);
	const limit = new HourlyLimit(patience.tries);
	/** Whether WebAdMIT itself has answered before: then this is its address. */
	let isKnownAddress = false;

	/** Sends a call when it is its turn. Patience begins then: behind thousands of others, that can take longer than it lasts. */
	async function sendInTurn(call: ApiCall, starting: Starting, turn: Turn) {
		const attempt = async () => {
			turn.end ??= Date.now() + turn.patience.time;
			await limit.pass(turn.end, signal);
			signal.throwIfAborted();
			const sentAt = Date.now();
			// Others may have been in front for long.
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
				// Any page would do for a text, and any server for a redirect. JSON is WebAdMIT's own.
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
			// All calls wait for the limit together, where they begin.
			if (isLimit) continue;
			// Not while a place is taken: others need not wait for this one.
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
	/** When patience ends, in milliseconds since 1970; known once the first try is under way. */
	end?: number;
	/** What the last try met with. */
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
	// No refusal, but not what was asked for: a redirect is what is wanted.
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
