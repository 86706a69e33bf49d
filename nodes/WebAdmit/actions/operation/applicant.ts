import type { INodeProperties } from 'n8n-workflow';
import type { ApplicantAddress, ProgramAddress } from '../../api/programAddress';
import { checkedReading } from '../../changes/checkedReading';
import { isEmpty, readCasId } from '../../changes/values';
import { ExplainedError } from '../../errors';
import { programLocator, userIdentityLocator } from '../../fields/locators';
import { atItem, readParameter } from '../../parameters/Entered';
import { readIdParameter } from '../../parameters/ids';
import type { NodeParameters } from '../../parameters/NodeParameters';

/** The parameters that say which program is meant. */
export const programParameters: INodeProperties[] = [userIdentityLocator, programLocator];

/** Reads the program. Throws an `ExplainedError` that names the parameter, if an ID is missing or wrong. */
export function readProgram(parameters: NodeParameters): ProgramAddress {
	return {
		userIdentityId: readIdParameter(parameters, 'userIdentityId'),
		programId: readIdParameter(parameters, 'programId'),
	};
}

/** The parameters that say which applicant and which program are meant. */
export const applicantParameters: INodeProperties[] = [
	...programParameters,
	{
		displayName: 'CAS ID',
		name: 'casId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 123456789',
		description: "The applicant's number in the application service (CAS) and in WebAdMIT",
	},
];

/** Reads the applicant and the program. Throws an `ExplainedError` that names the parameter, if one is missing or wrong. */
export function readApplicant(parameters: NodeParameters): ApplicantAddress {
	return { ...readProgram(parameters), casId: readCasIdParameter(parameters) };
}

/** The CAS ID as text. It may come as a number, since spreadsheets turn it into one. */
function readCasIdParameter(parameters: NodeParameters): string {
	const field = readParameter(parameters, 'casId', 'CAS ID');
	if (!isEmpty(field.value)) return checkedReading(field, readCasId(field.value));
	throw new ExplainedError(`'CAS ID' is empty${atItem(field)}`, {
		description:
			'Enter the CAS ID of the applicant. If the value comes from an expression, check that the previous node gives it for every item.',
	});
}
