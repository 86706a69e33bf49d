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
import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { Answer } from './answers';
import { isSuccess, refusal } from './answers';
import { resolveBaseUrl } from './baseUrl';
import { ConnectionFailure, connectionFailure, WEBADMIT } from './connection';
import { isTextAnswer } from './httpResponse';
import { createLimit } from './limit';
import { retryPause } from './retry';
import { TIMEOUTS } from './timeouts';

/** Every place in a node from which WebAdMIT can be asked. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IWebhookFunctions;

export interface ApiCall {
	/** Default GET. */
	method?: IHttpRequestMethods;
	/** What follows `/api/v1`, each part encoded on its own, so that no value can reach another path or host. */
	path: Array<string | number>;
	qs?: IDataObject;
	body?: IDataObject;
}

/** Sends a call to WebAdMIT and gives its JSON answer; throws an `ExplainedError` for everything else. */
export type ApiRequest = (call: ApiCall) => Promise<unknown>;

export interface ApiRequestSettings {
	/** When it is aborted, no further call goes out. */
	signal?: AbortSignal;
	/** Milliseconds after which one call is not sent again; one try takes no longer either. */
	patience?: number;
}

/**
 * Calls that one node has under way at the same time. Enough that a hundred items do not wait for each other, few
 * enough that n8n and WebAdMIT do not drown in connections when there are ten thousand.
 */
const CONCURRENT_CALLS = 20;

/** Where somebody or something waits for the answer in that moment: an editor's list, WebAdMIT's callback. */
export const SHORT_PATIENCE = 15_000;

/** In an execution. The limit of WebAdMIT is counted by the hour, so it may well take minutes until it lets calls through. */
export const LONG_PATIENCE = 15 * 60_000;

/**
 * The one way to WebAdMIT's API. The credential adds the key and the root URL; redirects are not followed, since the key
 * would go along. Calls that met with a passing obstacle are sent again: all calls of the API can be, since starting a
 * run that is going on already gives the same run (see `initiateRun`). While WebAdMIT wants a pause, no call goes out.
 */
export function createApiRequest(
	context: ApiContext,
	{ signal = new AbortController().signal, patience = SHORT_PATIENCE }: ApiRequestSettings = {},
): ApiRequest {
	const limit = createLimit(CONCURRENT_CALLS);
	let credential: Promise<string> | undefined;
	let pausedUntil = 0;

	return async (call) => {
		// First of all, so that a credential that is missing, or that n8n can't read, is not taken for a failed request.
		await (credential ??= readBaseUrl(context));

		const end = Date.now() + patience;
		for (let tries = 1; ; tries++) {
			const outcome = await limit(async () => {
				while (pausedUntil > Date.now()) await pause(pausedUntil - Date.now(), signal);
				signal.throwIfAborted();
				return await send(context, call, signal, Math.min(TIMEOUTS.webAdmit, patience));
			});
			const answer = outcome instanceof ConnectionFailure ? undefined : outcome;
			if (answer && isSuccess(answer)) return readJson(answer);

			const next = retryPause(answer, tries);
			if (next === undefined || Date.now() + next > end) {
				throw outcome instanceof ConnectionFailure ? outcome.after(tries) : refusal(outcome, tries);
			}
			if (answer?.statusCode === 429) pausedUntil = Math.max(pausedUntil, Date.now() + next);
			// Not while a place is taken: others need not wait for this one.
			await pause(next, signal);
		}
	};
}

/** The root URL of the credential. Throws an `ExplainedError` when it is none that the key may go to. */
export async function readBaseUrl(context: ApiContext): Promise<string> {
	const { environment, baseUrl } = await context.getCredentials('webAdmitApi');
	return resolveBaseUrl(environment, baseUrl);
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
		// As text, so that an answer that is no JSON can be shown.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout,
		// A signal of its own for each call, which axios listens to: see `pause`.
		abortSignal: AbortSignal.any([signal]),
	}) as Promise<unknown>;
	const response = await request.catch((error: unknown) => {
		signal.throwIfAborted();
		return connectionFailure(error, WEBADMIT);
	});
	if (response instanceof ConnectionFailure || isTextAnswer(response)) return response;
	throw new ExplainedError('n8n gave an answer of WebAdMIT in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

function readJson({ body }: Answer): unknown {
	const json = parseJson(body);
	if (json === undefined) throw unexpectedAnswer('JSON is', body);
	return json;
}
