import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { ExplainedError } from '../errors';
import { withoutKeys } from '../secrets';
import type { ApiContext } from './apiContext';
import type { ConnectionFailure } from './connection';
import { connectionFailure, WEBADMIT } from './connection';
import { readBaseUrl, sharedCredential } from './credential';
import type { TextResponse } from './httpResponse';
import { isStreamResponse, textOf } from './httpResponse';
import type { StartingSettings } from './starting';

/** One call of WebAdMIT's API. */
export interface ApiCall {
	/** Default GET. */
	method?: IHttpRequestMethods;
	/** Version of the API. Default 1. */
	version?: 1 | 2;
	/** The parts after `/api/v1` (or `/api/v2`). Each is encoded by itself, so that no value can lead to another path or host. */
	path: Array<string | number>;
	qs?: IDataObject;
	body?: IDataObject;
	/** What a good answer is: JSON, a text, or a redirect, of which only the target is used. Default: JSON. */
	answer?: 'json' | 'text' | 'redirect';
	/** Set for a call that starts something. Default: the call can be repeated at any time. */
	starting?: StartingSettings;
}

/**
 * Sends a call once. The credential adds the key and the root URL. Redirects are not followed, since the key would be
 * sent along.
 *
 * @param timeout milliseconds for the whole answer.
 * @returns the answer, whatever its status, without the key in it. If there was none, the reason.
 * @throws ExplainedError, or an n8n error, if sending it again would change nothing.
 */
export async function sendApiCall(
	context: ApiContext,
	call: ApiCall,
	signal: AbortSignal,
	timeout: number,
): Promise<TextResponse | ConnectionFailure> {
	const { method = 'GET', version = 1, path, qs, body } = call;
	const latest = Date.now() + timeout;
	try {
		const shared = await sharedCredential(context);
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			'webAdmitApi',
			{
				method,
				url: `/api/v${version}/${path.map((part) => encodeURIComponent(part)).join('/')}`,
				qs,
				body,
				headers: { Accept: 'application/json' },
				// As a stream, so that an answer without an end can be broken off. Not parsed, so that an answer that is not JSON
				// can be shown.
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				// This is the time for the head of the answer. (n8n takes no signal here. It ends the requests of a canceled
				// execution itself.)
				timeout,
			},
			shared && { credentialsDecrypted: shared.credential },
		);
		if (isStreamResponse(response)) {
			const { statusCode, headers } = response;
			const text = await textOf(response.body, Math.max(1, latest - Date.now()));
			if (statusCode === 401 && shared?.forget) {
				// The user may have entered another key since.
				shared.forget();
				return await sendApiCall(context, call, signal, timeout);
			}
			// The user may also have entered another address. After a callback, this is asked again soon.
			if (statusCode === 404) shared?.forget?.();
			return { statusCode, headers, body: withoutKeys(text) };
		}
	} catch (error) {
		signal.throwIfAborted();
		const failure = connectionFailure(error, WEBADMIT);
		// The credential may be missing, or n8n can't read it. Then reading it throws the right error.
		if (!failure.hasCode) await readBaseUrl(context);
		return failure;
	}
	throw new ExplainedError('n8n gave an answer of WebAdMIT in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}
