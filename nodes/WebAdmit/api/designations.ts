import type { IDataObject } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import type { ApiRequest } from '../transport/apiRequest';
import { unexpectedAnswer } from '../transport/refusals';
import type { ApplicantAddress } from './programAddress';
import { applicantPath } from './programAddress';

/** `{id, name}` of a decision. */
export type Decision = IDataObject & { id: number };

/** An applicant's application to a program, and the decision on it. */
export interface Designation {
	decision: Decision | null;
	/** Every other field as it came: `local_status` (`{id, title}` or null), `href`, `decisions_href`. */
	fields: IDataObject;
}

/** The decision that is set, or null if there is none. */
export function readDecision(value: unknown): Decision | null {
	if (value === null || value === undefined) return null;
	const id = isRecord(value) ? readId(value.id) : undefined;
	if (isRecord(value) && id !== undefined) return { ...value, id };
	throw unexpectedAnswer("'id' of a decision is", value);
}

/** Reads both forms that WebAdMIT documents: the answer is under `designation`, but in the example for PATCH at the top level. */
function readDesignation(answer: unknown): Designation {
	const designation =
		isRecord(answer) && isRecord(answer.designation) ? answer.designation : answer;
	if (!isRecord(designation) || !('decision' in designation)) {
		throw unexpectedAnswer("'designation' is", answer);
	}
	const { decision, ...fields } = designation;
	return { decision: readDecision(decision), fields };
}

/** An applicant's designation: the decision, the local status, and links. */
export async function getDesignation(
	request: ApiRequest,
	applicant: ApplicantAddress,
): Promise<Designation> {
	return readDesignation(await request({ path: [...applicantPath(applicant), 'designation'] }));
}

/**
 * Sets the decision on an application.
 *
 * @param decisionId null removes the decision.
 * @param advice what the user is told when it is not known whether the decision was set.
 */
export async function patchDesignation(
	request: ApiRequest,
	applicant: ApplicantAddress,
	decisionId: number | null,
	advice: string,
): Promise<Designation> {
	const answer = await request({
		method: 'PATCH',
		path: [...applicantPath(applicant), 'designation'],
		body: { designation: { decision_id: decisionId } },
		starting: { repeatedWithin: Infinity, advice },
	});
	return readDesignation(answer);
}
