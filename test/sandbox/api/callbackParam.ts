import type { FastifyRequest } from 'fastify';
import { isObject, parseJson } from '../http/json';
import { firstOf, queryOf } from '../http/query';
import type { Settings } from '../settings';

/** The callback URL of a POST, from the query or the JSON body. Null if there is none. */
export function callbackOf(
	request: FastifyRequest,
	source: Settings['callbackSource'],
): string | null {
	const inQuery = firstOf(queryOf(request.raw.url ?? '').callback);
	const inBody = fromBody(request.body);
	if (source === 'query') return inQuery ?? null;
	if (source === 'body') return inBody ?? null;
	return inQuery ?? inBody ?? null;
}

function fromBody(body: unknown): string | undefined {
	if (typeof body !== 'string') return undefined;
	const parsed = parseJson(body);
	if (!isObject(parsed)) return undefined;
	return typeof parsed.callback === 'string' ? parsed.callback : undefined;
}
