import { ExplainedError } from '../errors';
import { sourceLocatorOf } from '../fields/locators';
import { checkedBoolean, checkedChoice } from '../parameters/choices';
import { isMissing, readOption, readParameter } from '../parameters/Entered';
import { readIdsOption, readStatusesParameter } from '../parameters/filters';
import { readIdParameter } from '../parameters/ids';
import type { NodeParameters } from '../parameters/NodeParameters';
import { RUN_KINDS } from '../runs/kinds';
import type { RunKind } from '../runs/RunKind';

/** The values of 'Runs Are Started', and whether they mean that other nodes start the runs. */
const REGISTRATIONS = new Map([
	['onActivation', false],
	['byNodes', true],
]);

/** Which finished runs start the workflow. */
export interface Wanted {
	/** The IDs of the exports or templates whose runs count. Empty for all. */
	sourceIds: number[];
	/** The outcomes that count. */
	statuses: string[];
}

/** The parameters of the trigger. */
export interface TriggerSettings extends Wanted {
	kind: RunKind;
	/** Whether runs are started elsewhere and call back here. If not, the trigger starts one itself. */
	byNodes: boolean;
	/** Whether WebAdMIT is asked about the run of a callback. */
	verify: boolean;
}

/**
 * Reads the parameters of the trigger, which expressions may give.
 *
 * @throws ExplainedError that names a parameter that can't be read. Otherwise, a filter could let everything through,
 *   and an unwanted run could start.
 */
export function readSettings(parameters: NodeParameters): TriggerSettings {
	const kind = readKind(parameters);
	const registration = readParameter(
		parameters,
		'registration',
		'Runs Are Started',
		'onActivation',
	);
	const byNodes = checkedChoice(registration, REGISTRATIONS);
	const verify = readOption(parameters, 'options', 'verify', 'Verify');
	return {
		kind,
		byNodes,
		sourceIds: byNodes
			? readSourceIds(parameters, kind)
			: [readIdParameter(parameters, sourceLocatorOf(kind).name)],
		statuses: readOutcomes(parameters),
		verify: isMissing(verify.value) || checkedBoolean(verify),
	};
}

/** Reads 'Statuses', and the option with the exports or templates. */
export function readWantedRuns(parameters: NodeParameters, kind: RunKind): Wanted {
	return { sourceIds: readSourceIds(parameters, kind), statuses: readOutcomes(parameters) };
}

function readSourceIds(parameters: NodeParameters, { sourceIdsOption, words }: RunKind): number[] {
	return readIdsOption(parameters, sourceIdsOption, words.sourceIds);
}

/** Reads 'Resource': the kind of run that the trigger fires for. */
export function readKind(parameters: NodeParameters): RunKind {
	const resource = readParameter(parameters, 'resource', 'Resource', 'exportFile');
	return checkedChoice(resource, new Map(RUN_KINDS.map((kind) => [kind.name, kind])));
}

function readOutcomes(parameters: NodeParameters): string[] {
	const outcomes = readStatusesParameter(parameters);
	if (outcomes.length > 0) return outcomes;
	throw new ExplainedError("'Statuses' is empty: no run would start the workflow", {
		description: "Choose at least one of the 'Statuses', e.g. Available.",
	});
}
