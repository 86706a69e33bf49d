import { changeOfDecision, clearedDesignations } from '../../changes/kinds/designations';
import { applicantParameters, readApplicant } from '../operation/applicant';
import { changesOf } from '../changes/changesOf';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Clear Decision',
	value: 'clearDecision',
	action: 'Clear decision of designation (changes records)',
	description:
		'Remove the decision on an application. Changes the record of the applicant in WebAdMIT.',
};

export const { description, executeAll } = changesOf({
	kind: clearedDesignations,
	parameters: applicantParameters,
	reader: () => async (parameters) => {
		const applicant = readApplicant(parameters);
		return { applicant, changes: [changeOfDecision(applicant.casId, null)] };
	},
});
