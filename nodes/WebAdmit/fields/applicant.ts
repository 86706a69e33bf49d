import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ApplicantAddress, ProgramAddress } from '../api/programAddress';
import { readCasIdParameter, readIdParameter } from '../parameters';
import { programLocator, userIdentityLocator } from './locators';

/** The parameters that say which program is meant. */
export const programParameters: INodeProperties[] = [userIdentityLocator, programLocator];

export function readProgram(context: IExecuteFunctions, itemIndex: number): ProgramAddress {
	return {
		userIdentityId: readIdParameter(context, 'userIdentityId', itemIndex),
		programId: readIdParameter(context, 'programId', itemIndex),
	};
}

/** The parameters that say whose application to which program is meant. */
export const applicantParameters: INodeProperties[] = [
	...programParameters,
	{
		displayName: 'CAS ID',
		name: 'casId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 123456789',
		description: "The applicant's number in all systems of Liaison",
	},
];

export function readApplicant(context: IExecuteFunctions, itemIndex: number): ApplicantAddress {
	return {
		...readProgram(context, itemIndex),
		casId: readCasIdParameter(context, itemIndex),
	};
}
