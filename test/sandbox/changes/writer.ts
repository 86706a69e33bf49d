import type { Settings } from '../settings';
import type { Applicant, Change, FieldValue } from '../types';
import type { World } from '../world/world';
import type { ChangeErrors, Place } from './kind';

/** Why a decision can't be set, and which part of the request the reason is about. */
export interface Refusal {
	about: 'decision_id' | 'schema';
	sentence: string;
}

/** Makes changes to applicants, and records them. */
export class Writer {
	/** Everything that was changed through the API, oldest first. */
	readonly log: Change[] = [];

	constructor(
		readonly world: World,
		readonly settings: () => Settings,
	) {}

	/** Why no decision can be set for this applicant. */
	refusal({ localStatus, received }: Applicant): Refusal | undefined {
		if (localStatus !== null && !this.settings().ignoreLocalStatus) {
			const sentence = "Can't set the decision_id when the local_status is not null";
			return { about: 'decision_id', sentence };
		}
		if (!received) return undefined;
		const sentence = 'Cannot update a decision code for an applicant with that application status.';
		return { about: 'schema', sentence };
	}

	/** Sets a decision; null clears it. */
	setDecision(applicant: Applicant, decisionId: number | null, place: Place): void {
		applicant.decisionId = decisionId;
		this.keep(applicant, { decisionId }, place);
	}

	/** Sets the answer to a custom field; null clears it. */
	setAnswer(applicant: Applicant, customFieldId: number, value: FieldValue, place: Place): void {
		applicant.answers[String(customFieldId)] = value;
		this.keep(applicant, { customFieldId, value }, place);
	}

	/** The applicant of a change in a batch. If there is none, the errors say so. */
	applicantOf(casId: string, { programId }: Place, errors: ChangeErrors): Applicant | undefined {
		const applicant = this.world.applicants.get(programId, casId);
		if (applicant !== undefined) return applicant;
		if (this.world.applicants.knows(casId)) {
			errors.designation = 'No designation found for that applicant_cas_id and program';
		} else {
			errors.applicant = 'No applicant found for that applicant_cas_id';
		}
		return undefined;
	}

	/** Forgets what was changed. The list stays the same object. */
	clear(): void {
		this.log.length = 0;
	}

	private keep({ casId }: Applicant, set: Change['set'], place: Place): void {
		const { batchId, identityId, programId, at } = place;
		this.log.push({ batchId, identityId, programId, casId, set, at });
	}
}
