import type { FastifyReply } from 'fastify';
import { isObject } from '../http/json';
import type { Json, JsonObject } from '../types';

/** How a fault changes the JSON object of one run or batch. */
type Change = (job: JsonObject) => JsonObject;

/** The names under which answers have runs, batches, and changes: one of them, or a list. */
const PLACES = [
	'export_files',
	'pdf_manager_batch',
	'pdf_manager_batches',
	'batch',
	'designation',
	'custom_field_answer',
	'organizations',
	'programs',
	'decisions',
	'custom_fields',
];

/** Merges fields into the run or batch, or into each of them, of a JSON answer. */
export function patched(payload: unknown, patch: JsonObject): unknown {
	return changeJobs(payload, (job) => ({ ...job, ...patch }));
}

/** Replaces the signed URL of an answer, in JSON or in a redirect, where there is one. */
export function withUrl(
	reply: FastifyReply,
	payload: unknown,
	change: (url: string) => string,
): unknown {
	const location = reply.getHeader('location');
	if (typeof location === 'string') reply.header('location', change(location));
	return changeJobs(payload, (job) =>
		typeof job.download_url === 'string' ? { ...job, download_url: change(job.download_url) } : job,
	);
}

function changeJobs(payload: unknown, change: Change): unknown {
	if (typeof payload !== 'string' || payload === '') return payload;
	const answer: unknown = JSON.parse(payload);
	if (!isObject(answer)) return payload;
	const one = (value: Json) => (isObject(value) ? change(value) : value);
	const entries = Object.entries(answer).map(([name, value]) => {
		if (!PLACES.includes(name)) return [name, value];
		return [name, Array.isArray(value) ? value.map(one) : one(value)];
	});
	return JSON.stringify(Object.fromEntries(entries));
}
