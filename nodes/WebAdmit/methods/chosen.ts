import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { ProgramAddress } from '../api/programAddress';
import { ExplainedError } from '../errors';
import { readId } from '../json';
import { locatorValue } from '../parameters/Entered';

/** The ID that is chosen in another parameter. Undefined if there is none, or an expression, whose value is not known yet. */
export function chosenId(context: ILoadOptionsFunctions, parameter: string): number | undefined {
	return readId(locatorValue(context.getCurrentNodeParameter(parameter)));
}

/**
 * The chosen identity, for lists that each identity has.
 *
 * @throws ExplainedError if none is chosen.
 */
export function chosenIdentity(context: ILoadOptionsFunctions): number {
	const userIdentityId = chosenId(context, 'userIdentityId');
	if (userIdentityId !== undefined) return userIdentityId;
	throw new ExplainedError("Choose a 'User Identity' first", {
		description: 'Each identity has its own list. Choose one, then open this list again.',
	});
}

/**
 * The chosen program, for lists that each program has.
 *
 * @throws ExplainedError if none is chosen.
 */
export function chosenProgram(context: ILoadOptionsFunctions): ProgramAddress {
	const userIdentityId = chosenIdentity(context);
	const programId = chosenId(context, 'programId');
	if (programId !== undefined) return { userIdentityId, programId };
	throw new ExplainedError("Choose a 'Program' first", {
		description: 'Each program has its own list. Choose one, then open this list again.',
	});
}
