import { isRecord } from '../json';
import { unexpectedAnswer } from '../transport/answers';

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

/** Like {@link readListUnder}, without the entries that have not the documented shape. */
export function readKnownUnder<T>(answer: unknown, name: string, read: Reader<T>): T[] {
	return readListUnder(answer, name, (entry) => {
		try {
			return [read(entry)];
		} catch {
			return [];
		}
	}).flat();
}
