import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../transport/apiRequest';
import { isRecord, readId } from '../json';
import { readListUnder } from './read';
import { unexpectedAnswer } from '../transport/answers';

/** A role that a user has in an admission cycle: `{id, type, association, institution, organization, cycle}`; the last four can be null. */
export type UserIdentity = IDataObject & { id: number };

function readUserIdentity(value: unknown): UserIdentity {
	const id = isRecord(value) ? readId(value.id) : undefined;
	if (!isRecord(value) || id === undefined) {
		throw unexpectedAnswer("'id' of a user identity is", value);
	}
	return { ...value, id };
}

/** All identities of the key's user that have the "API Access" permission. */
export async function listUserIdentities(request: ApiRequest): Promise<UserIdentity[]> {
	const answer = await request({ path: ['user_identities'] });
	return readListUnder(answer, 'user_identities', readUserIdentity);
}

/** What tells an identity apart, e.g. "SOPHAS · Demo University School of Public Health · 2014 - 2015". */
export function userIdentityLabel(identity: UserIdentity): string {
	const { association, institution, organization, cycle, type } = identity;
	const parts = [association, institution, organization, cycle].filter(
		(part, index, all): part is string =>
			typeof part === 'string' && part !== '' && all.indexOf(part) === index,
	);
	if (parts.length > 0) return parts.join(' · ');
	return `${typeof type === 'string' ? type : 'User Identity'} ${identity.id}`;
}
