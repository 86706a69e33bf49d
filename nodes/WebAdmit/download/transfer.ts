import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { BinaryStream, StreamAnswer } from '../transport/httpResponse';
import { header } from '../transport/httpResponse';
import { TransferError } from '../transport/fileHost';
import type { Utf8Converter } from './charset';

/** When a transfer is given up, in milliseconds and bytes. (An object, so that tests need not wait for minutes.) */
export const LIMITS = {
	/** Time without a single byte. */
	stall: 30_000,
	/** How often that is looked at. */
	check: 1_000,
	/** S3 always announces the length. Where a host does not, a transfer might never end: this much is taken. */
	unannouncedBytes: 1024 ** 3,
	unannouncedTime: 10 * 60_000,
	/** Bytes a second that must arrive on average, looked at after so much time: a byte now and then is no progress. */
	slowest: 1_024,
	slowestTime: 10 * 60_000,
};

/**
 * Bytes that wait for n8n's storage at most. While it writes, what arrives gathers here, and it gets all of that in one
 * piece: it waits for each piece to be written, and the network's have 64 KB only. Measured with 1 GB beside n8n's HTTP
 * Request node (`npm run bench -- download`): with half as many bytes 0.94 of its speed, with these 1.1.
 */
const WAITING_BYTES = 512 * 1024;

const TRY_AGAIN =
	'Run this again. If it stays so, check the connection between n8n and the internet.';

/**
 * The body of an answer as a stream that ends well only if every byte has arrived: it fails when there are fewer or
 * more than announced, when the connection breaks, and when nothing comes for a while. Nothing is held back in
 * memory: whoever reads slowly slows down the sender.
 */
export function completeBody(
	answer: StreamAnswer,
	signal: AbortSignal,
	converter?: Utf8Converter,
): BinaryStream {
	const { body, headers } = answer;
	const announced = header(headers, 'content-length');
	const expected = announced === undefined ? undefined : Number(announced);
	const begin = Date.now();
	let received = 0;

	async function* pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		const ended = new AbortController();
		void giveUpWhenStalled(answer, () => received, AbortSignal.any([ended.signal, signal]));
		try {
			for await (const piece of source) {
				received += piece.length;
				assertEnding(expected, received, begin);
				yield converter ? converter.convert(piece) : piece;
			}
		} catch (error) {
			signal.throwIfAborted();
			throw error instanceof ExplainedError
				? error
				: new TransferError(`The download broke off after ${received} bytes`, {
						description: TRY_AGAIN,
					});
		} finally {
			ended.abort();
		}
		if (received !== (expected ?? received)) {
			throw new TransferError(
				`The download is incomplete: ${received} of ${expected} bytes arrived`,
				{ description: TRY_AGAIN },
			);
		}
		// A run that found nobody has a status of its own and no file. In every other file there is something.
		if (received === 0) {
			throw new TransferError('The download is empty: the host of the file sent 0 bytes', {
				description: TRY_AGAIN,
			});
		}
		if (converter) yield converter.end();
	}

	// The reader learns of an error. But as long as nobody has begun to read, nobody listens, and that would end n8n.
	body.on('error', () => undefined);
	return streamOf(pass(body), body);
}

/** Something that makes streams, as Node.js's own `Readable` and the classes that come of it do. */
interface StreamMaker {
	from: (
		pieces: AsyncIterable<Uint8Array>,
		options: { objectMode: false; highWaterMark: number },
	) => BinaryStream;
}

function isStreamMaker(value: unknown): value is StreamMaker {
	return typeof value === 'function' && 'from' in value && typeof value.from === 'function';
}

/**
 * The pieces as a stream, of the kind of another one: n8n's rules allow no import of Node.js's `stream`. (And a stream's
 * own `compose` hands on the error of the connection instead of ours, and lets it end n8n when nobody is reading.)
 */
function streamOf(pieces: AsyncIterable<Uint8Array>, like: BinaryStream): BinaryStream {
	if (isStreamMaker(like.constructor)) {
		return like.constructor.from(pieces, { objectMode: false, highWaterMark: WAITING_BYTES });
	}
	throw new ExplainedError('n8n gave the answer of the file host in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

/** Puts an end to a transfer of which nobody knows when it ends, and to one that will never end at its pace. */
function assertEnding(expected: number | undefined, received: number, begin: number): void {
	const time = Date.now() - begin;
	if (expected === undefined) {
		if (received <= LIMITS.unannouncedBytes && time <= LIMITS.unannouncedTime) return;
		throw new ExplainedError(
			`The download was stopped after ${received} bytes: the host of the file did not say when it ends`,
			{ description: TRY_AGAIN },
		);
	}
	if (time <= LIMITS.slowestTime || received >= (LIMITS.slowest * time) / 1_000) return;
	throw new TransferError(
		`The download was stopped after ${received} of ${expected} bytes: it was too slow to ever end`,
		{ description: TRY_AGAIN },
	);
}

async function giveUpWhenStalled(
	{ body, close }: StreamAnswer,
	received: () => number,
	ended: AbortSignal,
) {
	let before = 0;
	let lastProgress = Date.now();
	while (Date.now() - lastProgress < LIMITS.stall) {
		try {
			await pause(LIMITS.check, ended);
		} catch {
			return;
		}
		if (received() > before) {
			before = received();
			lastProgress = Date.now();
		}
	}
	body.destroy(
		new TransferError(`The download stood still after ${before} bytes`, { description: TRY_AGAIN }),
	);
	close?.();
}
