import fc from 'fast-check';
import {
	isRecord,
	readId,
	readListUnder,
	readUnder,
	unexpectedAnswer,
} from '../../../nodes/WebAdmit/api/read';
import { explanation, thrownBy } from './explanation';

/** Where what came instead begins. */
const INSTEAD = 'Check the environment or base URL in the credential. What came instead: ';

describe('unexpectedAnswer', () => {
	it('says what is missing, and shows what came instead', () => {
		expect(explanation(unexpectedAnswer('JSON is', '<html>\n</html>'))).toEqual({
			message: "WebAdMIT's answer has not the expected form: JSON is missing",
			description: `${INSTEAD}"<html>\\n</html>"`,
		});
	});

	it('shows no download URL', () => {
		const answer = { download_url: 'https://s3.example/a.csv?Signature=secret' };
		expect(explanation(unexpectedAnswer("'id' is", answer)).description).toBe(
			`${INSTEAD}{"download_url":"https://s3.example/a.csv?…"}`,
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

describe('readUnder', () => {
	it('reads the object under the name', () => {
		expect(
			readUnder({ export: { a: 1 }, other: {} }, 'export', (value) => ['read', value]),
		).toEqual(['read', { a: 1 }]);
	});

	it.each([
		[{}, '{}'],
		[{ export: null }, '{"export":null}'],
		[{ export: [] }, '{"export":[]}'],
		[{ export: 'a' }, '{"export":"a"}'],
		[null, 'null'],
		[[], '[]'],
		['export', '"export"'],
	])('refuses %j', (answer, shown) => {
		expect(explanation(thrownBy(() => readUnder(answer, 'export', String)))).toEqual({
			message: "WebAdMIT's answer has not the expected form: 'export' is missing",
			description: `${INSTEAD}${shown}`,
		});
	});
});

describe('readListUnder', () => {
	it('reads every entry of the list under the name, in its order', () => {
		const read = (value: unknown) => `read ${String(value)}`;
		expect(readListUnder({ exports: [3, 1, 2] }, 'exports', read)).toEqual([
			'read 3',
			'read 1',
			'read 2',
		]);
		expect(readListUnder({ exports: [] }, 'exports', read)).toEqual([]);
	});

	it.each([
		[{}, '{}'],
		[{ exports: null }, '{"exports":null}'],
		[{ exports: {} }, '{"exports":{}}'],
		[null, 'null'],
		[[], '[]'],
	])('refuses %j', (answer, shown) => {
		expect(explanation(thrownBy(() => readListUnder(answer, 'exports', String)))).toEqual({
			message: "WebAdMIT's answer has not the expected form: the list 'exports' is missing",
			description: `${INSTEAD}${shown}`,
		});
	});

	it('refuses the list when one entry is refused', () => {
		const read = (value: unknown) => {
			throw unexpectedAnswer(`entry ${String(value)} is`, value);
		};
		expect(
			explanation(thrownBy(() => readListUnder({ exports: [1] }, 'exports', read))).message,
		).toBe("WebAdMIT's answer has not the expected form: entry 1 is missing");
	});
});
