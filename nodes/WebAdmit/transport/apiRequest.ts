import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import { unexpectedAnswer } from '../api/read';
import { ExplainedError } from '../errors';
import { isTextAnswer } from './httpResponse';
import { refusal } from './answers';
import type { Limit } from './limit';
import { createLimit } from './limit';
import { connectionError } from './connection';

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

/** Milliseconds that WebAdMIT has for an answer. Its calls only look things up or start something: they are short. */
const TIMEOUT = 60_000;

/**
 * Calls that one node has under way at the same time. Enough that a hundred items do not wait for each other, few
 * enough that n8n and WebAdMIT do not drown in connections when there are ten thousand.
 */
const CONCURRENT_CALLS = 20;

/**
 * The one way to WebAdMIT's API. The credential adds the key and the root URL; redirects are not followed, since the key
 * would go along.
 *
 * @param signal when it is aborted, no further call goes out.
 */
export function createApiRequest(context: ApiContext, signal?: AbortSignal): ApiRequest {
	const limit: Limit = createLimit(CONCURRENT_CALLS);

	return async (call) =>
		await limit(async () => {
			signal?.throwIfAborted();
			const answer = await send(context, call, signal);
			const problem = refusal(answer);
			if (problem) throw problem;
			const json: unknown = jsonParse<unknown>(answer.body, { fallbackValue: undefined });
			if (json === undefined) throw unexpectedAnswer('JSON is', answer.body);
			return json;
		});
}

async function send(context: ApiContext, call: ApiCall, signal?: AbortSignal) {
	const path = call.path.map((part) => encodeURIComponent(part)).join('/');
	try {
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			'webAdmitApi',
			{
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
			},
		);
		if (isTextAnswer(response)) return response;
	} catch (error) {
		signal?.throwIfAborted();
		throw connectionError(error, 'WebAdMIT');
	}
	throw new ExplainedError('n8n gave an answer of WebAdMIT in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}
