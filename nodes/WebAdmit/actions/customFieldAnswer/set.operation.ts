import type { CustomField } from '../../api/customFields';
import { listCustomFields, readCustomField } from '../../api/customFields';
import { customFieldAnswers } from '../../changes/kinds/customFieldAnswers';
import { applicantParameters, readApplicant } from '../../fields/applicant';
import { customFieldsMapper, emptyValuesOption } from '../../fields/customFields';
import { changesOf } from '../changes/changesOf';
import { onceForEach } from '../changes/onceForEach';
import type { Operation } from '../types';
import { answersReader } from './answers';

export const option: Operation['option'] = {
	name: 'Set',
	value: 'set',
	action: 'Set custom field answers',
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
		return async (context, itemIndex) => {
			const applicant = readApplicant(context, itemIndex);
			const { userIdentityId, programId } = applicant;
			const fields = await ofProgram(`${userIdentityId}/${programId}`, async () =>
				(await listCustomFields(request, applicant)).map(readCustomField),
			);
			return { applicant, changes: readAnswers(applicant.casId, fields, itemIndex) };
		};
	},
});
