import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Timers } from '../timers';

/** The body of an answer that is about to be sent, and its size in bytes. */
export interface Body {
	chunks: AsyncIterable<Buffer>;
	size: number;
}

/** What the functions that spoil a body need. */
export interface Wire {
	socket: Socket;
	timers: Timers;
}

const FILLER = Buffer.alloc(16 * 1024, 'more than was said ');
/** Milliseconds that the written bytes have to reach the client before the connection is broken. */
const FLUSH_MS = 50;

const COMPRESS = {
	gzip: gzipSync,
	deflate: deflateSync,
	// The best compression would take seconds.
	br: (body: Buffer) =>
		brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

/** How a body can be compressed, by its name in `Content-Encoding`. */
export type ContentEncoding = keyof typeof COMPRESS;

/** Turns what Fastify sends into chunks of bytes. */
export async function* chunksOf(payload: unknown): AsyncGenerator<Buffer> {
	if (payload === null || payload === undefined) return;
	if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
		yield Buffer.from(payload);
		return;
	}
	if (!(payload instanceof Readable)) throw new Error('An answer is text, bytes or a stream');
	const stream: AsyncIterable<unknown> = payload;
	for await (const chunk of stream) {
		if (!Buffer.isBuffer(chunk)) throw new Error('A stream of an answer gives bytes');
		yield chunk;
	}
}

/** A body as a stream that Fastify sends as fast as the client takes it. */
export function toStream(chunks: AsyncIterable<Buffer>): Readable {
	return Readable.from(chunks, { objectMode: false });
}

async function* firstHalf({ chunks, size }: Body): AsyncGenerator<Buffer> {
	let left = Math.floor(size / 2);
	for await (const chunk of chunks) {
		if (left <= 0) return;
		yield chunk.subarray(0, left);
		left -= chunk.length;
	}
}

/** The body as sent by a host that stores its files compressed. */
export async function compressed({ chunks }: Body, encoding: ContentEncoding): Promise<Body> {
	const packed = COMPRESS[encoding](await buffer(chunks));
	return { chunks: chunksOf(packed), size: packed.length };
}

/** Half of the body, then the connection is reset (RST). */
export async function* resetMid(body: Body, { socket, timers }: Wire): AsyncGenerator<Buffer> {
	yield* firstHalf(body);
	await timers.sleep(FLUSH_MS);
	socket.resetAndDestroy();
}

/** Half of the body, then the connection is closed normally (FIN), though a greater length was stated. */
export async function* truncate(body: Body, { socket }: Wire): AsyncGenerator<Buffer> {
	yield* firstHalf(body);
	socket.destroySoon();
}

/** Half of the body, then nothing more, on an open connection. */
export async function* stall(body: Body): AsyncGenerator<Buffer> {
	yield* firstHalf(body);
	await new Promise<never>(() => undefined);
}

/** The body, and more bytes than the stated length. */
export async function* moreBytes({ chunks }: Body): AsyncGenerator<Buffer> {
	yield* chunks;
	yield FILLER;
}

/** The body, and bytes without end after it. */
export async function* endless({ chunks }: Body, { timers }: Wire): AsyncGenerator<Buffer> {
	yield* chunks;
	for (;;) {
		yield FILLER;
		// Lets other code of this process run: the client may be in it too.
		await timers.sleep(1);
	}
}

/** The body in small pieces, with this many bytes a second. */
export async function* slow(
	{ chunks }: Body,
	{ timers }: Wire,
	bytesPerSecond: number,
): AsyncGenerator<Buffer> {
	const pieceMs = 100;
	const piece = Math.max(1, Math.round((bytesPerSecond * pieceMs) / 1000));
	for await (const chunk of chunks) {
		for (let start = 0; start < chunk.length; start += piece) {
			const part = chunk.subarray(start, start + piece);
			await timers.sleep((part.length / bytesPerSecond) * 1000);
			yield part;
		}
	}
}
