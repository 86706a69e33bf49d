import { PassThrough, Readable } from 'node:stream';
import {
	header,
	isStreamResponse,
	isTextResponse,
	textOf,
} from '../../../nodes/WebAdmit/transport/httpResponse';

const head = { statusCode: 200, headers: { 'content-type': 'text/csv' } };

describe('an answer', () => {
	it('with a text is a text answer', () => {
		expect(isTextResponse({ ...head, body: '{}' })).toBe(true);
		expect(isTextResponse({ ...head, body: '' })).toBe(true);
		expect(isStreamResponse({ ...head, body: '{}' })).toBe(false);
	});

	it('with a stream is a stream answer', () => {
		const body = new PassThrough();
		expect(isStreamResponse({ ...head, body })).toBe(true);
		expect(isTextResponse({ ...head, body })).toBe(false);
	});

	it.each([undefined, null, 42, {}, Buffer.from('a'), { pipe: true }])(
		'with the body %j is neither',
		(body) => {
			expect(isTextResponse({ ...head, body })).toBe(false);
			expect(isStreamResponse({ ...head, body })).toBe(false);
		},
	);

	it.each([
		undefined,
		null,
		'a text',
		{},
		{ headers: {}, body: '' },
		{ statusCode: '200', headers: {}, body: '' },
		{ statusCode: 200, body: '' },
		{ statusCode: 200, headers: null, body: '' },
		{ statusCode: 200, headers: 'none', body: '' },
		{ statusCode: 200, headers: {} },
	])('without its parts is none: %j', (response) => {
		expect(isTextResponse(response)).toBe(false);
		expect(isStreamResponse(response)).toBe(false);
	});
});

describe('header', () => {
	it('gives the value', () => {
		expect(header({ etag: '"a"' }, 'etag')).toBe('"a"');
	});

	it.each([undefined, ['a', 'b'], 42])('gives nothing for %j', (value) => {
		expect(header({ etag: value }, 'etag')).toBeUndefined();
		expect(header({}, 'etag')).toBeUndefined();
	});
});

describe('textOf', () => {
	it('gives the whole text, also where a character is cut in two', async () => {
		const text = 'José 🎓';
		const bytes = Buffer.from(text);
		for (let cut = 0; cut <= bytes.length; cut++) {
			const body = Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]);
			expect(await textOf(body, 1_000)).toBe(text);
		}
	});

	it('gives nothing for an empty body', async () => {
		expect(await textOf(Readable.from([]), 1_000)).toBe('');
	});

	it('fails when the body breaks off', async () => {
		const body = new PassThrough();
		body.write('{');
		setImmediate(() => body.destroy(new Error('cut off')));
		await expect(textOf(body, 1_000)).rejects.toThrow('cut off');
	});

	it('fails when the body is not complete in time, though bytes come in', async () => {
		const body = new PassThrough();
		const dribble = setInterval(() => body.write(' '), 10);
		await expect(textOf(body, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
		clearInterval(dribble);
		expect(body.destroyed).toBe(true);
	});

	it('fails when the body has no end', async () => {
		const piece = Buffer.alloc(1_000_000, ' ');
		let given = 0;
		const body = new Readable({
			read() {
				given += piece.length;
				this.push(piece);
			},
		});
		await expect(textOf(body, 30_000)).rejects.toThrow('too long');
		expect(given).toBeLessThan(60_000_000);
		expect(body.destroyed).toBe(true);
	});
});
