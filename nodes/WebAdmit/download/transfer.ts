import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { BinaryStream, StreamResponse } from '../transport/httpResponse';
import { header } from '../transport/httpResponse';
import { TransferError, WITH_NEW_URL } from '../transport/fileHost';
import { collectSoon } from './garbage';
import type { TextConverter } from './textEncoding';

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
 * Bytes that wait for n8n's storage at most, about as many as come from the network in one piece. With more, n8n gets
 * several pieces at once, copied into one: measured with 1 GB and 2 GB beside n8n's HTTP Request node (`npm run bench --
 * download memory`), eight times as many are hardly faster (1.01 of its speed instead of 0.97), and take 77 MB of memory
 * instead of 4.
 */
const WAITING_BYTES = 64 * 1024;

const CHECK_CONNECTION =
	'Run this again. If this keeps happening, check the connection between n8n and the internet.';

/**
 * The body of an answer as a stream that ends well only if every byte has arrived: it fails when the connection breaks or is
 * closed too early, and when nothing comes for a while. Nothing is held back in memory: whoever reads slowly slows down the
 * sender.
 *
 * That every byte has arrived is told by n8n's HTTP client, which ends a body in order only after its announced length or its
 * last chunk. The bytes can't be counted here: n8n unpacks what the host sends with a `Content-Encoding`, and announced is the
 * length of the packed bytes. Where these are damaged, unpacking fails, and so does the body. (Where their end is missing on the
 * host itself, n8n unpacks what there is, and nothing tells.)
 */
export function completeBody(
	answer: StreamResponse,
	signal: AbortSignal,
	converter?: TextConverter,
): BinaryStream {
	const { body, headers } = answer;
	const isAnnounced = header(headers, 'content-length') !== undefined;
	// In chunks, the last one says that it is. Otherwise the end looks like a connection that was closed too early.
	const hasEnd = isAnnounced || /chunked/i.test(header(headers, 'transfer-encoding') ?? '');
	const begin = Date.now();
	let received = 0;

	let hasBegun = false;
	const over = new AbortController();

	const complete = streamLike(body, {
		highWaterMark: WAITING_BYTES,
		read: () => {
			// Not before somebody reads: an error that nobody listens to would end n8n.
			if (!hasBegun) listen();
			hasBegun = true;
			body.resume();
		},
		destroy: (error, done) => {
			over.abort();
			body.destroy();
			done(error);
		},
	});

	function listen() {
		void giveUpWhenStalled(answer, () => received, AbortSignal.any([over.signal, signal]));
		body.on('data', orBreakOff(take));
		body.on('end', orBreakOff(end));
		body.on('error', breakOff);
		body.on('close', breakOff);
		if (body.destroyed) breakOff();
		else if (!hasEnd) complete.destroy(unverifiable());
	}

	function take(piece: Uint8Array) {
		received += piece.length;
		collectSoon(piece.length);
		const problem = endlessness(isAnnounced, received, Date.now() - begin);
		if (problem) complete.destroy(problem);
		else if (!complete.push(converter ? converter.convert(piece) : piece)) body.pause();
	}

	function end() {
		over.abort();
		if (received === 0) {
			// A run that found nobody has a status of its own and no file. In every other file there is something.
			complete.destroy(
				new TransferError('The download is empty: the host of the file sent 0 bytes', {
					description: CHECK_CONNECTION,
					...WITH_NEW_URL,
				}),
			);
		} else {
			if (converter) complete.push(converter.end());
			complete.push(null);
		}
	}

	/** An error that left a listener would end n8n. */
	function orBreakOff<T extends unknown[]>(listener: (...args: T) => void) {
		return (...args: T) => {
			try {
				listener(...args);
			} catch (error) {
				complete.destroy(error instanceof Error ? error : undefined);
			}
		};
	}

	/** @param error why the body ends here; none when its connection was closed without a word. */
	function breakOff(error?: unknown) {
		if (body.readableEnded) return;
		const cancelled: unknown = signal.reason;
		if (cancelled instanceof Error) complete.destroy(cancelled);
		else if (error instanceof ExplainedError) complete.destroy(error);
		else {
			complete.destroy(
				new TransferError(`The download broke off after ${received} bytes`, {
					description: CHECK_CONNECTION,
				}),
			);
		}
	}

	// The reader learns of an error. But as long as nobody has begun to read, nobody listens, and that would end n8n.
	body.on('error', () => undefined);
	return complete;
}

/** What a stream is made of. */
interface StreamOptions {
	highWaterMark: number;
	read: () => void;
	destroy: (error: Error | null, done: (error: Error | null) => void) => void;
}

interface StreamClass {
	new (options: StreamOptions): BinaryStream;
	from: (pieces: []) => BinaryStream;
}

/** Whether it is Node.js's own `Readable` or a class that comes of it: these have `from`. */
function isStreamClass(value: unknown): value is StreamClass {
	return typeof value === 'function' && 'from' in value && typeof value.from === 'function';
}

/**
 * A plain `Readable`: n8n's rules allow no import of Node.js's `stream`, but `from` of any class of streams makes one, which
 * tells its class. (To take `from` itself, with a generator, costs more time for each piece. A stream's own `compose` hands on
 * the error of the connection instead of ours, and lets it end n8n when nobody is reading.)
 */
function streamLike({ constructor: kind }: BinaryStream, options: StreamOptions): BinaryStream {
	const { constructor: Plain } = isStreamClass(kind) ? kind.from([]) : {};
	if (isStreamClass(Plain)) return new Plain(options);
	throw new ExplainedError('n8n gave the answer of the file host in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

/**
 * What is wrong with a transfer of which nobody knows when it ends, or that will never end at its pace.
 *
 * @param time milliseconds since it began
 */
function endlessness(
	isAnnounced: boolean,
	received: number,
	time: number,
): ExplainedError | undefined {
	if (!isAnnounced) {
		if (received <= LIMITS.unannouncedBytes && time <= LIMITS.unannouncedTime) return undefined;
		return new ExplainedError(
			`The download was stopped after ${received} bytes: the host of the file did not say how long it is`,
			{ description: CHECK_CONNECTION },
		);
	}
	if (time <= LIMITS.slowestTime || received >= (LIMITS.slowest * time) / 1_000) return undefined;
	return new TransferError(
		`The download was stopped after ${received} bytes: it was too slow to ever finish`,
		{ description: CHECK_CONNECTION },
	);
}

function unverifiable(): ExplainedError {
	return new ExplainedError(
		'The file was not downloaded: its length is not known, so nobody could tell whether it is complete',
		{
			description:
				'The host states how long the file is, but something between n8n and that host, usually a proxy, removes it. Ask whoever runs your n8n to let it reach that host (Amazon S3) directly.',
		},
	);
}

async function giveUpWhenStalled(
	{ body, close }: StreamResponse,
	received: () => number,
	ended: AbortSignal,
) {
	let before = 0;
	// Looks are counted, not time: while n8n is busy with something else, bytes wait to be noticed.
	for (let idle = 0; idle < LIMITS.stall / LIMITS.check; idle++) {
		try {
			await pause(LIMITS.check, ended);
		} catch {
			return;
		}
		// While n8n's storage is what everything waits for, the host can send nothing.
		if (received() > before || body.isPaused()) idle = -1;
		before = received();
	}
	body.destroy(
		new TransferError(`The download stood still after ${before} bytes`, {
			description: CHECK_CONNECTION,
		}),
	);
	close?.();
}
