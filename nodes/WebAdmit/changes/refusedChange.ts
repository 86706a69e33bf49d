import type { IDataObject } from 'n8n-workflow';
import { ExplainedError, excerpt } from '../errors';
import type { ApplicantAddress } from '../api/programAddress';
import type { Change } from './ChangeKind';

/** The result of one change: what is set now, or why it was not made. */
export type ChangeOutcome = { output: IDataObject } | { error: unknown };

/** What a user can do, for each sentence of WebAdMIT's that is known. */
const ADVICE: Array<[RegExp, string]> = [
	[/newer update/i, 'Several items are about the same applicant. The last one counts.'],
	[
		/no (applicant|designation) found|applicant '.*' not found/i,
		'Check the CAS ID, and whether the applicant has applied to this program.',
	],
	[/local_status/i, 'Remove the local status of this application in WebAdMIT first.'],
	[
		/application status/i,
		'Look at the application in WebAdMIT: decisions are possible only in some of its statuses.',
	],
	[
		/decision '.*' not found|no decision found/i,
		"Choose the 'Decision' again, or use 'By Name': each cycle has its own decisions.",
	],
	[/valid option/i, 'Enter one of the options of the custom field.'],
];

/** What a user can do about a change that WebAdMIT has not made. Undefined if none of its sentences is known. */
function adviceOn(sentences: readonly string[]): string | undefined {
	const said = sentences.join(' ');
	return ADVICE.find(([pattern]) => pattern.test(said))?.[1];
}

/** An error about one change of a batch. */
export class ChangeError extends ExplainedError {}

/** A change of a batch that WebAdMIT has refused, in its own words. */
export class RefusedChangeError extends ChangeError {
	constructor(sentences: readonly string[]) {
		super(excerpt(sentences.map(withoutStop).join('; ')), {
			description: 'Look at the applicant in WebAdMIT, and run this again for them.',
			sentences,
		});
	}
}

/** HTTP statuses that are about the key, the permission, or the limit, not about the applicant. */
const ABOUT_EVERYTHING = [401, 403, 429];

function isAboutApplicant(error: ExplainedError): boolean {
	const { httpCode = 0 } = error;
	if (error instanceof ChangeError) return true;
	return httpCode >= 400 && httpCode < 500 && !ABOUT_EVERYTHING.includes(httpCode);
}

/** The error of an item if not all its changes were made. It says which were not made and why, and which were. */
export function itemError(
	{ casId }: ApplicantAddress,
	changes: readonly Change[],
	outcomes: readonly ChangeOutcome[],
): unknown {
	const made: string[] = [];
	const failed: Array<{ words: string; error: ExplainedError }> = [];
	for (const [index, { words }] of changes.entries()) {
		const outcome = outcomes[index];
		if (outcome && 'output' in outcome) made.push(words);
		else if (outcome?.error instanceof ExplainedError) failed.push({ words, error: outcome.error });
		// An error that is not about a change, e.g. the end of the execution.
		else return outcome?.error;
	}
	const [first] = failed;
	if (!first) return undefined;
	const { error } = first;
	const isSame =
		made.length === 0 && failed.every((other) => other.error.message === error.message);
	if (isSame && !isAboutApplicant(error)) return error;

	const reasons = failed.map(({ words, error: { message } }) => {
		const isNamed = changes.length === 1 && message.includes(casId);
		return isNamed ? message : `${withoutStop(message)} (${words} of applicant ${casId})`;
	});
	const others = made.length > 0 ? `. Stored: ${made.join(', ')}` : '';
	return new ExplainedError(`${reasons.join('; ')}${others}`, {
		...detailsOf(error),
		description: adviceOn(error.sentences) ?? error.description,
	});
}

function detailsOf({ httpCode, sentences, isPassing, retryAt }: ExplainedError) {
	return { httpCode, sentences, isPassing, retryAt };
}

function withoutStop(sentence: string): string {
	return sentence.trim().replace(/\.$/, '');
}
