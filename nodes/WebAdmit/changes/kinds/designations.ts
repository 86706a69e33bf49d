import { patchDesignation, readDecision } from '../../api/designations';
import { isRecord } from '../../json';
import type { Change, ChangeKind } from '../ChangeKind';
import { MAYBE_MADE } from '../ChangeKind';
import { readResultAbout } from '../readResult';

const TARGET = 'decision';

/** @param decisionId null removes the decision. */
export function changeOfDecision(casId: string, decisionId: number | null): Change {
	return {
		casId,
		target: TARGET,
		value: String(decisionId),
		body: { decision_id: decisionId },
		words: 'decision',
		makeAlone: async (request, applicant) => {
			const { decision } = await patchDesignation(request, applicant, decisionId, MAYBE_MADE);
			return { decision };
		},
	};
}

/** Decisions on applications. */
export const designations: ChangeKind = {
	hasBatches: true,
	batchPath: 'batch_designations',
	listName: 'designations',
	labels: new Map([
		['applicant_cas_id', 'CAS ID'],
		['decision_id', 'Decision'],
	]),
	mostSingleCalls: 1,
	// The values are IDs, which WebAdMIT does not rewrite.
	rewritesValues: false,

	/** `{applicant_cas_id, decision: {id, name} or null, errors}` */
	readResult: (value) =>
		readResultAbout(value, ({ decision, errors }) => {
			const found = readDecision(decision);
			// If WebAdMIT does not know the decision that was sent, the result has none.
			const isUnknown = found === null && isRecord(errors) && errors.decision !== undefined;
			return {
				target: TARGET,
				value: isUnknown ? undefined : String(found?.id ?? null),
				output: { decision: found },
			};
		}),

	output: ([output]) => ({ ...output }),
};

/** Removing decisions. The API documentation has no batches for that. */
export const clearedDesignations: ChangeKind = { ...designations, hasBatches: false };
