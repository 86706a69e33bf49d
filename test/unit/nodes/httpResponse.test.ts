import { PassThrough } from 'node:stream';
import {
	header,
	isStreamAnswer,
	isTextAnswer,
} from '../../../nodes/WebAdmit/transport/httpResponse';

const head = { statusCode: 200, headers: { 'content-type': 'text/csv' } };

describe('an answer', () => {
	it('with a text is a text answer', () => {
		expect(isTextAnswer({ ...head, body: '{}' })).toBe(true);
		expect(isTextAnswer({ ...head, body: '' })).toBe(true);
		expect(isStreamAnswer({ ...head, body: '{}' })).toBe(false);
	});

	it('with a stream is a stream answer', () => {
		const body = new PassThrough();
		expect(isStreamAnswer({ ...head, body })).toBe(true);
		expect(isTextAnswer({ ...head, body })).toBe(false);
	});

	it.each([undefined, null, 42, {}, Buffer.from('a'), { pipe: true }])(
		'with the body %j is neither',
		(body) => {
			expect(isTextAnswer({ ...head, body })).toBe(false);
			expect(isStreamAnswer({ ...head, body })).toBe(false);
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
		expect(isTextAnswer(response)).toBe(false);
		expect(isStreamAnswer(response)).toBe(false);
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
