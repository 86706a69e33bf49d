import type { IExecuteFunctions } from 'n8n-workflow';

/** A stream that n8n's binary storage accepts. */
export type BinaryStream = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/** An answer with its whole body as text. */
export interface TextResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: string;
}

/** An answer of which only the head has been read. */
export interface StreamResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: BinaryStream;
	/**
	 * Ends the connection, if there is one. The body from n8n may be a stream around another one, whose `destroy` waits for
	 * the next bytes. On a stalled connection, these never come.
	 */
	close?: () => void;
}

interface AnyResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

function isResponse(response: unknown): response is AnyResponse {
	return (
		typeof response === 'object' &&
		response !== null &&
		'statusCode' in response &&
		typeof response.statusCode === 'number' &&
		'headers' in response &&
		typeof response.headers === 'object' &&
		response.headers !== null &&
		'body' in response
	);
}

function isStream(body: unknown): body is BinaryStream {
	return (
		typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function'
	);
}

/** Whether n8n's HTTP helper gave what `returnFullResponse` with `encoding: 'text'` promises. */
export function isTextResponse(response: unknown): response is TextResponse {
	return isResponse(response) && typeof response.body === 'string';
}

/** Whether n8n's HTTP helper gave what `returnFullResponse` with `encoding: 'stream'` promises. */
export function isStreamResponse(response: unknown): response is StreamResponse {
	return isResponse(response) && isStream(response.body);
}

/** Characters of the longest answer of the API that is accepted. The longest known answers are lists of some thousand entries. */
const MAX_LENGTH = 50_000_000;

/**
 * All of a body, as text. Throws if it breaks off, is not complete in time, or is too long.
 *
 * @param timeout milliseconds
 */
export async function textOf(body: BinaryStream, timeout: number): Promise<string> {
	const deadline = AbortSignal.timeout(timeout);
	let stopListening = () => {};
	const late = new Promise<never>((_, reject) => {
		const listener = () => {
			reject(Object.assign(new Error('The answer took too long'), { code: 'ETIMEDOUT' }));
		};
		deadline.addEventListener('abort', listener);
		stopListening = () => {
			deadline.removeEventListener('abort', listener);
		};
	});
	const decoder = new TextDecoder();
	const read = async () => {
		let text = '';
		const pieces: AsyncIterable<Uint8Array> = body;
		for await (const piece of pieces) {
			text += decoder.decode(piece, { stream: true });
			if (text.length > MAX_LENGTH) throw new Error('the answer is too long');
		}
		return text + decoder.decode();
	};
	try {
		return await Promise.race([read(), late]);
	} finally {
		// While something listens to a signal, Node.js keeps it until its time is up, and the listener keeps the whole answer.
		stopListening();
		body.destroy();
	}
}

/**
 * The value of a header, or undefined if it was not sent.
 *
 * @param name in lower case.
 */
export function header(headers: Record<string, unknown>, name: string): string | undefined {
	const value = headers[name];
	return typeof value === 'string' ? value : undefined;
}
