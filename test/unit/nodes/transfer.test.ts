import { PassThrough, Readable } from 'node:stream';
import { type TextConverter, textConverter } from '../../../nodes/WebAdmit/download/textEncoding';
import { completeBody, LIMITS } from '../../../nodes/WebAdmit/download/transfer';
import { TransferError } from '../../../nodes/WebAdmit/transport/fileHost';
import type { BinaryStream } from '../../../nodes/WebAdmit/transport/httpResponse';
import { explanation, rejectionOf, thrownBy } from './explanation';

const CHECK_CONNECTION =
	'Run this again. If this keeps happening, check the connection between n8n and the internet.';

let controller: AbortController;

beforeEach(() => {
	// Streams need the real `nextTick`.
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
	controller = new AbortController();
});

afterEach(() => {
	jest.useRealTimers();
});

/** A body that gets its pieces one by one, as from a connection. */
function openBody(): Readable {
	return new Readable({ read: () => {} });
}

function bodyOf(...pieces: string[]): Readable {
	return Readable.from(pieces.map((piece) => Buffer.from(piece, 'latin1')));
}

function transferOf(body: Readable, length?: number, converter?: TextConverter): BinaryStream {
	const headers =
		length === undefined
			? { 'transfer-encoding': 'chunked' }
			: { 'content-length': String(length) };
	return completeBody({ statusCode: 200, headers, body }, controller.signal, converter);
}

async function textOf(stream: BinaryStream): Promise<string> {
	let text = '';
	for await (const piece of stream) text += String(piece);
	return text;
}

/** Lets what has been pushed arrive. */
async function arrive(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a transfer that succeeds', () => {
	it.each([6, undefined])('passes every byte on, announced length %s', async (length) => {
		expect(await textOf(transferOf(bodyOf('abc', 'def'), length))).toBe('abcdef');
	});

	it.each([4, 40])('passes on what was unpacked from %d bytes', async (length) => {
		// Only the length of the packed bytes is announced, and n8n hands over the others.
		expect(await textOf(transferOf(bodyOf('abc', 'def'), length))).toBe('abcdef');
	});

	it('passes every byte on of a body that is a kind of its own', async () => {
		const body = new PassThrough();
		body.end('abc');
		expect(await textOf(transferOf(body, 3))).toBe('abc');
	});

	it('passes on a single byte of which nothing was announced', async () => {
		expect(await textOf(transferOf(bodyOf('a')))).toBe('a');
	});

	it('takes no empty file for one, although it was announced', async () => {
		await expect(textOf(transferOf(bodyOf(), 0))).rejects.toThrow('The download is empty');
	});

	it('converts the pieces', async () => {
		const converter = textConverter('text/csv', 'utf8');
		expect(await textOf(transferOf(bodyOf('Jos', 'é'), 4, converter))).toBe('José');
	});

	it('hands over what the converter has left at the end', async () => {
		const stream = transferOf(bodyOf('a', 'é'), 2, textConverter('text/csv', 'utf8'));
		expect(await textOf(stream)).toBe('aé');
	});

	it('takes a piece only when the reader wants one', async () => {
		const piece = Buffer.alloc(64 * 1024);
		let taken = 0;
		const endless = Readable.from(
			(function* () {
				for (;;) {
					taken += piece.length;
					yield piece;
				}
			})(),
		);
		const stream = transferOf(endless, 1024 ** 3);
		await stream[Symbol.asyncIterator]().next();
		await arrive();
		// One or two pieces wait here, and sixteen in the stream that they come from.
		expect(taken).toBeLessThan(20 * piece.length);
		stream.destroy();
	});

	it('looks after nothing any more once it has ended', async () => {
		await textOf(transferOf(bodyOf('a'), 1));
		await jest.advanceTimersByTimeAsync(LIMITS.check);
		expect(jest.getTimerCount()).toBe(0);
	});
});

