import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { BinaryStream, StreamResponse } from '../transport/httpResponse';
import { header } from '../transport/httpResponse';
import { TransferError, WITH_NEW_URL } from '../transport/fileHost';
import { collectSoon } from './garbage';
import type { TextConverter } from './textEncoding';

/**
 * When to give up a transfer, in milliseconds and bytes. (It is an object, so that tests can change it and need not wait
 * for minutes.)
 */
export const LIMITS = {
	/** Time without a single byte. */
	stall: 30_000,
	/** The time between two checks for that. */
	check: 1_000,
	/** The most that is taken if a host does not state the length. Such a transfer might never end. S3 always states the length. */
	unannouncedBytes: 1024 ** 3,
	unannouncedTime: 10 * 60_000,
	/**
	 * Bytes a second that must arrive on average, checked after `slowestTime`. Otherwise a few bytes at a time could keep a
	 * transfer running forever.
	 */
	slowest: 1_024,
	slowestTime: 10 * 60_000,
};

/**
 * The most bytes that wait for n8n's storage, about as many as arrive from the network in one piece. With more, n8n gets
 * several pieces at once, copied into one. Measured with 1 GB and 2 GB beside n8n's HTTP Request node
 * (`npm run bench -- download memory`), and before `collectSoon`: eight times as many are hardly faster (1.01 of its speed
 * instead of 0.97), and take 77 MB of memory instead of 4.
 */
const WAITING_BYTES = 64 * 1024;

const CHECK_CONNECTION =
	'Run this again. If this keeps happening, check the connection between n8n and the internet.';

/**
 * The body of an answer as a stream that ends without an error only if every byte has arrived. It fails if the
 * connection breaks or is closed too early, and if nothing arrives for a while. It keeps almost nothing in memory: a
 * slow reader slows down the sender.
 *
 * n8n's HTTP client knows whether every byte has arrived: it ends a body normally only after its stated length or its
 * last chunk. The bytes can't be counted here, since n8n unpacks what the host sends with a `Content-Encoding`, and the
 * stated length is that of the packed bytes. If the packed bytes are damaged, unpacking fails, and so does the body. (If
 * their end is missing on the host itself, n8n unpacks what there is, and nobody can tell.)
 */
export function completeBody(
	answer: StreamResponse,
	signal: AbortSignal,
	converter?: TextConverter,
): BinaryStream {
	const { body, headers } = answer;
	const isAnnounced = header(headers, 'content-length') !== undefined;
	// The last chunk says that it is the last. With neither chunks nor a length, the end looks like a connection that was
	// closed too early.
	const hasEnd = isAnnounced || /chunked/i.test(header(headers, 'transfer-encoding') ?? '');
	const begin = Date.now();
	let received = 0;

	let hasBegun = false;
	const over = new AbortController();

	const complete = streamLike(body, {
		highWaterMark: WAITING_BYTES,
		read: () => {
			// Starts only when somebody reads. An error that nobody listens to would end n8n.
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
			// A run that matched nobody has its own status and no file. Every other file has bytes.
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

	/** Catches errors of a listener: they would end n8n. */
	function orBreakOff<T extends unknown[]>(listener: (...args: T) => void) {
		return (...args: T) => {
			try {
				listener(...args);
			} catch (error) {
				complete.destroy(error instanceof Error ? error : undefined);
			}
		};
	}

	/** @param error why the body ends here. Undefined if the connection was closed without an error. */
	function breakOff(error?: unknown) {
		if (body.readableEnded) return;
		const cancelled: unknown = signal.reason;
		if (cancelled instanceof Error) complete.destroy(cancelled);
		else if (error instanceof ExplainedError) complete.destroy(error);
		else {
			complete.destroy(
				new TransferError(`The download was cut off after ${received} bytes`, {
					description: CHECK_CONNECTION,
				}),
			);
		}
	}

	// Before somebody reads, nobody else listens for errors, and an unheard error would end n8n. The reader gets the error
	// later.
	body.on('error', () => undefined);
	return complete;
}

/** The options of a `Readable` that are used here. */
interface StreamOptions {
	highWaterMark: number;
	read: () => void;
	destroy: (error: Error | null, done: (error: Error | null) => void) => void;
}

interface StreamClass {
	new (options: StreamOptions): BinaryStream;
	from: (pieces: []) => BinaryStream;
}

/** Whether it is the `Readable` of Node.js or a class that extends it. These have `from`. */
function isStreamClass(value: unknown): value is StreamClass {
	return typeof value === 'function' && 'from' in value && typeof value.from === 'function';
}

/**
 * Makes a plain `Readable`. n8n's rules allow no import of `stream`. But `from` of any stream class makes a plain
 * `Readable`, whose `constructor` is the class that is needed here. (To use `from` itself, with a generator, takes more time for each piece.
 * The `compose` of a stream passes on the error of the connection instead of ours, and lets it end n8n if nobody reads.)
 */
function streamLike({ constructor: kind }: BinaryStream, options: StreamOptions): BinaryStream {
	const { constructor: Plain } = isStreamClass(kind) ? kind.from([]) : {};
	if (isStreamClass(Plain)) return new Plain(options);
	throw new ExplainedError('n8n gave the answer of the file host in an unknown form', {
		description: 'Update n8n and this package to their newest versions.',
	});
}

/**
 * The error of a transfer that might never end, because its length is not known or because it is too slow. Undefined if
 * there is no reason to stop it.
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
				'The host states the length of the file, but something between n8n and that host, usually a proxy, removes that header. Ask the person who runs your n8n to let it reach that host (Amazon S3) directly.',
		},
	);
}

async function giveUpWhenStalled(
	{ body, close }: StreamResponse,
	received: () => number,
	ended: AbortSignal,
) {
	let before = 0;
	// Counts checks instead of time: while n8n is busy with something else, bytes may have arrived unnoticed.
	for (let idle = 0; idle < LIMITS.stall / LIMITS.check; idle++) {
		try {
			await pause(LIMITS.check, ended);
		} catch {
			return;
		}
		// While the transfer waits for n8n's storage, the host can't send anything.
		if (received() > before || body.isPaused()) idle = -1;
		before = received();
	}
	body.destroy(
		new TransferError(`The download stalled after ${before} bytes`, {
			description: CHECK_CONNECTION,
		}),
	);
	close?.();
}
