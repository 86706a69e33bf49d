import type { IDataObject } from 'n8n-workflow';

/** The value of a JSON text, or undefined if the text is not JSON. (n8n's `jsonParse` can't have `undefined` as its fallback.) */
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

/** The value as an ID: a positive whole number, which may come as text. Undefined for everything else. */
export function readId(value: unknown): number | undefined {
	const written = typeof value === 'number' ? String(value) : value;
	if (typeof written !== 'string' || !/^[1-9]\d*$/.test(written)) return undefined;
	const id = Number(written);
	return Number.isSafeInteger(id) ? id : undefined;
}
