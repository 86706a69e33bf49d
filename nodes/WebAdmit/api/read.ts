import type { IDataObject } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { unexpectedAnswer } from '../transport/refusals';

/** Reads one entry of an answer; throws when it has not the documented shape. */
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

/**
 * What becomes of an entry of a list that has not the documented shape: it is an error, or it is left out (for whoever looks for
 * certain entries, another one that is odd does not matter), or left out and told of.
 */
export type OnOdd = 'fail' | 'leaveOut' | ((why: unknown) => void);

/** Like {@link readListUnder}, with a say in what becomes of the entries that have not the documented shape. */
export function readListAs<T>(answer: unknown, name: string, onOdd: OnOdd, read: Reader<T>): T[] {
	if (onOdd === 'fail') return readListUnder(answer, name, read);
	const tell = onOdd === 'leaveOut' ? undefined : onOdd;
	const known = readListUnder(answer, name, (entry) => readIfKnown(entry, read, tell));
	return known.filter((entry) => entry !== undefined);
}

/**
 * What was read; undefined when it has not the documented shape.
 *
 * @param tell is told why.
 */
export function readIfKnown<T>(
	value: unknown,
	read: Reader<T>,
	tell?: (why: unknown) => void,
): T | undefined {
	try {
		return read(value);
	} catch (error) {
		tell?.(error);
		return undefined;
	}
}

/** Something that WebAdMIT lists: only its id is relied on, every other field is passed on as it came. */
export type Entry = IDataObject & { id: number };

/** @param what names the thing in an error, e.g. `an export`. */
export const entryReader =
	(what: string): Reader<Entry> =>
	(value) => {
		const id = isRecord(value) ? readId(value.id) : undefined;
		if (isRecord(value) && id !== undefined) return { ...value, id };
		throw unexpectedAnswer(`'id' of ${what} is`, value);
	};