describe('a transfer that is not complete', () => {
	it('fails when nothing was announced and nothing came', async () => {
		const error = await rejectionOf(textOf(transferOf(bodyOf())));
		expect(error).toBeInstanceOf(TransferError);
		expect(explanation(error)).toEqual({
			message: 'The download is empty: the host of the file sent 0 bytes',
			description: CHECK_CONNECTION,
		});
	});

	it('fails when the connection breaks', async () => {
		const body = openBody();
		const rejection = rejectionOf(textOf(transferOf(body, 6)));
		body.push('abc');
		await arrive();
		body.destroy(new Error('aborted'));
		const error = await rejection;
		expect(error).toBeInstanceOf(TransferError);
		expect(explanation(error)).toEqual({
			message: 'The download was cut off after 3 bytes',
			description: CHECK_CONNECTION,
		});
	});

	it('fails with the reason when the execution is cancelled', async () => {
		const body = openBody();
		const rejection = rejectionOf(textOf(transferOf(body, 6)));
		body.push('abc');
		await arrive();
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		// As the HTTP library does it with the connection.
		body.destroy(new Error('aborted'));
		expect(await rejection).toBe(reason);
	});
});

describe('a body of which no stream can be made', () => {
	it.each([undefined, null, {}, { from: () => undefined }, () => undefined])(
		'is refused: its kind is %p',
		async (kind) => {
			const body = bodyOf('a');
			Object.defineProperty(body, 'constructor', { value: kind });
			expect(explanation(thrownBy(() => transferOf(body, 1)))).toEqual({
				message: 'n8n gave the answer of the file host in an unknown form',
				description: 'Update n8n and this package to their newest versions.',
			});
		},
	);
});

describe('a transfer whose pieces cannot be dealt with', () => {
	it.each(['convert', 'end'] as const)(
		'fails with the error of %s, and nothing else does',
		async (which) => {
			const fail = () => {
				throw new Error('no memory left');
			};
			const pass: TextConverter = { convert: (piece) => piece, end: () => Buffer.alloc(0) };
			const converter = { ...pass, [which]: fail };
			await expect(textOf(transferOf(bodyOf('abc'), 3, converter))).rejects.toThrow(
				'no memory left',
			);
		},
	);
});

describe('a transfer whose connection is given up', () => {
	// An error that nobody listens to would fail these tests, as it would end n8n.

	it('says so to a reader who has not begun before', async () => {
		const body = openBody();
		const stream = transferOf(body, 6);
		body.destroy(new Error('aborted'));
		await arrive();
		expect(explanation(await rejectionOf(textOf(stream))).message).toBe(
			'The download was cut off after 0 bytes',
		);
	});

	it('ends without a word when the reader has stopped', async () => {
		const body = openBody();
		const stream = transferOf(body, 6);
		body.push('abc');
		const reader = stream[Symbol.asyncIterator]();
		await reader.next();
		await reader.return?.();
		body.destroy();
		await arrive();
		await jest.advanceTimersByTimeAsync(LIMITS.check);
		expect(stream.destroyed).toBe(true);
		expect(jest.getTimerCount()).toBe(0);
	});
});

describe('a transfer that stands still', () => {
	it('is given up when nothing has come for half a minute', async () => {
		const body = openBody();
		const rejection = rejectionOf(textOf(transferOf(body, 6)));
		body.push('abc');
		await arrive();
		// The bytes are noticed at the first look, after a second.
		await jest.advanceTimersByTimeAsync(30_999);
		expect(body.destroyed).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(body.destroyed).toBe(true);
		const error = await rejection;
		expect(error).toBeInstanceOf(TransferError);
		expect(explanation(error)).toEqual({
			message: 'The download stalled after 3 bytes',
			description: CHECK_CONNECTION,
		});
	});

	it('is given up when nothing comes at all', async () => {
		const body = openBody();
		const rejection = rejectionOf(textOf(transferOf(body)));
		await arrive();
		await jest.advanceTimersByTimeAsync(29_999);
		expect(body.destroyed).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(explanation(await rejection).message).toBe('The download stalled after 0 bytes');
	});

	it('is not one that n8n was too busy to look at', async () => {
		const body = openBody();
		const text = textOf(transferOf(body, 3));
		await arrive();
		// As after a minute in which nothing else ran: one look, and the bytes come after it.
		jest.setSystemTime(Date.now() + 60_000);
		await jest.advanceTimersByTimeAsync(LIMITS.check);
		body.push('abc');
		body.push(null);
		expect(await text).toBe('abc');
	});

	it('is not one that waits for its reader', async () => {
		const body = openBody();
		const reader = transferOf(body, 200_000)[Symbol.asyncIterator]();
		body.push(Buffer.alloc(100_000));
		await reader.next();
		body.push(Buffer.alloc(100_000));
		await arrive();
		await jest.advanceTimersByTimeAsync(2 * LIMITS.stall);
		expect(body.destroyed).toBe(false);
		await reader.return?.();
	});

	it('is not one that is merely slow', async () => {
		const body = openBody();
		const text = textOf(transferOf(body, 10));
		for (let piece = 0; piece < 10; piece++) {
			body.push('x');
			await arrive();
			await jest.advanceTimersByTimeAsync(25_000);
		}
		body.push(null);
		expect(await text).toBe('xxxxxxxxxx');
	});
});

