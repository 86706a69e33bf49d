import fc from 'fast-check';
import {
	isEmpty,
	listOf,
	normalized,
	readBoolean,
	readCasId,
	readDate,
	readFieldValue,
	readNumber,
	readOption,
	readText,
} from '../../../../nodes/WebAdmit/changes/values';

const NEW_YORK = 'America/New_York';

/** What no reader takes. */
const NO_VALUES = [undefined, null, NaN, Infinity, {}, { value: 1 }, [], [1], () => 1, Symbol('x')];

describe('readCasId', () => {
	it.each([
		['123456789', '123456789'],
		[' 123456789\n', '123456789'],
		['0012345', '0012345'],
		[123456789, '123456789'],
		[9007199254740991, '9007199254740991'],
		['12345678901234567890', '12345678901234567890'],
	])('%j is a CAS ID', (value, casId) => {
		expect(readCasId(value)).toEqual({ value: casId });
	});

	it.each([
		...NO_VALUES,
		1.5,
		1e21,
		-1,
		9007199254740992,
		true,
		'',
		' ',
		'1.5',
		'1,234',
		'1.23457E+8',
		'12a',
		'١٢٣',
		'123456789/../9',
		'1'.repeat(21),
	])('%p is none', (value) => {
		expect(readCasId(value)).toEqual({ wanted: 'digits, e.g. 123456789' });
	});

	it('gives back what a spreadsheet made a number of', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (number) => {
				expect(readCasId(number)).toEqual({ value: String(number) });
			}),
		);
	});

	it('keeps every digit of a text', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^\d{1,20}$/), (digits) => {
				expect(readCasId(digits)).toEqual({ value: digits });
			}),
		);
	});
});

describe('readBoolean', () => {
	it.each([
		[true, true],
		['Yes', true],
		[' TRUE ', true],
		[1, true],
		['1', true],
		[false, false],
		['no', false],
		['False', false],
		[0, false],
		['0', false],
	])('%j is %j', (value, read) => {
		expect(readBoolean(value)).toEqual({ value: read });
	});

	it.each([...NO_VALUES, '', 'y', 'on', 2, -1, 'maybe', 'yes no'])('%p is neither', (value) => {
		expect(readBoolean(value)).toEqual({ wanted: 'yes or no, true or false, or 1 or 0' });
	});
});

describe('readNumber', () => {
	it.each([
		[0, 0],
		[-1.5, -1.5],
		['12.5', 12.5],
		[' 7 ', 7],
		['+3', 3],
		['.5', 0.5],
		['5.', 5],
		['007', 7],
	])('%j is %j', (value, read) => {
		expect(readNumber(value)).toEqual({ value: read });
	});

	it.each([
		...NO_VALUES,
		'',
		'1,5',
		'1.234,5',
		'1 000',
		'$5',
		'12abc',
		'1e3',
		'0x10',
		'NaN',
		true,
		1e21,
		'9007199254740993',
	])('%p is none', (value) => {
		expect(readNumber(value)).toHaveProperty('wanted');
	});

	it('reads what a number is written as', () => {
		fc.assert(
			fc.property(fc.integer(), fc.integer({ min: 0, max: 999 }), (whole, rest) => {
				const text = `${whole}.${rest}`;
				expect(readNumber(text)).toEqual({ value: Number(text) });
			}),
		);
	});
});

describe('readText', () => {
	it.each([
		['a', 'a'],
		[' a ', ' a '],
		['007', '007'],
		[7, '7'],
		[-1.5, '-1.5'],
		[true, 'true'],
	])('%j is %j', (value, text) => {
		expect(readText(value)).toEqual({ value: text });
	});

	it.each([...NO_VALUES, 1e21, 1e-7])('%p is none', (value) => {
		expect(readText(value)).toEqual({ wanted: 'a text' });
	});

	it('changes no text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(readText(text)).toEqual({ value: text });
			}),
		);
	});
});

describe('readOption', () => {
	const houses = ['Gryffindor', 'Slytherin', 'None of these'];

	it.each([
		['Gryffindor', 'Gryffindor'],
		[' gryffindor ', 'Gryffindor'],
		['NONE  OF\nTHESE', 'None of these'],
	])('%j is %j', (value, option) => {
		expect(readOption(value, houses)).toEqual({ value: option });
	});

	it.each([...NO_VALUES, '', 'Hufflepuff', 'Gryffindor Slytherin'])(
		'%p is none, and the right ones are told',
		(value) => {
			expect(readOption(value, houses)).toEqual({
				wanted: 'one of "Gryffindor", "Slytherin", "None of these"',
			});
		},
	);

	it('takes numbers for options that are written in digits', () => {
		expect(readOption(2, ['1', '2'])).toEqual({ value: '2' });
	});

	it('chooses between two that differ in case only by the case', () => {
		expect(readOption('MS', ['Ms', 'MS'])).toEqual({ value: 'MS' });
		expect(readOption('ms', ['Ms', 'MS'])).toEqual({ wanted: 'one of "Ms", "MS"' });
	});

	it('finds every option again, however it is written', () => {
		const option = fc.stringMatching(/^[a-z]+( [a-z]+)*$/);
		fc.assert(
			fc.property(fc.uniqueArray(option, { minLength: 1 }), fc.nat(), (options, at) => {
				const chosen = options[at % options.length] ?? '';
				const written = ` ${chosen.toUpperCase().replaceAll(' ', '  ')}\t`;
				expect(readOption(written, options)).toEqual({ value: chosen });
			}),
		);
	});
});

