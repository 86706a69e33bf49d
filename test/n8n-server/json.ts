/** Readers for JSON whose shape only the server knows: each checks before it believes. */

export type JsonRecord = Record<string, unknown>;

export const isRecord = (value: unknown): value is JsonRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function unexpected(expected: string, value: unknown): Error {
	const shown = value === undefined ? 'nothing' : JSON.stringify(value);
	return new Error(`n8n answered something else than ${expected}: ${shown.slice(0, 500)}`);
}

export function asRecord(value: unknown): JsonRecord {
	if (!isRecord(value)) throw unexpected('an object', value);
	return value;
}

export function asArray(value: unknown): unknown[] {
	if (!Array.isArray(value)) throw unexpected('a list', value);
	return value;
}

export function textOf(record: JsonRecord, field: string): string {
	const value = record[field];
	if (typeof value !== 'string') throw unexpected(`an object with a text "${field}"`, record);
	return value;
}

export function optionalTextOf(record: JsonRecord, field: string): string | undefined {
	const value = record[field];
	return typeof value === 'string' ? value : undefined;
}
