import type { AxiosResponse } from 'axios';
import type { Sandbox } from '../../sandbox';
import { apiOf } from './helpers';

/** The program of the default world whose applicants are all that stand in an export. */
export const PROGRAM = 42023191739237;
/** Where it is in the API. */
export const V1 = `/api/v1/user_identities/37442/programs/${PROGRAM}`;
export const V2 = `/api/v2/user_identities/37442/programs/${PROGRAM}`;
/** Its first applicants. */
export const [MÜLLER, GARCÍA, O_BRIEN] = ['2015000001', '2015000038', '2015000075'];
/** Its applicants of whom something is known already. */
export const WAITLISTED = '2015000112';
export const ANSWERED = '2015000149';
export const WITH_LOCAL_STATUS = '2015000186';
export const RECEIVED = '2015000334';
/** Why no decision can be set for the last two. */
export const LOCAL_STATUS = "Can't set the decision_id when the local_status is not null";
export const APPLICATION_STATUS =
	'Cannot update a decision code for an applicant with that application status.';

/** Sends a request to the API, to a path from its root on. */
export async function ask(
	sandbox: Sandbox,
	method: string,
	path: string,
	data?: unknown,
): Promise<AxiosResponse<unknown>> {
	return await apiOf(sandbox).request<unknown>({ method, url: sandbox.apiUrl + path, data });
}

/** Status and body of an answer, as they are compared. */
export async function outcomeOf(
	sandbox: Sandbox,
	method: string,
	path: string,
	data?: unknown,
): Promise<unknown[]> {
	const { status, data: body } = await ask(sandbox, method, path, data);
	return [status, body];
}
