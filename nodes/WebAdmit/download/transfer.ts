import { pause } from '../pause';
import type { BinaryStream, StreamAnswer } from '../transport/httpResponse';
import { header } from '../transport/httpResponse';
import { TransferError } from '../transport/fileHost';
import type { Utf8Converter } from './charset';

/** Milliseconds without a single byte after which a transfer is given up, and how often that is looked at. */
const STALL_TIMEOUT = 60_000;
const STALL_CHECK = 5_000;

const TRY_AGAIN =
	'Run this again. If it stays so, check the connection between n8n and the internet.';

/**
 * The body of an answer as a stream that ends well only if every byte has arrived: it fails when there are fewer or
 * more than announced, when the connection breaks, and when nothing comes for a minute. Nothing is held back in
 * memory: whoever reads slowly slows down the sender.
 */
export function completeBody(
	{ body, headers }: StreamAnswer,
	signal: AbortSignal,
	converter?: Utf8Converter,
): BinaryStream {
	const announced = header(headers, 'content-length');
	const expected = announced === undefined ? undefined : Number(announced);
	let received = 0;

	async function* pass(source: AsyncIterable<Uint8Array>) {
		const ended = new AbortController();
		void giveUpWhenStalled(body, () => received, AbortSignal.any([ended.signal, signal]));
		try {
			for await (const piece of source) {
				received += piece.length;
				yield converter ? converter.convert(piece) : piece;
			}
		} catch (error) {
			signal.throwIfAborted();
			throw error instanceof TransferError
				? error
				: new TransferError(`The download broke off after ${received} bytes`, {
						description: TRY_AGAIN,
					});
		} finally {
			ended.abort();
		}
		if (expected !== undefined && received !== expected) {
			throw new TransferError(
				`The download is incomplete: ${received} of ${expected} bytes arrived`,
				{ description: TRY_AGAIN },
			);
		}
		if (converter) yield converter.end();
	}

	return body.compose<BinaryStream>(pass);
}

async function giveUpWhenStalled(body: BinaryStream, received: () => number, ended: AbortSignal) {
	let before = 0;
	let lastProgress = Date.now();
	while (Date.now() - lastProgress < STALL_TIMEOUT) {
		try {
			await pause(STALL_CHECK, ended);
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
}
