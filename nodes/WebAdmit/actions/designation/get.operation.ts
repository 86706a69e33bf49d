import { getDesignation } from '../../api/designations';
import { applicantFields } from '../../api/programAddress';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { applicantParameters, readApplicant } from '../operation/applicant';
import type { ItemOperation, Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get',
	value: 'get',
	action: 'Get designation',
	description: "Look up the decision and the local status of an applicant's application",
};

export const description: Operation['description'] = applicantParameters;

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const applicant = readApplicant(parametersOfItem(context, itemIndex));
	const { decision, fields } = await getDesignation(request, applicant);
	const { local_status = null, href } = fields;
	const known = { ...applicantFields(applicant), decision, local_status, href };
	// A field that WebAdMIT adds later must not replace one that workflows rely on.
	return [{ json: { ...known, ...fields, ...known } }];
};
