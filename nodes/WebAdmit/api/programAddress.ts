/** A program as an identity sees it. */
export interface ProgramAddress {
	userIdentityId: number;
	programId: number;
}

/** The path of a program in the API, in parts. */
export function programPath({ userIdentityId, programId }: ProgramAddress): Array<string | number> {
	return ['user_identities', userIdentityId, 'programs', programId];
}

/** An applicant's application to a program. */
export interface ApplicantAddress extends ProgramAddress {
	/** The applicant's number in all of Liaison's systems: digits, which can begin with zeros. */
	casId: string;
}

/** The path of an applicant of a program in the API, in parts. */
export function applicantPath({ casId, ...program }: ApplicantAddress): Array<string | number> {
	return [...programPath(program), 'applicants_by_cas_id', casId];
}

/** The fields with which every output about an applicant begins. */
export function applicantFields({ casId, programId, userIdentityId }: ApplicantAddress) {
	return { cas_id: casId, program_id: programId, user_identity_id: userIdentityId };
}
