import type { IDataObject } from 'n8n-workflow';
import type { AnswerValue } from '../../api/customFieldAnswers';
import { putCustomFieldAnswer, readAnswer } from '../../api/customFieldAnswers';
import type { CustomField } from '../../api/customFields';
import { isRecord } from '../../json';
import type { Change, ChangeKind } from '../ChangeKind';
import { MAYBE_MADE } from '../ChangeKind';
import { readResultAbout } from '../readResult';

/** @param value null clears the field. */
export function changeOfAnswer(casId: string, field: CustomField, value: AnswerValue): Change {
	return {
		casId,
		target: String(field.id),
		value: textOf(value),
		body: { custom_field_id: field.id, field_type: field.fieldType, value },
		words: `'${field.label}'`,
		makeAlone: async (request, applicant) => {
			const { id, fieldType } = field;
			return output(
				await putCustomFieldAnswer(request, applicant, { id, fieldType, value }, MAYBE_MADE),
			);
		},
	};
}

/**
 * The value as text, to compare answers. A number and the same number as text are equal. An empty answer differs from
 * the text "nothing".
 */
function textOf(value: unknown): string {
	return value === null || value === undefined
		? 'nothing'
		: `=${JSON.stringify(value)}`.replaceAll('"', '');
}

/** The output for an answer. Workflows rely on these fields, so single calls and batches give the same ones. */
function output({ custom_field_id, label, field_type, value }: IDataObject): IDataObject {
	return { custom_field_id, label, field_type, value: value ?? null };
}

/** Answers in custom fields. */
export const customFieldAnswers: ChangeKind = {
	hasBatches: true,
	batchPath: 'batch_custom_field_answers',
	listName: 'custom_field_answers',
	labels: new Map([
		['applicant_cas_id', 'CAS ID'],
		['custom_field_id', 'Custom Fields'],
		['field_type', 'Custom Fields'],
		['value', 'Custom Fields'],
	]),
	mostSingleCalls: 10,
	rewritesValues: true,

	/** `{applicant_cas_id, custom_field_answer: {custom_field_id, label, field_type, value}, errors}` */
	readResult: (value) =>
		readResultAbout(value, ({ custom_field_answer }) => {
			if (!isRecord(custom_field_answer))
				return { target: undefined, value: undefined, output: {} };
			const answer = readAnswer(custom_field_answer);
			return {
				target: String(answer.custom_field_id),
				value: textOf(answer.value),
				output: output(answer),
			};
		}),

	output: (answers) => ({ answers }),
};
