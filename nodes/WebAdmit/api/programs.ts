import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/** The programs of an identity: `{id, name, organization_name}`. The same name often occurs in several organizations. */
export async function listPrograms(request: ApiRequest, userIdentityId: number): Promise<Entry[]> {
	const answer = await request({ path: ['user_identities', userIdentityId, 'programs'] });
	return readListUnder(answer, 'programs', entryReader('a program'));
}
