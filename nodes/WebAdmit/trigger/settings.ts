import type { IDataObject, IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
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

type Context = IHookFunctions | IPollFunctions | IWebhookFunctions;

/** Which finished runs start the workflow. */
export interface Wanted {
	/** The exports or templates whose runs count; empty: all. */
	sourceIds: number[];
	/** The outcomes that count. */
	statuses: string[];
}

/** What a trigger is set to. */
export interface TriggerSettings extends Wanted {
	kind: RunKind;
	/** Whether runs are started elsewhere and call back here; otherwise the trigger starts one itself. */
	byNodes: boolean;
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
	const { verify } = readOptions(context);
	return {
		kind,
		byNodes,
		sourceIds: byNodes ? readSourceIds(context, kind) : [readSourceId(context, kind)],
		statuses: readOutcomes(context),
		verify: isMissing(verify) || checkedBoolean(verify, 'Verify'),
	};
}

/** 'Statuses', and the option with the exports or templates. */
export function readWantedRuns(context: Context, kind: RunKind): Wanted {
	return { sourceIds: readSourceIds(context, kind), statuses: readOutcomes(context) };
}

function readOptions(context: Context): IDataObject {
	const given: unknown = context.getNodeParameter('options', {});
	return isRecord(given) ? given : {};
}

function readSourceIds(context: Context, { sourceIdsOption, words }: RunKind): number[] {
	const options = { [sourceIdsOption]: '', ...readOptions(context) };
	return checkedIds(options[sourceIdsOption], words.sourceIds);
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

function readOutcomes(context: Context): string[] {
	const outcomes = checkedStatuses(context.getNodeParameter('statuses', []));
	if (outcomes.length > 0) return outcomes;
	throw new ExplainedError("'Statuses' is empty: no run would start the workflow", {
		description: "Choose at least one entry of 'Statuses', e.g. Available.",
	});
}
