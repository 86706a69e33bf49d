import type { CustomField } from '../../api/customFields';
import { listCustomFields, readCustomField } from '../../api/customFields';
import { customFieldAnswers } from '../../changes/kinds/customFieldAnswers';
import { customFieldsMapper, emptyValuesOption } from '../../fields/customFields';
import { changesOf } from '../changes/changesOf';
import { onceForEach } from '../changes/onceForEach';
import { applicantParameters, readApplicant } from '../operation/applicant';
import type { Operation } from '../operation/types';
import { answersReader } from './answers';

export const option: Operation['option'] = {
	name: 'Set',
	value: 'set',
	action: 'Set custom field answers (changes records)',
	description:
		'Store values in custom fields, for many applicants at once. Changes the records of the applicants in WebAdMIT.',
};

export const { description, executeAll } = changesOf({
	kind: customFieldAnswers,
	parameters: [...applicantParameters, customFieldsMapper],
	options: [emptyValuesOption],
	reader: (executed, { request }) => {
		const ofProgram = onceForEach<CustomField[]>();
		const readAnswers = answersReader(executed);
		return async (parameters, json) => {
			const applicant = readApplicant(parameters);
			const { userIdentityId, programId } = applicant;
			const fields = await ofProgram(`${userIdentityId}/${programId}`, async () =>
				(await listCustomFields(request, applicant)).map(readCustomField),
			);
			return { applicant, changes: readAnswers(parameters, json, applicant.casId, fields) };
		};
	},
});
