import type { Json, JsonObject } from '../types';

/** Whether a value from JSON is an object (not a list, not null). */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text. Undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}

/** The value if it is text. An empty text for everything else. */
export function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}
