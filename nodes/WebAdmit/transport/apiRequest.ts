import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { parseJson } from '../json';
import { unexpectedAnswer } from '../api/read';
import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { Answer } from './answers';
import { isSuccess, refusal } from './answers';
import { resolveBaseUrl } from './baseUrl';
import { ConnectionFailure, connectionFailure } from './connection';
import { isTextAnswer } from './httpResponse';
import type { Limit } from './limit';
import { createLimit } from './limit';
import { retryPause } from './retry';

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
	/** Milliseconds that one call may spend pausing before it is sent again. */
	patience?: number;
}

/** Milliseconds that WebAdMIT has for an answer. Its calls only look things up or start something: they are short. */
const TIMEOUT = 60_000;

/**
 * Calls that one node has under way at the same time. Enough that a hundred items do not wait for each other, few
 * enough that n8n and WebAdMIT do not drown in connections when there are ten thousand.
 */
const CONCURRENT_CALLS = 20;

/** Where somebody or something waits for the answer in that moment: an editor's list, WebAdMIT's callback. */
export const SHORT_PATIENCE = 10_000;

/** In an execution. The limit of WebAdMIT is counted by the hour, so it may well take minutes until it lets calls through. */
export const LONG_PATIENCE = 15 * 60_000;

/**
 * The one way to WebAdMIT's API. The credential adds the key and the root URL; redirects are not followed, since the key
 * would go along. Calls that met with a passing obstacle are sent again: all calls of the API can be, since starting a
 * run that is going on already gives the same run (see `initiateRun`).
 */
export function createApiRequest(
	context: ApiContext,
	{ signal = new AbortController().signal, patience = SHORT_PATIENCE }: ApiRequestSettings = {},
): ApiRequest {
	const limit: Limit = createLimit(CONCURRENT_CALLS);
	let credential: Promise<string> | undefined;
	return async (call) => {
		// First of all, so that a credential that is missing, or that n8n can't read, is not taken for a failed request.
		await (credential ??= readBaseUrl(context));
		return await limit(async () => await persist(context, call, signal, patience));
	};
}

/** The root URL of the credential. Throws an `ExplainedError` when it is none that the key may go to. */
export async function readBaseUrl(context: ApiContext): Promise<string> {
	const { environment, baseUrl } = await context.getCredentials('webAdmitApi');
	return resolveBaseUrl(environment, baseUrl);
}

async function persist(
	context: ApiContext,
	call: ApiCall,
	signal: AbortSignal,
	patience: number,
): Promise<unknown> {
	let paused = 0;
	for (let tries = 1; ; tries++) {
		signal.throwIfAborted();
		const outcome = await send(context, call, signal);
		const answer = outcome instanceof ConnectionFailure ? undefined : outcome;
		if (answer && isSuccess(answer)) return readJson(answer);

		const next = retryPause(answer, tries);
		if (next === undefined || paused + next > patience) {
			throw outcome instanceof ConnectionFailure ? outcome.after(tries) : refusal(outcome, tries);
		}
		await pause(next, signal);
		paused += next;
	}
}

/** @returns the answer, whatever it says, or why there was none. Throws what no repetition would change. */
async function send(
	context: ApiContext,
	call: ApiCall,
	signal: AbortSignal,
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
		timeout: TIMEOUT,
		abortSignal: signal,
	}) as Promise<unknown>;
	const response = await request.catch((error: unknown) => {
		signal.throwIfAborted();
		return connectionFailure(error, 'WebAdMIT');
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
