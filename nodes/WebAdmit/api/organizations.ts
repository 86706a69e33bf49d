import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/**
 * The organizations of an identity: `{id, name, cycle_name, association_name, cas3, config_portal_identifier}`. Names can be
 * null.
 */
export async function listOrganizations(
	request: ApiRequest,
	userIdentityId: number,
): Promise<Entry[]> {
	const answer = await request({ path: ['user_identities', userIdentityId, 'organizations'] });
	return readListUnder(answer, 'organizations', entryReader('an organization'));
}
