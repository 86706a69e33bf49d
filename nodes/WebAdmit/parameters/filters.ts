import { ExplainedError, valueInMessage } from '../errors';
import { readStatuses } from '../runs/status';
import type { Entered } from './Entered';
import { atItem, readOption, readParameter } from './Entered';
import type { IdParameter } from './ids';
import { checkedId, checkedIds, ID_LABELS } from './ids';
import type { NodeParameters } from './NodeParameters';

/** Which runs are wanted. */
export interface RunFilters {
	/** The ID of the export or template. Undefined for all. */
	sourceId: number | undefined;
	/** Empty for all. */
	statuses: string[];
}

/** Reads `filters.statuses`, and `filters.exportId` or the filter that another kind of run has in its place. */
export function readRunFilters(parameters: NodeParameters, source: IdParameter): RunFilters {
	const sourceField = readOption(parameters, 'filters', source, ID_LABELS[source]);
	const statuses = readOption(parameters, 'filters', 'statuses', 'Statuses');
	return {
		sourceId: ifChosen(sourceField, checkedId),
		statuses: ifChosen(statuses, checkedStatuses) ?? [],
	};
}

/** Reads `statuses` of a trigger. Empty if none is chosen. */
export function readStatusesParameter(parameters: NodeParameters): string[] {
	return ifChosen(readParameter(parameters, 'statuses', 'Statuses', []), checkedStatuses) ?? [];
}

/** Reads an option with the IDs of exports or templates. Empty for all. */
export function readIdsOption(parameters: NodeParameters, name: string, label: string): number[] {
	return ifChosen(readOption(parameters, 'options', name, label), checkedIds) ?? [];
}

/** Like `readIdParameter`, for a parameter that may be left empty. */
export function readOptionalIdParameter(
	parameters: NodeParameters,
	name: IdParameter,
): number | undefined {
	return ifChosen(readParameter(parameters, name, ID_LABELS[name]), checkedId);
}

/**
 * Reads a filter that users may leave empty to let everything through. An expression that gives nothing does not count
 * as left empty: otherwise, a mistake in it would let everything through.
 *
 * @returns undefined if it is left empty.
 * @throws ExplainedError if its expression gives nothing.
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
 * The chosen statuses: a list, or (from an expression) one text with commas. They may include statuses that this package
 * doesn't know, but every one has to be a name.
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
	// Without this check, a mistake in an expression would act as a filter that lets everything through, or nothing.
	throw new ExplainedError(
		`'Statuses' must be a list of statuses, but it is ${valueInMessage(value)}${atItem(field)}`,
		{ description: "Change 'Statuses' in this node, e.g. to Available." },
	);
}