describe('readDate', () => {
	it.each([
		['2026-01-31', '2026-01-31'],
		[' 2026-01-31 ', '2026-01-31'],
		['2026-01-31T23:30', '2026-01-31'],
		['2026-01-31 00:00:00', '2026-01-31'],
		['2026-01-31T00:00:00.000', '2026-01-31'],
		// In New York, these are still the day before.
		['2026-01-31T02:00:00Z', '2026-01-30'],
		['2026-01-31 02:00:00.000Z', '2026-01-30'],
		['2026-01-31T02:00:00+01:00', '2026-01-30'],
		['2026-01-31T02:00:00.000-05:00', '2026-01-31'],
		['1/31/2026', '2026-01-31'],
		['01/31/2026', '2026-01-31'],
		['31/1/2026', '2026-01-31'],
		['2/2/2026', '2026-02-02'],
		[new Date('2026-01-31T02:00:00Z'), '2026-01-30'],
	])('%p is %s', (value, date) => {
		expect(readDate(value, NEW_YORK)).toEqual({ value: date });
	});

	it('reads dates of Luxon in the time zone of the workflow', () => {
		const time = Date.parse('2026-01-31T02:00:00Z');
		const luxon = { toMillis: () => time, valueOf: () => time };

		expect(readDate(luxon, NEW_YORK)).toEqual({ value: '2026-01-30' });
		expect(readDate(luxon, 'Asia/Tokyo')).toEqual({ value: '2026-01-31' });
	});

	it.each([
		...NO_VALUES,
		'',
		'soon',
		'2026',
		'2026-1-31',
		'2026-13-01',
		'2026-02-30',
		'2026-01-31T25:00:00Z',
		'20260131',
		'31.01.2026',
		'1/31/26',
		'13/13/2026',
		46053,
		true,
		new Date(NaN),
		'Invalid DateTime',
		// Years that don't have four digits, or none after Christ.
		new Date('+012026-01-31T00:00Z'),
		new Date('-000044-03-15T00:00Z'),
		'9999-12-31T23:59:59-12:00',
		{ toMillis: () => 1e20, valueOf: () => 1e20 },
	])('%p is none, and the form that is wanted is told', (value) => {
		const reading = readDate(value, NEW_YORK);

		expect(reading).toHaveProperty('wanted', expect.stringContaining('2026-01-31'));
	});

	it('refuses what can be two days', () => {
		expect(readDate('3/4/2026', NEW_YORK)).toEqual({
			wanted: 'a date that can mean only one day, such as 2026-01-31',
		});
	});

	const day = fc.date({
		min: new Date('1900-01-01'),
		max: new Date('2199-12-31'),
		noInvalidDate: true,
	});

	it('gives every day back that it was given', () => {
		fc.assert(
			fc.property(day, fc.constantFrom(NEW_YORK, 'Asia/Tokyo', 'UTC'), (date, timeZone) => {
				const written = date.toISOString().slice(0, 10);
				expect(readDate(written, timeZone)).toEqual({ value: written });
				expect(readDate(`${written}T23:59:59`, timeZone)).toEqual({ value: written });
			}),
		);
	});

	it('says the same of a moment in each of its forms', () => {
		fc.assert(
			fc.property(day, fc.constantFrom(NEW_YORK, 'Asia/Tokyo', 'UTC'), (date, timeZone) => {
				const [year, month, dayOfMonth] = new Intl.DateTimeFormat('en-CA', { timeZone })
					.format(date)
					.split('-');
				const expected = { value: `${year}-${month}-${dayOfMonth}` };
				expect(readDate(date, timeZone)).toEqual(expected);
				expect(readDate(date.toISOString(), timeZone)).toEqual(expected);
			}),
		);
	});

	it('gives a day, or says what is wanted, whatever the text is', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d/:TZ +-]{6,25}$/)), (text) => {
				const reading = readDate(text, NEW_YORK);
				if ('value' in reading) expect(reading.value).toMatch(/^\d{4}-\d\d-\d\d$/);
				else expect(reading.wanted).toContain('2026-01-31');
			}),
		);
	});
});

describe('readFieldValue', () => {
	it.each([
		['boolean', 'yes', true],
		['number', '5', 5],
		['date', '1/31/2026', '2026-01-31'],
		['string', 5, '5'],
		['select', 'gryffindor', 'Gryffindor'],
		// A type that WebAdMIT may have some day.
		['time', '10:30', '10:30'],
	])('reads %s', (fieldType, value, read) => {
		const field = { fieldType, options: ['Gryffindor'] };

		expect(readFieldValue(value, field, NEW_YORK)).toEqual({ value: read });
	});
});

describe('isEmpty', () => {
	it.each([undefined, null, '', ' ', '\n\t'])('%j is empty', (value) => {
		expect(isEmpty(value)).toBe(true);
	});

	it.each([0, false, 'a', ' a ', [], {}])('%j is not', (value) => {
		expect(isEmpty(value)).toBe(false);
	});
});

test('names are alike without regard to case and white space', () => {
	expect(normalized('  Offer  of\tAdmission ')).toBe('offer of admission');
});

test('of very many names, the first ones are told', () => {
	const names = Array.from({ length: 33 }, (_, index) => `N${index}`);

	expect(listOf(['a', 'b'])).toBe('"a", "b"');
	expect(listOf(names)).toMatch(/^"N0", .*"N29" and 3 more$/);
});
