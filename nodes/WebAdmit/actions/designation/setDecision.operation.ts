import { changeOfDecision, designations } from '../../changes/kinds/designations';
import { applicantParameters, readApplicant } from '../operation/applicant';
import { decisionLocator } from '../../fields/locators';
import { changesOf } from '../changes/changesOf';
import type { Operation } from '../operation/types';
import { decisionReader } from './decision';

export const option: Operation['option'] = {
	name: 'Set Decision',
	value: 'setDecision',
	action: 'Set decision of designation (changes records)',
	description:
		'Set the decision on an application, for many applicants at once. Changes the records of the applicants in WebAdMIT.',
};

export const { description, executeAll } = changesOf({
	kind: designations,
	parameters: [...applicantParameters, decisionLocator],
	reader: (_, { request }) => {
		const readDecisionId = decisionReader(request);
		return async (parameters) => {
			const applicant = readApplicant(parameters);
			const decisionId = await readDecisionId(parameters, applicant.userIdentityId);
			return { applicant, changes: [changeOfDecision(applicant.casId, decisionId)] };
		};
	},
});
