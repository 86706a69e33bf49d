import { ExplainedError, valueInMessage } from '../errors';
import { readStatuses } from '../runs/status';
import type { Entered } from './Entered';
import { atItem, readOption, readParameter } from './Entered';
import type { IdParameter } from './ids';
import { checkedId, checkedIds, ID_LABELS } from './ids';
import type { NodeParameters } from './NodeParameters';

/** Which runs are wanted. */
export interface RunFilters {
	/** The export or template; undefined for those of every one. */
	sourceId: number | undefined;
	/** Empty for all. */
	statuses: string[];
}

/** `filters.statuses`, and `filters.exportId` or what it is called for another kind of run. */
export function readRunFilters(parameters: NodeParameters, source: IdParameter): RunFilters {
	const sourceField = readOption(parameters, 'filters', source, ID_LABELS[source]);
	const statuses = readOption(parameters, 'filters', 'statuses', 'Statuses');
	return {
		sourceId: ifChosen(sourceField, checkedId),
		statuses: ifChosen(statuses, checkedStatuses) ?? [],
	};
}

/** `statuses` of a trigger. Empty where none is chosen. */
export function readStatusesParameter(parameters: NodeParameters): string[] {
	return ifChosen(readParameter(parameters, 'statuses', 'Statuses', []), checkedStatuses) ?? [];
}

/** An option with ids of exports or templates. Empty for all. */
export function readIdsOption(parameters: NodeParameters, name: string, label: string): number[] {
	return ifChosen(readOption(parameters, 'options', name, label), checkedIds) ?? [];
}

/** Like `readIdParameter`, where the user may also choose nothing. */
export function readOptionalIdParameter(
	parameters: NodeParameters,
	name: IdParameter,
): number | undefined {
	return ifChosen(readParameter(parameters, name, ID_LABELS[name]), checkedId);
}

/**
 * Reads what users may leave empty, so that it lets everything through. Where an expression gives nothing, it is not left
 * empty: a mistake in the expression would let everything through.
 *
 * @returns undefined where it is left empty.
 */
function ifChosen<T>(field: Entered, read: (field: Entered) => T): T | undefined {
	const { value, isFixed, label } = field;
	if (!isBlank(value)) return read(field);
	if (isFixed) return undefined;
	throw new ExplainedError(`The expression of '${label}' gives nothing${atItem(field)}`, {
		description: `Correct the expression of '${label}', or remove it. The node stops here because an empty filter lets everything through.`,
	});
}

function isBlank(value: unknown): boolean {
	return Array.isArray(value)
		? value.every(isBlank)
		: value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/**
 * A choice of statuses: a list, or (from an expression) one text with commas. New statuses of WebAdMIT can be among them, but
 * nothing that is no name.
 */
function checkedStatuses(field: Entered): string[] {
	const { value } = field;
	const written: unknown[] = Array.isArray(value) ? value : [value];
	const names = readStatuses(value);
	if (
		names.length > 0 &&
		written.every((status) => typeof status === 'string') &&
		names.every((name) => /^[a-z][a-z_]*$/.test(name))
	) {
		return names;
	}
	// Without this, a mistake in an expression would look like a filter that lets everything through, or nothing.
	throw new ExplainedError(
		`'Statuses' must be a list of statuses, but it is ${valueInMessage(value)}${atItem(field)}`,
		{ description: "Change 'Statuses' in this node, e.g. to Available." },
	);
}
