import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { parseJson } from '../json';
import { unexpectedAnswer } from './answers';
import { ExplainedError, UnsureError } from '../errors';
import { pause } from '../pause';
import type { Answer } from './answers';
import { isSuccess, refusal, retryAfter } from './answers';
import { resolveBaseUrl } from './baseUrl';
import { ConnectionFailure, connectionFailure, WEBADMIT } from './connection';
import { isStreamAnswer, textOf } from './httpResponse';
import { createLimit } from './limit';
import { MAX_TRIES, retryPause } from './retry';
import { TIMEOUTS } from './timeouts';

/** Every place in a node from which WebAdMIT can be asked. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IWebhookFunctions;

interface Starting {
	/**
	 * Milliseconds from the first try whose answer was lost, within which it is repeated: what it may have started is still
	 * going on then, and a repetition gets the same again.
	 */
	repeatedWithin: number;
	/** What the user is told besides, when it is not known whether something was started. */
	advice: string;
}

export interface ApiCall {
	/** Default GET. */
	method?: IHttpRequestMethods;
	/** What follows `/api/v1`, each part encoded on its own, so that no value can reach another path or host. */
	path: Array<string | number>;
	qs?: IDataObject;
	body?: IDataObject;
	/** For a call that starts something. Default: every call can be repeated. */
	starting?: Starting;
}

/** Sends a call to WebAdMIT and gives its JSON answer; throws an `ExplainedError` for everything else. */
export type ApiRequest = (call: ApiCall) => Promise<unknown>;

export interface ApiRequestSettings {
	/** When it is aborted, no further call goes out. */
	signal?: AbortSignal;
	/** Milliseconds after which one call is not sent again; one try takes no longer either. */
	patience?: number;
	/** How often one call is sent at most, if patience lasts. */
	maxTries?: number;
}

/**
 * Calls that one node has under way at the same time. Measured with a WebAdMIT 100 ms away (`npm run bench -- limits`),
 * 1,000 calls, a fifth of what is allowed in an hour, take 6 seconds; half as many at a time take 12, twice as many 3. More would
 * save seconds of an hour, and cost WebAdMIT and n8n connections. (When it is near, n8n itself is the limit, and fewer at a time
 * are even a little faster.)
 */
const CONCURRENT_CALLS = 20;

/** Where somebody or something waits for the answer in that moment: an editor's list, the callback of a suspended execution. */
export const SHORT_PATIENCE = 15_000;

/** In an execution. The limit of WebAdMIT is counted by the hour, so it may well take minutes until it lets calls through. */
export const LONG_PATIENCE = 15 * 60_000;

/**
 * How long all calls fail at once after one has been told that the limit is reached and could not wait for its end. The
 * others would be told the same, one by one.
 */
const GIVEN_UP = 60_000;

/** What WebAdMIT has said about its hourly limit. Times in milliseconds since 1970. */
interface LimitReached {
	answer: Answer;
	since: number;
	until: number;
	/** How often in a row calls were let through and refused again. */
	refusals: number;
}

/**
 * The one way to WebAdMIT's API. The credential adds the key and the root URL; redirects are not followed, since the key
 * would go along. Calls that met with a passing obstacle are sent again. While WebAdMIT wants a pause, no call goes out.
 */
