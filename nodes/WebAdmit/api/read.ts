import type { IDataObject } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { unexpectedAnswer } from '../transport/refusals';

/** Reads one entry of an answer. Throws an `UnexpectedAnswerError` if it does not have the documented shape. */
export type Reader<T> = (value: unknown) => T;

/** The object that an answer holds under a name, e.g. `{export_files: {…}}`. */
export function readUnder<T>(answer: unknown, name: string, read: Reader<T>): T {
	if (!isRecord(answer) || !isRecord(answer[name])) throw unexpectedAnswer(`'${name}' is`, answer);
	return read(answer[name]);
}

/** The list that an answer holds under a name, e.g. `{exports: [{…}, {…}]}`. */
export function readListUnder<T>(answer: unknown, name: string, read: Reader<T>): T[] {
	const list: unknown = isRecord(answer) ? answer[name] : undefined;
	if (!Array.isArray(list)) throw unexpectedAnswer(`the list '${name}' is`, answer);
	return list.map((entry) => read(entry));
}

/** Called with the reason for each entry that can't be read and is left out. */
export type TellOdd = (why: unknown) => void;

/** Like {@link readListUnder}, but entries that don't have the documented shape are left out. */
export function readKnownUnder<T>(
	answer: unknown,
	name: string,
	read: Reader<T>,
	tell?: TellOdd,
): T[] {
	const known = readListUnder(answer, name, (entry) => readIfKnown(entry, read, tell));
	return known.filter((entry) => entry !== undefined);
}

/**
 * The value that was read, or undefined if it does not have the documented shape.
 *
 * @param tell called with the reason.
 */
export function readIfKnown<T>(value: unknown, read: Reader<T>, tell?: TellOdd): T | undefined {
	try {
		return read(value);
	} catch (error) {
		tell?.(error);
		return undefined;
	}
}

/** An entry of a WebAdMIT list. Only its ID is relied on. Every other field is passed on as it came. */
export type Entry = IDataObject & { id: number };

/** @param what names the thing in an error, e.g. `an export`. */
export const entryReader =
	(what: string): Reader<Entry> =>
	(value) => {
		const id = isRecord(value) ? readId(value.id) : undefined;
		if (isRecord(value) && id !== undefined) return { ...value, id };
		throw unexpectedAnswer(`'id' of ${what} is`, value);
	};
