import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/**
 * The exports (report templates) that somebody built in WebAdMIT, of one identity or of all the user's identities:
 * `{id, name, list_type, format, mime_type}`.
 */
export async function listExports(request: ApiRequest, userIdentityId?: number): Promise<Entry[]> {
	const path =
		userIdentityId === undefined ? ['exports'] : ['user_identities', userIdentityId, 'exports'];
	return readListUnder(await request({ path }), 'exports', entryReader('an export'));
}