export function createApiRequest(
	context: ApiContext,
	{
		signal = new AbortController().signal,
		patience = SHORT_PATIENCE,
		maxTries = MAX_TRIES,
	}: ApiRequestSettings = {},
): ApiRequest {
	const limit = createLimit(CONCURRENT_CALLS);
	let credential: Promise<Credential> | undefined;
	let reached: LimitReached | undefined;
	let isGivenUp = false;

	/** Waits while WebAdMIT wants a pause; fails when that takes longer than a call may wait. */
	async function waitForLimit(end: number): Promise<void> {
		while (reached && reached.until > Date.now()) {
			if (isGivenUp || reached.until > end) throw refusal(reached.answer, 1);
			await pause(reached.until - Date.now(), signal);
		}
		isGivenUp = false;
	}

	/**
	 * Notes that the limit is reached, for all calls: they are counted together, and so are their tries.
	 *
	 * @returns whether it is worth waiting.
	 */
	function noteLimit(answer: Answer, sent: number, end: number): boolean {
		const now = Date.now();
		// What was sent before the pause began was refused for the same reason: that is no further refusal.
		const isNews = reached === undefined || sent >= reached.since;
		const refusals = (reached?.refusals ?? 0) + (isNews ? 1 : 0);
		const wait = retryPause(answer, refusals, maxTries);
		if (wait === undefined || now + wait > end) {
			isGivenUp = true;
			const until = now + Math.max(retryAfter(answer) ?? 0, GIVEN_UP);
			reached = { answer, since: now, until, refusals: 0 };
			return false;
		}
		if (!isGivenUp) {
			const until = Math.max(reached?.until ?? 0, now + wait);
			reached = { answer, since: isNews ? now : (reached?.since ?? now), until, refusals };
		}
		return true;
	}

	/** @param lost noted here: when the first try was sent that may have started something, though no good answer came. */
	async function sendUntilAnswered(
		call: ApiCall,
		known: Credential,
		lost: { since?: number },
	): Promise<unknown> {
		let end: number | undefined;
		let failure: ExplainedError | undefined;
		/** Throws when what a lost try may have started could be over at that time, so that the next one would start it again. */
		const assertRepeatable = (at: number) => {
			if (!call.starting || !failure || lost.since === undefined) return;
			if (at - lost.since > call.starting.repeatedWithin) throw failure;
		};
		for (let tries = 1; ; ) {
			let sent = 0;
			const attempt = async () => {
				// Patience begins when it is this call's turn: behind thousands of others, that can take longer than patience lasts.
				end ??= Date.now() + patience;
				await waitForLimit(end);
				signal.throwIfAborted();
				sent = Date.now();
				// Others may have been in front for long.
				assertRepeatable(sent);
				const timeout = Math.min(TIMEOUTS.webAdmit, patience);
				const answer = await send(context, call, signal, timeout);
				if (answer instanceof ConnectionFailure) return answer;
				return { ...answer, body: withoutKey(answer.body, known) };
			};
			// What can be repeated only for a short time does not go to the end of the line.
			const isFirst = call.starting !== undefined && lost.since !== undefined;
			const outcome = await limit(attempt, { isFirst });
			const isFailure = outcome instanceof ConnectionFailure;
			if (isFailure ? outcome.mayHaveArrived : isSuccess(outcome) || outcome.statusCode >= 500) {
				lost.since ??= sent;
			}
			if (!isFailure && isSuccess(outcome)) {
				if (reached && sent >= reached.until) reached = undefined;
				return readJson(outcome);
			}
			const latest = end ?? Infinity;
			failure = isFailure ? outcome.after(tries) : refusal(outcome, tries, call.path);
			if (!isFailure && outcome.statusCode === 429) {
				if (!noteLimit(outcome, sent, latest)) throw failure;
				assertRepeatable(reached?.until ?? 0);
				// The pause is made where the next try begins.
				continue;
			}

			const next = retryPause(isFailure ? undefined : outcome, tries, maxTries);
			if (next === undefined || Date.now() + next > latest) throw failure;
			assertRepeatable(Date.now() + next);
			// Not while a place is taken: others need not wait for this one.
			await pause(next, signal);
			tries++;
		}
	}

	return async (call) => {
		// First of all, so that a credential that is missing, or that n8n can't read, is not taken for a failed request.
		const known = await (credential ??= readCredential(context));

		const lost: { since?: number } = {};
		try {
			return await sendUntilAnswered(call, known, lost);
		} catch (error) {
			const isUnsure = lost.since !== undefined && error instanceof ExplainedError;
			throw call.starting && isUnsure ? new UnsureError(error, call.starting.advice) : error;
		}
	};
}

interface Credential {
	baseUrl: string;
	apiKey: string;
}

/** Throws an `ExplainedError` when the root URL is none that the key may go to. */
async function readCredential(context: ApiContext): Promise<Credential> {
	const { environment, baseUrl, apiKey } = await context.getCredentials('webAdmitApi');
	return {
		baseUrl: resolveBaseUrl(environment, baseUrl),
		apiKey: typeof apiKey === 'string' ? apiKey.trim() : '',
	};
}

/** The root URL of the credential. Throws an `ExplainedError` when it is none that the key may go to. */
export async function readBaseUrl(context: ApiContext): Promise<string> {
	return (await readCredential(context)).baseUrl;
}

/** Characters; something shorter is no key of WebAdMIT, and may stand in any text. */
const SHORTEST_KEY = 8;

/** The text without the key, which a gateway before WebAdMIT may quote: as it is, or as it is written in JSON. */
function withoutKey(text: string, { apiKey }: Credential): string {
	if (apiKey.length < SHORTEST_KEY) return text;
	const inJson = JSON.stringify(apiKey).slice(1, -1);
	return [inJson.replaceAll('/', '\\/'), inJson, apiKey].reduce(
		(rest, written) => rest.replaceAll(written, '[hidden]'),
		text,
	);
}

/** @returns the answer, whatever it says, or why there was none. Throws what no repetition would change. */
async function send(
	context: ApiContext,
	call: ApiCall,
	signal: AbortSignal,
	timeout: number,
): Promise<Answer | ConnectionFailure> {
	const path = call.path.map((part) => encodeURIComponent(part)).join('/');
	const request = context.helpers.httpRequestWithAuthentication.call(context, 'webAdmitApi', {
		method: call.method ?? 'GET',
		url: `/api/v1/${path}`,
		qs: call.qs,
		body: call.body,
		headers: { Accept: 'application/json' },
		// As a stream, so that an answer without end can be left; and as it came, so that one that is no JSON can be shown.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		// To the head of the answer. (n8n lets no signal of ours in; it sees to it that a cancelled execution ends its requests.)
		timeout,
	}) as Promise<unknown>;
	const latest = Date.now() + timeout;
	try {
		const response = await request;
		if (isStreamAnswer(response)) {
			const { statusCode, headers } = response;
			return {
				statusCode,
				headers,
				body: await textOf(response.body, Math.max(1, latest - Date.now())),
			};
		}
	} catch (error) {
		signal.throwIfAborted();
		return connectionFailure(error, WEBADMIT);
	}
	throw new ExplainedError('n8n gave an answer of WebAdMIT in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

function readJson({ body }: Answer): unknown {
	const json = parseJson(body);
	if (json === undefined) throw unexpectedAnswer('JSON is', body);
	return json;
}
