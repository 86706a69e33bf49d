import type { IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../json';
import type { Callback, RunKind } from '../runs/RunKind';

/** Bytes of a body. A batch with several hundred zip files has some ten thousand; who sends more wants something else. */
const MAX_BYTES = 200_000;

/** The callback in the request that a webhook got; undefined when it is none of this kind. */
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

/** n8n parses no body whose content type it does not know, and none without one. */
function isParsed(body: unknown): boolean {
	return isRecord(body) ? Object.keys(body).length > 0 : Boolean(body);
}

async function rawBodyOf(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	try {
		await request.readRawBody();
		return request.rawBody;
	} catch {
		// It broke off, or has no end.
		return undefined;
	}
}
