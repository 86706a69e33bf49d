import type { IDataObject } from 'n8n-workflow';
import { ExplainedError, shown } from '../errors';

/** Reads one entry of an answer; throws when it has not the documented shape. */
export type Reader<T> = (value: unknown) => T;

/** An answer that does not have the shape that WebAdMIT documents. Shows the beginning of what came. */
export function unexpectedAnswer(expected: string, answer: unknown): ExplainedError {
	return new ExplainedError(`WebAdMIT's answer has not the expected form: ${expected} missing`, {
		description: `Check the environment or base URL in the credential. What came instead: ${shown(answer)}`,
	});
}

export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A positive whole number, also where it comes as text; otherwise undefined. */
export function readId(value: unknown): number | undefined {
	const written = typeof value === 'number' ? String(value) : value;
	if (typeof written !== 'string' || !/^[1-9]\d*$/.test(written)) return undefined;
	const id = Number(written);
	return Number.isSafeInteger(id) ? id : undefined;
}

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
