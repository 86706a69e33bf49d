import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/** The decisions that an identity can set: `{id, name}`. IDs change from cycle to cycle. Names don't. */
export async function listDecisions(request: ApiRequest, userIdentityId: number): Promise<Entry[]> {
	const answer = await request({ path: ['user_identities', userIdentityId, 'decisions'] });
	return readListUnder(answer, 'decisions', entryReader('a decision'));
}
