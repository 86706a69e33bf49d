import { changeOfDecision, clearedDesignations } from '../../changes/kinds/designations';
import { applicantParameters, readApplicant } from '../../fields/applicant';
import { changesOf } from '../changes/changesOf';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Clear Decision',
	value: 'clearDecision',
	action: 'Clear decision of designation',
	description:
		'Take the decision on an application away. Changes the record of the applicant in WebAdMIT.',
};

export const { description, executeAll } = changesOf({
	kind: clearedDesignations,
	parameters: applicantParameters,
	reader: () => async (context, itemIndex) => {
		const applicant = readApplicant(context, itemIndex);
		return { applicant, changes: [changeOfDecision(applicant.casId, null)] };
	},
});
