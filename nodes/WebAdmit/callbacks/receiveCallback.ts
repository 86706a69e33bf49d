import type { IWebhookFunctions } from 'n8n-workflow';
import type { Callback, RunKind } from '../runs/RunKind';

/** Bytes of a body. A batch with several hundred zip files has some ten thousand; who sends more wants something else. */
const MAX_BYTES = 200_000;

/** The callback in the request that a webhook got; undefined when it is none of this kind. */
export function receivedCallback(context: IWebhookFunctions, kind: RunKind): Callback | undefined {
	const request: object = context.getRequestObject();
	const rawBody =
		'rawBody' in request && Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
	const bytes = rawBody?.length ?? Number(context.getHeaderData()['content-length'] ?? 0);
	if (bytes > MAX_BYTES) return undefined;
	const body: unknown = context.getBodyData();
	const written = Buffer.isBuffer(body) ? body.toString() : body;
	if (typeof written === 'string' && written.length > MAX_BYTES) return undefined;
	return kind.readCallback(written);
}
