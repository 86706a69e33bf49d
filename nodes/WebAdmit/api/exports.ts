import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../transport/apiRequest';
import { isRecord, readId } from '../json';
import { readListUnder } from './read';
import { unexpectedAnswer } from '../transport/answers';

/** An export (report template) that somebody built in WebAdMIT: `{id, name, list_type, format, mime_type}`. */
export type Export = IDataObject & { id: number };

function readExport(value: unknown): Export {
	const id = isRecord(value) ? readId(value.id) : undefined;
	if (!isRecord(value) || id === undefined) throw unexpectedAnswer("'id' of an export is", value);
	return { ...value, id };
}

/**
 * The exports of one identity, or of all the user's identities.
 */
export async function listExports(request: ApiRequest, userIdentityId?: number): Promise<Export[]> {
	const answer = await request({
		path:
			userIdentityId === undefined ? ['exports'] : ['user_identities', userIdentityId, 'exports'],
	});
	return readListUnder(answer, 'exports', readExport);
}
