import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/**
 * All identities of the key's user that have the "API Access" permission:
 * `{id, type, association, institution, organization, cycle}`. Each is a role in an admission cycle. The last four
 * fields can be null.
 */
export async function listUserIdentities(request: ApiRequest): Promise<Entry[]> {
	const answer = await request({ path: ['user_identities'] });
	return readListUnder(answer, 'user_identities', entryReader('a user identity'));
}

/** The admission cycle, e.g. "2014 - 2015". Empty if there is none. */
export function cycleOf({ cycle }: Entry): string {
	return typeof cycle === 'string' ? cycle : '';
}

/**
 * A label that tells an identity apart, e.g. "2014 - 2015 · SOPHAS · Demo University School of Public Health". The cycle
 * goes first: it is often the only difference, and n8n's editor cuts the end off.
 */
export function userIdentityLabel(identity: Entry): string {
	const { association, institution, organization, cycle, type } = identity;
	const parts = [cycle, association, institution, organization].filter(
		(part, index, all): part is string =>
			typeof part === 'string' && part !== '' && all.indexOf(part) === index,
	);
	if (parts.length > 0) return parts.join(' · ');
	return `${typeof type === 'string' ? type : 'User Identity'} ${identity.id}`;
}
