import type { IDataObject } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import type { ApiRequest } from '../transport/apiRequest';
import { unexpectedAnswer } from '../transport/refusals';
import type { ApplicantAddress } from './programAddress';
import { applicantPath } from './programAddress';
import type { Reader } from './read';
import { readUnder } from './read';

/** A value of a custom field. Null means that the field is empty. Dates are texts such as `2016-01-31`. */
export type AnswerValue = string | number | boolean | null;

/** An applicant's answer in a custom field: `{href, custom_field_id, label, field_type, value}`. */
export type CustomFieldAnswer = IDataObject & { custom_field_id: number };

/** Reads `{custom_field_id, …}`. Throws an `UnexpectedAnswerError` if the ID is missing. */
export const readAnswer: Reader<CustomFieldAnswer> = (value) => {
	const id = isRecord(value) ? readId(value.custom_field_id) : undefined;
	if (isRecord(value) && id !== undefined) return { ...value, custom_field_id: id };
	throw unexpectedAnswer("'custom_field_id' is", value);
};

const answerPath = (applicant: ApplicantAddress, customFieldId: number) => [
	...applicantPath(applicant),
	'custom_field_answers',
	customFieldId,
];

/** The answer of an applicant in one custom field. */
export async function getCustomFieldAnswer(
	request: ApiRequest,
	applicant: ApplicantAddress,
	customFieldId: number,
): Promise<CustomFieldAnswer> {
	const answer = await request({ path: answerPath(applicant, customFieldId) });
	return readUnder(answer, 'custom_field_answer', readAnswer);
}

/**
 * Stores an answer. The value null clears it.
 *
 * @param advice what the user is told when it is not known whether the answer was stored.
 */
export async function putCustomFieldAnswer(
	request: ApiRequest,
	applicant: ApplicantAddress,
	{ id, fieldType, value }: { id: number; fieldType: string; value: AnswerValue },
	advice: string,
): Promise<CustomFieldAnswer> {
	const call = {
		path: answerPath(applicant, id),
		starting: { repeatedWithin: Infinity, advice },
	};
	const answer =
		value === null
			? await request({ ...call, method: 'DELETE' })
			: await request({
					...call,
					method: 'PUT',
					body: { custom_field_answer: { field_type: fieldType, value } },
				});
	return readUnder(answer, 'custom_field_answer', readAnswer);
}
