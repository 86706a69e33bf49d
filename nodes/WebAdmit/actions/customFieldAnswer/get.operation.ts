import { getCustomFieldAnswer } from '../../api/customFieldAnswers';
import { applicantFields } from '../../api/programAddress';
import { customFieldLocator } from '../../fields/locators';
import { readIdParameter } from '../../parameters/ids';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { applicantParameters, readApplicant } from '../operation/applicant';
import type { ItemOperation, Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get',
	value: 'get',
	action: 'Get custom field answer',
	description: "Look up an applicant's value in a custom field",
};

export const description: Operation['description'] = [...applicantParameters, customFieldLocator];

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const parameters = parametersOfItem(context, itemIndex);
	const applicant = readApplicant(parameters);
	const customFieldId = readIdParameter(parameters, 'customFieldId');
	const answer = await getCustomFieldAnswer(request, applicant, customFieldId);
	const known = applicantFields(applicant);
	return [{ json: { ...known, ...answer, ...known } }];
};
