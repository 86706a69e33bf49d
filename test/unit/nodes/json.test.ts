import fc from 'fast-check';
import { parseJson } from '../../../nodes/WebAdmit/json';

describe('parseJson', () => {
	it.each([
		['{"a": [1, "b", null]}', { a: [1, 'b', null] }],
		[' 42 ', 42],
		['null', null],
		['""', ''],
	])('reads %j', (text, value) => {
		expect(parseJson(text)).toEqual(value);
	});

	it.each(['', ' ', '{', '<html>', 'undefined', '{"a": 1} b'])('has nothing for %j', (text) => {
		expect(parseJson(text)).toBeUndefined();
	});

	it('reads what JSON has been made of, and nothing that is cut off', () => {
		fc.assert(
			fc.property(fc.object(), (value) => {
				const text = JSON.stringify(value);
				expect(JSON.stringify(parseJson(text))).toBe(text);
				expect(parseJson(text.slice(0, -1))).toBeUndefined();
			}),
		);
	});
});
