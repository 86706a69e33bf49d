import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { ExplainedError, shown } from '../errors';
import { isRecord } from '../json';
import { checkedBoolean, checkedExportIds, checkedStatuses, isMissing } from '../parameters';

/** What a trigger is set to. */
export interface TriggerSettings {
	/** Whether runs are started elsewhere and call back here; otherwise the trigger starts one itself. */
	byNodes: boolean;
	/** The outcomes that start the workflow. */
	statuses: string[];
	/** The exports that may call back; empty: all. */
	exportIds: number[];
	/** Whether WebAdMIT is asked about the run of a callback. */
	verify: boolean;
}

/**
 * The parameters of the trigger, also where expressions give them.
 *
 * @throws ExplainedError naming the parameter that can't be understood: a filter that is none would let everything
 *   through, and a run would be started that nobody wanted.
 */
export function readSettings(context: IHookFunctions | IWebhookFunctions): TriggerSettings {
	const options: unknown = context.getNodeParameter('options', {});
	const { exportIds, verify } = isRecord(options) ? options : {};
	return {
		byNodes: readByNodes(context.getNodeParameter('registration', 'onActivation')),
		statuses: readOutcomes(context.getNodeParameter('statuses', [])),
		exportIds: checkedExportIds(exportIds),
		verify: isMissing(verify) || checkedBoolean(verify, 'Verify'),
	};
}

function readOutcomes(statuses: unknown): string[] {
	const outcomes = checkedStatuses(statuses);
	if (outcomes.length > 0) return outcomes;
	throw new ExplainedError("'Statuses' is empty: no run would start the workflow", {
		description: "Choose at least one entry of 'Statuses', e.g. Available.",
	});
}

function readByNodes(registration: unknown): boolean {
	if (registration === 'byNodes') return true;
	if (registration === 'onActivation') return false;
	throw new ExplainedError(
		`'Runs Are Started' must be onActivation or byNodes, but it is ${shown(registration)}`,
		{ description: "Choose one of the entries of 'Runs Are Started'." },
	);
}
