import type { Json, JsonObject } from '../types';

/** Whether a value that came out of JSON is an object (not a list, not null). */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}

/** Text as it is; whatever is no text is as good as none. */
export function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}
