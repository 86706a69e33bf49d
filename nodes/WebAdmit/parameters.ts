import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isRecord, readId } from './json';
import { ExplainedError, shown } from './errors';
import type { DownloadOptions } from './download/download';
import { safeFileName } from './download/fileName';
import type { WaitOptions } from './runs/RunWatcher';
import { readStatuses } from './runs/status';

/** The three ids, by the names that workflows use, with the labels that users see. */
const ID_LABELS = {
	userIdentityId: 'User Identity',
	exportId: 'Export',
	exportFileId: 'Export File',
} as const;

export type IdParameter = keyof typeof ID_LABELS;

/** The value of a resource locator, or the value itself where an expression took the locator's place. */
export function locatorValue(value: unknown): unknown {
	// As n8n itself does: not every workflow that was written by hand has the mark `__rl`.
	return isRecord(value) && 'mode' in value && 'value' in value ? value.value : value;
}

/**
 * The id as a number.
 *
 * @throws ExplainedError naming the parameter when it is not a positive whole number. So nothing is sent with it.
 */
export function checkedId(value: unknown, label: string, itemIndex?: number): number {
	const id = readId(value);
	if (id !== undefined) return id;
	const where = itemIndex === undefined ? '' : ` [Item ${itemIndex}]`;
	if (isMissing(value)) {
		throw new ExplainedError(`'${label}' is empty${where}`, {
			description: `Choose an entry from the list in '${label}', or enter its ID. If the value comes from an expression, check that the previous node gives it for every item.`,
		});
	}
	throw new ExplainedError(
		`'${label}' must be a positive whole number, but it is ${shown(value)}${where}`,
		{
			description: `Choose an entry from the list in '${label}', or enter the ID as WebAdMIT gives it, e.g. 86446, without spaces or other characters.`,
		},
	);
}

/** Whether there is nothing where a value is expected. */
export function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

export function readIdParameter(
	context: IExecuteFunctions,
	name: IdParameter,
	itemIndex: number,
): number {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	return checkedId(locatorValue(value), ID_LABELS[name], itemIndex);
}

/** Like {@link readIdParameter}, where the user may also choose nothing. */
export function readOptionalIdParameter(
	context: IExecuteFunctions,
	name: IdParameter,
	itemIndex: number,
): number | undefined {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	return isMissing(locatorValue(value)) ? undefined : readIdParameter(context, name, itemIndex);
}

/** How many entries to return: `Infinity` with 'Return All'. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex, false)) return Infinity;
	const value: unknown = context.getNodeParameter('limit', itemIndex, 50);
	const limit = readId(value);
	if (limit !== undefined) return limit;
	throw new ExplainedError(
		`'Limit' must be a positive whole number, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: "Enter how many entries to return at most, or turn on 'Return All'." },
	);
}

export function readCollection(
	context: IExecuteFunctions,
	name: 'options' | 'filters',
	itemIndex: number,
): IDataObject {
	const value: unknown = context.getNodeParameter(name, itemIndex, {});
	return isRecord(value) ? value : {};
}

/** `filters.statuses`: a list, or (from an expression) one text with commas. Empty when every status is wanted. */
export function readStatusFilter(statuses: unknown, itemIndex: number): string[] {
	const written: unknown[] = Array.isArray(statuses) ? statuses : [statuses ?? ''];
	if (written.every((status) => typeof status === 'string')) return readStatuses(statuses);
	// Without this, a mistake in an expression would look like a filter that lets everything through.
	throw new ExplainedError(
		`'Statuses' must be a list of statuses, but it is ${shown(statuses)} [Item ${itemIndex}]`,
		{ description: "Change 'Statuses' in the filters of this node, e.g. to Available." },
	);
}

/** `options.pollInterval` (seconds) and `options.maxWait` (minutes), both as milliseconds. */
export function readWaitOptions(context: IExecuteFunctions, itemIndex: number): WaitOptions {
	const { pollInterval = 15, maxWait = 60 } = readCollection(context, 'options', itemIndex);
	return {
		pollInterval: atLeast(1, pollInterval, 'Poll Interval', 'seconds', itemIndex) * 1_000,
		maxWait: atLeast(0, maxWait, 'Max Wait', 'minutes', itemIndex) * 60_000,
	};
}

function atLeast(
	least: number,
	value: unknown,
	label: string,
	unit: string,
	itemIndex: number,
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && number >= least && number <= 1e6) return number;
	throw new ExplainedError(
		`'${label}' must be a number of ${unit}, at least ${least}, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: `Change '${label}' in the options of this node.` },
	);
}

/** `options.fileName` and `options.convertToUtf8`. */
export function readDownloadOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): DownloadOptions {
	const { fileName, convertToUtf8 } = readCollection(context, 'options', itemIndex);
	if (isMissing(fileName)) return { convertToUtf8: convertToUtf8 === true };
	if (typeof fileName !== 'string' || safeFileName(fileName) === undefined) {
		throw new ExplainedError(
			`'File Name' must be a name for a file, but it is ${shown(fileName)} [Item ${itemIndex}]`,
			{ description: "Change 'File Name' in the options of this node, e.g. applicants.csv." },
		);
	}
	return { fileName, convertToUtf8: convertToUtf8 === true };
}

/** The field that the file goes into. */
export function readBinaryPropertyName(context: IExecuteFunctions, itemIndex: number): string {
	const name: unknown = context.getNodeParameter('binaryPropertyName', itemIndex, 'data');
	if (typeof name === 'string' && name.trim() !== '') return name.trim();
	throw new ExplainedError(`'Put Output File in Field' is empty [Item ${itemIndex}]`, {
		description: 'Enter the name of the field that the file goes into, e.g. data.',
	});
}
