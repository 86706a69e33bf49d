import type { IDataObject } from 'n8n-workflow';

/** The value of a JSON text; undefined when it is none. (n8n's `jsonParse` can't do that: it has no fallback of `undefined`.) */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
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
