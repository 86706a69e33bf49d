import { isRecord } from '../json';
import type { AnswerValue } from '../api/customFieldAnswers';

/** What a value was read as. If it can't be read, what is wanted instead, as the rest of "must be …". */
export type Reading<T> = { value: T } | { wanted: string };

/** Whether a value, e.g. of a spreadsheet's cell, is empty: missing, or nothing but white space. */
export function isEmpty(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** The text in a form that is equal for texts that differ only in case and white space. */
export function normalized(text: string): string {
	return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Digits. WebAdMIT's CAS IDs have nine or ten. */
const CAS_ID = /^\d{1,20}$/;

/** A CAS ID as text. A number is read too, since spreadsheets turn a CAS ID into one. */
export function readCasId(value: unknown): Reading<string> {
	const written = Number.isSafeInteger(value) ? String(value) : value;
	const text = typeof written === 'string' ? written.trim() : '';
	return CAS_ID.test(text) ? { value: text } : { wanted: 'digits, e.g. 123456789' };
}

const BOOLEANS = new Map<unknown, boolean>([
	['yes', true],
	['true', true],
	['1', true],
	['no', false],
	['false', false],
	['0', false],
]);

/** Reads yes or no, true or false, 1 or 0, as values or as text. Case does not matter. */
export function readBoolean(value: unknown): Reading<boolean> {
	const known = BOOLEANS.get(isScalar(value) ? normalized(String(value)) : undefined);
	return known === undefined ? { wanted: 'yes or no, true or false, or 1 or 0' } : { value: known };
}

/** Reads a number, or a text with digits and at most one period. A whole number must be exact, which limits its digits. */
export function readNumber(value: unknown): Reading<number> {
	const isWritten = typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value.trim());
	const number = isWritten ? Number(value) : value;
	const isExact =
		typeof number === 'number' &&
		Number.isFinite(number) &&
		(!Number.isInteger(number) || Number.isSafeInteger(number));
	return isExact
		? { value: number }
		: { wanted: 'a number such as 12.5, with at most 15 digits and no other characters' };
}

/** Reads a text, a number, or a boolean as text. */
export function readText(value: unknown): Reading<string> {
	if (typeof value === 'string') return { value };
	const text = isScalar(value) ? String(value) : '';
	// A number that is too large to be written with all its digits would be stored as, e.g., `1e+21`.
	const isText = text !== '' && !(typeof value === 'number' && !/^-?\d+(\.\d+)?$/.test(text));
	return isText ? { value: text } : { wanted: 'a text' };
}

/** One of the options. Case and white space matter only if two options differ in nothing else. */
export function readOption(value: unknown, options: readonly string[]): Reading<string> {
	const text = isScalar(value) ? String(value) : '';
	const alike = options.filter((option) => normalized(option) === normalized(text));
	const chosen = alike.includes(text) ? text : alike.length === 1 ? alike[0] : undefined;
	return chosen === undefined ? { wanted: `one of ${listOf(options)}` } : { value: chosen };
}

/** Names for a message, e.g. `"Gryffindor", "Slytherin"`. Of very many names, only the first. */
export function listOf(names: readonly string[]): string {
	const first = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
	const others = names.length - first.length;
	return others > 0 ? `${first.join(', ')} and ${others} more` : first.join(', ');
}

const MOST_NAMED = 30;

const DATE_WANTED = 'a date such as 2026-01-31';

/** `2026-01-31`, which a time of day can follow, with or without a time zone. */
const ISO =
	/^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** `1/31/2026`. */
const WITH_SLASHES = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * A day in the form `2026-01-31`. A moment (a `Date`, a Luxon date, a text with a time zone) is read in the time zone of
 * the workflow.
 */
export function readDate(value: unknown, timeZone: string): Reading<string> {
	const time = timeOf(value);
	if (time !== undefined) return readMoment(time, timeZone);
	const text = typeof value === 'string' ? value.trim() : '';
	const [, year, month, day, zone] = ISO.exec(text) ?? [];
	if (year !== undefined) {
		const date = dayFrom(Number(year), Number(month), Number(day));
		if (date === undefined) return { wanted: 'a date that exists, such as 2026-01-31' };
		if (zone === undefined) return { value: date };
		return readMoment(Date.parse(text.replace(' ', 'T').replace(',', '.').toUpperCase()), timeZone);
	}
	const [, first, second, writtenYear] = WITH_SLASHES.exec(text) ?? [];
	if (first === undefined) return { wanted: DATE_WANTED };
	// In the United States, the month comes first. In most other countries, the day does.
	const days = new Set(
		[
			dayFrom(Number(writtenYear), Number(first), Number(second)),
			dayFrom(Number(writtenYear), Number(second), Number(first)),
		].filter((date) => date !== undefined),
	);
	const [only] = days;
	return only !== undefined && days.size === 1
		? { value: only }
		: { wanted: 'a date that can mean only one day, such as 2026-01-31' };
}

/** The time of a `Date` or a Luxon date, in milliseconds since 1970. Undefined for everything else. */
function timeOf(value: unknown): number | undefined {
	if (value instanceof Date) return value.getTime();
	return isRecord(value) && typeof value.toMillis === 'function'
		? Number(value.valueOf())
		: undefined;
}

/** The first and last moments whose year has four digits in every time zone. */
const [EARLIEST, LATEST] = [Date.parse('0001-01-02T00:00Z'), Date.parse('9999-12-31T00:00Z')];

/** The day of a moment. */
function readMoment(time: number, timeZone: string): Reading<string> {
	if (!(time >= EARLIEST && time <= LATEST)) return { wanted: DATE_WANTED };
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	}).formatToParts(new Date(time));
	const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
	return { value: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}` };
}

/** The date in the form `2026-01-31`. Undefined if there is no such day. */
function dayFrom(year: number, month: number, day: number): string | undefined {
	const digits = (number: number, length: number) => String(number).padStart(length, '0');
	const written = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
	const date = new Date(`${written}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written)
		? written
		: undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** How the values of a type of custom field are read. */
const READERS = new Map<
	string,
	(value: unknown, options: readonly string[], timeZone: string) => Reading<AnswerValue>
>([
	['boolean', readBoolean],
	['number', readNumber],
	['date', (value, _, timeZone) => readDate(value, timeZone)],
	['select', readOption],
	['string', readText],
]);

/** Reads a value for a custom field. A field of an unknown type gets a text. */
export function readFieldValue(
	value: unknown,
	{ fieldType, options }: { fieldType: string; options: readonly string[] },
	timeZone: string,
): Reading<AnswerValue> {
	return (READERS.get(fieldType) ?? readText)(value, options, timeZone);
}
