import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { ExplainedError } from '../errors';
import { isRecord } from '../json';
import {
	checkedBoolean,
	checkedChoice,
	checkedId,
	checkedIds,
	checkedStatuses,
	isMissing,
	locatorValue,
} from '../parameters';
import { RUN_KINDS } from '../runs/kinds';
import type { RunKind } from '../runs/RunKind';

/** The values of 'Runs Are Started', and whether other nodes start the runs then. */
const REGISTRATIONS = new Map([
	['onActivation', false],
	['byNodes', true],
]);

type Context = IHookFunctions | IWebhookFunctions;

/** What a trigger is set to. */
export interface TriggerSettings {
	kind: RunKind;
	/** Whether runs are started elsewhere and call back here; otherwise the trigger starts one itself. */
	byNodes: boolean;
	/** The exports or templates whose runs count; empty: all. */
	sourceIds: number[];
	/** The outcomes that start the workflow. */
	statuses: string[];
	/** Whether WebAdMIT is asked about the run of a callback. */
	verify: boolean;
}

/**
 * The parameters of the trigger, also where expressions give them.
 *
 * @throws ExplainedError naming the parameter that can't be understood: a filter that is none would let everything
 *   through, and a run would be started that nobody wanted.
 */
export function readSettings(context: Context): TriggerSettings {
	const kind = readKind(context);
	const registration: unknown = context.getNodeParameter('registration', 'onActivation');
	const byNodes = checkedChoice(registration, 'Runs Are Started', REGISTRATIONS);
	const given: unknown = context.getNodeParameter('options', {});
	const options = { [kind.sourceIdsOption]: '', ...(isRecord(given) ? given : {}) };
	return {
		kind,
		byNodes,
		sourceIds: byNodes
			? checkedIds(options[kind.sourceIdsOption], kind.words.sourceIds)
			: [readSourceId(context, kind)],
		statuses: readOutcomes(context.getNodeParameter('statuses', [])),
		verify: isMissing(options.verify) || checkedBoolean(options.verify, 'Verify'),
	};
}

/** What the trigger fires for. */
export function readKind(context: Context): RunKind {
	const resource: unknown = context.getNodeParameter('resource', 'exportFile');
	return checkedChoice(resource, 'Resource', new Map(RUN_KINDS.map((kind) => [kind.name, kind])));
}

/** The export or template that the trigger itself has run. */
export function readSourceId(context: Context, { sourceLocator }: RunKind): number {
	const value: unknown = context.getNodeParameter(sourceLocator.name, '');
	return checkedId(locatorValue(value), sourceLocator.displayName);
}

function readOutcomes(statuses: unknown): string[] {
	const outcomes = checkedStatuses(statuses);
	if (outcomes.length > 0) return outcomes;
	throw new ExplainedError("'Statuses' is empty: no run would start the workflow", {
		description: "Choose at least one entry of 'Statuses', e.g. Available.",
	});
}
