import fc from 'fast-check';
import { readCustomField } from '../../nodes/WebAdmit/api/customFields';
import type { Reading } from '../../nodes/WebAdmit/changes/values';
import { isEmpty, readCasId, readFieldValue } from '../../nodes/WebAdmit/changes/values';
import { valueInMessage } from '../../nodes/WebAdmit/errors';
import { isRecord, parseJson } from '../../nodes/WebAdmit/json';
import { NO_TIMEOUT, fuzz, nearly } from './fuzz';

jest.setTimeout(NO_TIMEOUT);

/** What spreadsheets, other nodes, and expressions give. */
const value = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.constantFrom<unknown>(
			...['yes', 'NO', '1', ' 0 ', 'true', '12.5', '1e3', '-.5', '1,5', '0x10', '\u0661'],
			...[
				'2016-01-31',
				'2016-02-30',
				'1/31/2026',
				'1/2/2026',
				'2016-01-31T23:30:00Z',
				'0000-01-01',
			],
			...['2016-01-31T23:30:00+25:00', '9999-12-31T23:59:59-12:00', '0001-01-01T00:00Z', ' 7 '],
			...['a', 'A ', 'b', 'ß', 'SS', ''],
			...[0, -0, 1, 1.5, NaN, Infinity, 1e21, 2 ** 53, true, false, null, undefined, 10n],
			...[
				new Date(NaN),
				new Date(0),
				new Date(8.64e15),
				new Date(-8.64e15),
				[],
				{},
				[1],
				Symbol('x'),
			],
		),
	},
	{ weight: 2, arbitrary: fc.date({ noInvalidDate: false }) },
	{
		weight: 1,
		arbitrary: fc.double().map((time) => ({ toMillis: () => time, valueOf: () => time })),
	},
	{ weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
	{ weight: 2, arbitrary: fc.stringMatching(/^[ \d/:TZ+.-]{0,30}$/) },
	{
		weight: 3,
		arbitrary: fc.anything({
			withBigInt: true,
			withDate: true,
			withNullPrototype: true,
			withMap: true,
		}),
	},
);

const zone = fc.constantFrom('UTC', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kathmandu');

/** Custom fields as WebAdMIT gives them, and nearly so. */
const field = nearly(
	...['boolean', 'number', 'date', 'string', 'select', 'color'].map((field_type) => ({
		id: 4,
		label: 'House',
		field_type,
		options: ['a', 'A', 'b', 'Gryffindor'],
	})),
)
	.map(parseJson)
	.map((entry) => readCustomField({ ...(isRecord(entry) ? entry : {}), id: 4 }));

type Fits = (sent: unknown, options: readonly string[]) => boolean;

/** What WebAdMIT is sent for a type of field. (A map, since a type can have any name.) */
const FITS = new Map<string, Fits>([
	['boolean', (sent) => typeof sent === 'boolean'],
	['number', (sent) => typeof sent === 'number' && Number.isFinite(sent)],
	[
		'date',
		(sent) =>
			typeof sent === 'string' &&
			/^\d{4}-\d\d-\d\d$/.test(sent) &&
			new Date(`${sent}T00:00:00Z`).toISOString().startsWith(sent),
	],
	['select', (sent, options) => typeof sent === 'string' && options.includes(sent)],
]);

/** What was read; undefined where a text says what is wanted instead. */
function valueOf<T>(reading: Reading<T>): T | undefined {
	if ('value' in reading) return reading.value;
	expect(reading.wanted).not.toBe('');
	return undefined;
}

it('whatever is to be stored in a custom field fits its type, or a text says what would', () => {
	let stored = 0;
	const yesOrNo = readCustomField({ id: 4, label: 'House', field_type: 'boolean' });
	fuzz(
		fc.tuple(value, field, zone),
		([given, custom, timeZone]) => {
			valueInMessage(given);
			if (isEmpty(given)) return;
			const sent = valueOf(readFieldValue(given, custom, timeZone));
			if (sent === undefined) return;
			stored++;
			const fits = FITS.get(custom.fieldType) ?? ((text) => typeof text === 'string');
			expect(fits(sent, custom.options)).toBe(true);
		},
		[['yes', yesOrNo, 'UTC']],
	);
	expect(stored).toBeGreaterThan(0);
});

it('a moment is stored as the day that it is in, within a day of UTC', () => {
	const date = { id: 4, label: 'Day', fieldType: 'date', options: [] };
	fuzz(fc.tuple(fc.date({ noInvalidDate: true }), zone), ([moment, timeZone]) => {
		const sent = valueOf(readFieldValue(moment, date, timeZone));
		if (sent === undefined) {
			const year = moment.getUTCFullYear();
			expect(year <= 1 || year >= 9999).toBe(true);
			return;
		}
		const day = Date.parse(`${String(sent)}T12:00:00Z`);
		expect(Math.abs(day - moment.getTime())).toBeLessThan(36 * 3_600_000);
	});
});

it('whatever is given as a CAS ID is digits, or refused', () => {
	fuzz(value, (given) => {
		const casId = valueOf(readCasId(given));
		if (casId !== undefined) expect(casId).toMatch(/^\d{1,20}$/);
	});
});
