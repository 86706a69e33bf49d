import { textOf } from '../http/json';
import { FIELD_TYPES, type FieldValue } from '../types';
import { fieldValue, misfit, otherType } from './fieldValues';
import { errorsAnswer, type ChangeErrors, type ChangeKind } from './kind';
import type { Writer } from './writer';

/** One answer to store for one applicant. */
export interface AnswerChange {
	casId: string;
	customFieldId: number;
	fieldType: string;
	value: FieldValue;
}

/** Batches of answers to custom fields. */
export function answerChanges(writer: Writer): ChangeKind<AnswerChange> {
	const { world } = writer;
	return {
		name: 'batch_custom_field_answers',
		list: 'custom_field_answers',
		olderList: 'custom_question_answers',
		rules: () => ({
			applicant_cas_id: { types: ['string'] },
			custom_field_id: { types: ['integer'] },
			field_type: { types: ['string'], oneOf: FIELD_TYPES },
			value: { types: ['boolean', 'string', 'number'], nullable: true },
		}),
		read: ({ applicant_cas_id, custom_field_id, field_type, value }) => ({
			casId: textOf(applicant_cas_id),
			customFieldId: Number(custom_field_id),
			fieldType: textOf(field_type),
			value: fieldValue(value),
		}),
		target: ({ casId, customFieldId }) => `${casId}/${customFieldId}`,
		setting: ({ value }) => `value to ${JSON.stringify(value)}`,
		carryOut: ({ casId, customFieldId, fieldType, value }, place, overridden) => {
			const errors: ChangeErrors = {};
			const known = world.customFields.get(customFieldId);
			const field = known?.programIds.includes(place.programId) ? known : undefined;
			const applicant = writer.applicantOf(casId, place, errors);
			if (field === undefined) {
				errors.custom_field = 'No custom field found for that custom_field_id';
			} else {
				const wrongType = otherType(field, fieldType);
				const wrongValue = misfit(field, value);
				if (wrongType !== undefined) errors.field_type = wrongType;
				else if (wrongValue !== undefined) errors.value = wrongValue;
			}
			if (overridden !== undefined) errors.creation_error = overridden;
			if (applicant !== undefined && errorsAnswer(errors) === null) {
				writer.setAnswer(applicant, customFieldId, value, place);
			}
			return {
				custom_field_answer:
					field === undefined
						? null
						: {
								custom_field_id: customFieldId,
								label: field.label,
								field_type: field.field_type,
								value,
							},
				applicant_cas_id: casId,
				errors: errorsAnswer(errors),
			};
		},
	};
}
