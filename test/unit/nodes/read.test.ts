import { readKnownUnder, readListUnder, readUnder } from '../../../nodes/WebAdmit/api/read';
import { unexpectedAnswer } from '../../../nodes/WebAdmit/transport/refusals';
import { explanation, thrownBy } from './explanation';

/** Where what came instead begins. */
const INSTEAD = "Check 'Environment' and 'Base URL' in the credential. What came instead: ";

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
			message: "WebAdMIT's answer does not have the expected form: 'export' is missing",
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
			message: "WebAdMIT's answer does not have the expected form: the list 'exports' is missing",
			description: `${INSTEAD}${shown}`,
		});
	});

	it('refuses the list when one entry is refused', () => {
		const read = (value: unknown) => {
			throw unexpectedAnswer(`entry ${String(value)} is`, value);
		};
		expect(
			explanation(thrownBy(() => readListUnder({ exports: [1] }, 'exports', read))).message,
		).toBe("WebAdMIT's answer does not have the expected form: entry 1 is missing");
	});
});

describe('readKnownUnder', () => {
	const read = (value: unknown) => {
		if (typeof value === 'number') return value;
		throw unexpectedAnswer('a number is', value);
	};

	it('reads the entries of the list that can be read, in their order', () => {
		expect(readKnownUnder({ exports: [3, null, 1, 'x', 2] }, 'exports', read)).toEqual([3, 1, 2]);
	});

	it('refuses an answer without a list', () => {
		expect(
			explanation(thrownBy(() => readKnownUnder({ exports: 3 }, 'exports', read))).message,
		).toBe("WebAdMIT's answer does not have the expected form: the list 'exports' is missing");
	});
});
