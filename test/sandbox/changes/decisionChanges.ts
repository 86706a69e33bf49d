import { textOf } from '../http/json';
import { errorsAnswer, type ChangeErrors, type ChangeKind } from './kind';
import type { Writer } from './writer';

/** One decision to set for one applicant. */
export interface DecisionChange {
	casId: string;
	decisionId: number | null;
}

/** Batches of decisions. */
export function decisionChanges(writer: Writer): ChangeKind<DecisionChange> {
	const { world } = writer;
	return {
		name: 'batch_designations',
		list: 'designations',
		olderList: 'designations',
		rules: ({ clearInBatches }) => ({
			applicant_cas_id: { types: ['string'] },
			decision_id: { types: ['integer'], nullable: clearInBatches },
		}),
		read: ({ applicant_cas_id, decision_id }) => ({
			casId: textOf(applicant_cas_id),
			decisionId: decision_id === null ? null : Number(decision_id),
		}),
		target: ({ casId }) => casId,
		setting: ({ decisionId }) => `decision_id to ${decisionId ?? 'null'}`,
		carryOut: ({ casId, decisionId }, place, overridden) => {
			const errors: ChangeErrors = {};
			const known = decisionId === null ? undefined : world.decisions.get(decisionId);
			const decision = known?.identityIds.includes(place.identityId) ? known : undefined;
			if (decisionId !== null && decision === undefined) {
				errors.decision = 'No decision found for that decision_id';
			}
			const applicant = writer.applicantOf(casId, place, errors);
			if (overridden !== undefined) errors.creation_error = overridden;
			if (applicant !== undefined && errorsAnswer(errors) === null) {
				const refusal = writer.refusal(applicant);
				if (refusal === undefined) writer.setDecision(applicant, decisionId, place);
				else errors.update_error = refusal.sentence;
			}
			return {
				decision:
					decisionId === null ? null : { id: decisionId, name: decision?.name ?? 'Unknown' },
				applicant_cas_id: casId,
				errors: errorsAnswer(errors),
			};
		},
	};
}