describe('a transfer of which nobody knows when it ends', () => {
	const limits = { ...LIMITS };

	afterEach(() => {
		Object.assign(LIMITS, limits);
	});

	it('may have a gigabyte and take ten minutes', () => {
		expect(LIMITS).toMatchObject({ unannouncedBytes: 1_073_741_824, unannouncedTime: 600_000 });
	});

	it('is stopped when it has too many bytes', async () => {
		LIMITS.unannouncedBytes = 5;
		expect(await textOf(transferOf(bodyOf('abc', 'de')))).toBe('abcde');
		const error = await rejectionOf(textOf(transferOf(bodyOf('abc', 'def'))));
		// Another attempt would be of no use.
		expect(error).not.toBeInstanceOf(TransferError);
		expect(explanation(error)).toEqual({
			message:
				'The download was stopped after 6 bytes: the host of the file did not say how long it is',
			description: CHECK_CONNECTION,
		});
	});

	it.each([
		[60_000, 'goes on'],
		[60_001, 'is stopped'],
	])('after %d of 60,000 ms, it %s', async (milliseconds, outcome) => {
		LIMITS.unannouncedTime = 60_000;
		LIMITS.stall = 120_000;
		const body = openBody();
		const text = textOf(transferOf(body)).catch((error: unknown) => explanation(error).message);
		await arrive();
		await jest.advanceTimersByTimeAsync(milliseconds);
		body.push('abc');
		body.push(null);
		expect(await text).toBe(
			outcome === 'goes on'
				? 'abc'
				: 'The download was stopped after 3 bytes: the host of the file did not say how long it is',
		);
	});

	it('is one that ends when the connection does: it could have been cut off', async () => {
		const body = bodyOf('abc');
		const stream = completeBody({ statusCode: 200, headers: {}, body }, controller.signal);
		expect(explanation(await rejectionOf(textOf(stream))).message).toBe(
			'The file was not downloaded: its length is not known, so nobody could tell whether it is complete',
		);
		expect(body.destroyed).toBe(true);
	});

	it('is not one whose length was announced', async () => {
		LIMITS.unannouncedBytes = 5;
		expect(await textOf(transferOf(bodyOf('abc', 'def'), 6))).toBe('abcdef');
	});
});

describe('a transfer of bytes now and then', () => {
	it('may be as slow as a kilobyte a second, and is looked at after ten minutes', () => {
		expect(LIMITS).toMatchObject({ slowest: 1_024, slowestTime: 600_000 });
	});

	it.each([
		[60_000, 'goes on'],
		[60_001, 'is stopped'],
	])('after %d of 60,000 ms, it %s', async (milliseconds, outcome) => {
		Object.assign(LIMITS, { slowest: 1, slowestTime: 60_000, stall: 120_000 });
		const body = openBody();
		const text = textOf(transferOf(body, 3)).catch((error: unknown) => error);
		await arrive();
		await jest.advanceTimersByTimeAsync(milliseconds);
		body.push('abc');
		body.push(null);
		if (outcome === 'goes on') {
			expect(await text).toBe('abc');
		} else {
			expect(await text).toBeInstanceOf(TransferError);
			expect(explanation(await text).message).toBe(
				'The download was stopped after 3 bytes: it was too slow to ever finish',
			);
		}
	});

	it('goes on as long as it is fast enough on average', async () => {
		Object.assign(LIMITS, { slowest: 1, slowestTime: 1_000, stall: 120_000 });
		const body = openBody();
		const text = textOf(transferOf(body, 63));
		await arrive();
		await jest.advanceTimersByTimeAsync(60_000);
		body.push('a'.repeat(60));
		await arrive();
		await jest.advanceTimersByTimeAsync(2_000);
		body.push('bcd');
		body.push(null);
		expect(await text).toHaveLength(63);
	});
});
