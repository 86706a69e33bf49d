import type { IWebhookFunctions } from 'n8n-workflow';
import type { Callback } from './callback';
import { readCallback } from './callback';

/** Bytes of a body. WebAdMIT's have about a hundred; somebody who sends more wants something else. */
const MAX_BYTES = 10_000;

/** The callback in the request that a webhook got; undefined when it is none. */
export function receivedCallback(context: IWebhookFunctions): Callback | undefined {
	const request: object = context.getRequestObject();
	const rawBody =
		'rawBody' in request && Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
	const bytes = rawBody?.length ?? Number(context.getHeaderData()['content-length'] ?? 0);
	return bytes > MAX_BYTES ? undefined : readCallback(context.getBodyData());
}
