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
	/** What follows `/api/v1` (or `/api/v2`), each part encoded on its own, so that no value can reach another path or host. */
	path: Array<string | number>;
	qs?: IDataObject;
	body?: IDataObject;
	/** What a good answer is: JSON, a text as it is, or a redirect, of which only the target counts. Default: JSON. */
	answer?: 'json' | 'text' | 'redirect';
	/** For a call that starts something. Default: every call can be repeated. */
	starting?: StartingSettings;
}

/**
 * Sends a call once. The credential adds the key and the root URL; redirects are not followed, since the key would go
 * along.
 *
 * @param timeout milliseconds until the end of the answer.
 * @returns the answer, whatever it says, without the key; or why there was none.
 * @throws ExplainedError, or an error of n8n's, for what no repetition would change.
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
				// As a stream, so that an answer without end can be left; and as it came, so that one that is no JSON can be shown.
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				// To the head of the answer. (n8n lets no signal of ours in; it sees to it that a cancelled execution ends its requests.)
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
			// Or another address. Whoever asks because of a callback asks again soon.
			if (statusCode === 404) shared?.forget?.();
			return { statusCode, headers, body: withoutKeys(text) };
		}
	} catch (error) {
		signal.throwIfAborted();
		const failure = connectionFailure(error, WEBADMIT);
		// A credential that is missing, or that n8n can't read, is no failed connection. Reading it says so.
		if (!failure.hasCode) await readBaseUrl(context);
		return failure;
	}
	throw new ExplainedError('n8n gave an answer of WebAdMIT in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}
