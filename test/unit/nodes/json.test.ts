import fc from 'fast-check';
import { isRecord, parseJson, readId } from '../../../nodes/WebAdmit/json';

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

describe('isRecord', () => {
	it.each([{}, { a: 1 }])('%j is one', (value) => {
		expect(isRecord(value)).toBe(true);
	});

	it.each([undefined, null, [], [{}], 'a', 42, true])('%j is none', (value) => {
		expect(isRecord(value)).toBe(false);
	});
});

describe('readId', () => {
	it.each([
		[1, 1],
		[86446, 86446],
		['86446', 86446],
		[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
		['9007199254740991', Number.MAX_SAFE_INTEGER],
	])('%j is %d', (value, id) => {
		expect(readId(value)).toBe(id);
	});

	it.each([
		0,
		-1,
		1.5,
		NaN,
		Infinity,
		1e21,
		Number.MAX_SAFE_INTEGER + 1,
		'9007199254740992',
		'',
		'0',
		'007',
		'-1',
		'+1',
		'1.0',
		'1e3',
		'0x10',
		' 1',
		'1 ',
		'1\n',
		'1a',
		'a1',
		'1/../2',
		'١',
		true,
		null,
		undefined,
		[1],
		{ id: 1 },
	])('%j is none', (value) => {
		expect(readId(value)).toBeUndefined();
	});

	it('reads every positive whole number, as a number and as text', () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), (number) => {
				const id = number === 0 ? undefined : number;
				expect(readId(number)).toBe(id);
				expect(readId(String(number))).toBe(id);
			}),
		);
	});

	it('reads nothing else, so that whatever is read can stand in a path', () => {
		const odd = fc.oneof(
			fc.anything(),
			fc.string({ unit: fc.constantFrom('1', '0', '.', '/', ' ', '-', 'e') }),
		);
		fc.assert(
			fc.property(odd, (value) => {
				const id = readId(value);
				if (id !== undefined) {
					expect(String(id)).toMatch(/^[1-9][0-9]*$/);
					expect(String(id)).toBe(String(value));
				}
			}),
		);
	});
});
