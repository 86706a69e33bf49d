import type { IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../json';
import type { Callback, RunKind } from '../runs/RunKind';

/**
 * Bytes of a body. The callback of a batch with several hundred zip files has about ten thousand. A longer body is not a
 * callback.
 */
const MAX_BYTES = 200_000;

/** The callback in the request that a webhook received, or undefined if it is not a callback of this kind. */
export async function receivedCallback(
	context: IWebhookFunctions,
	kind: RunKind,
): Promise<Callback | undefined> {
	const stated = Number(context.getHeaderData()['content-length'] ?? 0);
	if (stated > MAX_BYTES) return undefined;
	const body: unknown = context.getBodyData();
	const written = isParsed(body) ? body : await rawBodyOf(context);
	const request: { rawBody?: Buffer } = context.getRequestObject();
	if ((request.rawBody?.length ?? 0) > MAX_BYTES) return undefined;
	return kind.readCallback(Buffer.isBuffer(written) ? written.toString() : written);
}

/** Whether n8n has parsed the body. It does not do that without a content type, or with one that it doesn't know. */
function isParsed(body: unknown): boolean {
	return isRecord(body) ? Object.keys(body).length > 0 : Boolean(body);
}

async function rawBodyOf(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	try {
		await request.readRawBody();
		return request.rawBody;
	} catch {
		// The body broke off, or has no end.
		return undefined;
	}
}
