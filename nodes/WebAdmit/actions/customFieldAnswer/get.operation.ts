import { getCustomFieldAnswer } from '../../api/customFieldAnswers';
import { applicantFields } from '../../api/programAddress';
import { applicantParameters, readApplicant } from '../../fields/applicant';
import { customFieldLocator } from '../../fields/locators';
import { readIdParameter } from '../../parameters';
import type { ItemOperation, Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Get',
	value: 'get',
	action: 'Get custom field answer',
	description: 'Look up what is stored about an applicant in a custom field',
};

export const description: Operation['description'] = [...applicantParameters, customFieldLocator];

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const applicant = readApplicant(context, itemIndex);
	const customFieldId = readIdParameter(context, 'customFieldId', itemIndex);
	const answer = await getCustomFieldAnswer(request, applicant, customFieldId);
	const known = applicantFields(applicant);
	return [{ json: { ...known, ...answer, ...known } }];
};
