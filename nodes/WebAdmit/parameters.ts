import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isRecord, readId } from './json';
import { ExplainedError, shown } from './errors';
import type { DownloadOptions } from './download/download';
import { safeFileName } from './download/fileName';
import { TEXT_ENCODINGS, type TextEncoding } from './download/textEncoding';
import type { WaitOptions } from './runs/RunWatcher';
import { readStatuses } from './runs/status';
import type { Reading } from './changes/values';
import { isEmpty, readCasId } from './changes/values';

/** The ids, by the names that workflows use, with the labels that users see. */
const ID_LABELS = {
	userIdentityId: 'User Identity',
	exportId: 'Export',
	exportFileId: 'Export File',
	pdfManagerTemplateId: 'PDF Manager Template',
	pdfManagerBatchId: 'PDF Manager Batch',
	programId: 'Program',
	customFieldId: 'Custom Field',
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
	if (isMissing(value)) {
		throw new ExplainedError(`'${label}' is empty${atItem(itemIndex)}`, {
			description: `Choose an entry from the list in '${label}', or enter its ID. If the value comes from an expression, check that the previous node gives it for every item.`,
		});
	}
	throw noId(value, label, itemIndex);
}

function noId(value: unknown, label: string, itemIndex: number | undefined): ExplainedError {
	return new ExplainedError(
		`'${label}' must be a positive whole number, but it is ${shown(value)}${atItem(itemIndex)}`,
		{
			description: `Choose an entry from the list in '${label}', or enter the ID as WebAdMIT gives it, e.g. 86446, without spaces or other characters.`,
		},
	);
}

function atItem(itemIndex: number | undefined): string {
	return itemIndex === undefined ? '' : ` [Item ${itemIndex}]`;
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

/** The applicant's number, as text: a spreadsheet makes a number of it. */
export function readCasIdParameter(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('casId', itemIndex, '');
	if (isEmpty(value)) {
		throw new ExplainedError(`'CAS ID' is empty [Item ${itemIndex}]`, {
			description:
				'Enter the CAS ID of the applicant. If the value comes from an expression, check that the previous node gives it for every item.',
		});
	}
	return checkedReading(readCasId(value), value, "'CAS ID'", itemIndex);
}

/**
 * What a value was read as.
 *
 * @param name what the value is for, e.g. `'CAS ID'`.
 * @throws ExplainedError that says what is wanted, when it could not be read.
 */
export function checkedReading<T>(
	reading: Reading<T>,
	value: unknown,
	name: string,
	itemIndex: number,
): T {
	if ('value' in reading) return reading.value;
	throw new ExplainedError(
		`${name} must be ${reading.wanted}, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: 'Correct the value, or the expression that it comes from.' },
	);
}

/** Like {@link readIdParameter}, where the user may also choose nothing. */
export function readOptionalIdParameter(
	context: IExecuteFunctions,
	name: IdParameter,
	itemIndex: number,
): number | undefined {
	return optionalId(context.getNodeParameter(name, itemIndex, ''), ID_LABELS[name], itemIndex);
}

/**
 * The id in a field that may be empty. One whose expression gives nothing is not: as no filter at all, a mistake in it would
 * let everything through.
 */
function optionalId(field: unknown, label: string, itemIndex: number): number | undefined {
	const value = locatorValue(field);
	if (value === '') return undefined;
	const id = readId(value);
	if (id === undefined) throw noId(value, label, itemIndex);
	return id;
}

/** Which runs are wanted. */
export interface RunFilters {
	/** The export or template; undefined for those of every one. */
	sourceId: number | undefined;
	/** Empty for all. */
	statuses: string[];
}

/**
 * `filters.statuses`, and `filters.exportId` or what it is called for another kind of run.
 */
export function readRunFilters(
	context: IExecuteFunctions,
	source: IdParameter,
	itemIndex: number,
): RunFilters {
	const filters = readCollection(context, 'filters', itemIndex);
	return {
		sourceId:
			source in filters ? optionalId(filters[source], ID_LABELS[source], itemIndex) : undefined,
		statuses: checkedStatuses(
			Object.hasOwn(filters, 'statuses') ? filters.statuses : '',
			itemIndex,
		),
	};
}

/** How many entries to return: `Infinity` with 'Return All'. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	const returnAll: unknown = context.getNodeParameter('returnAll', itemIndex, false);
	if (checkedBoolean(returnAll, 'Return All', itemIndex)) return Infinity;
	const value: unknown = context.getNodeParameter('limit', itemIndex, 50);
	const limit = readId(value);
	if (limit !== undefined) return limit;
	throw new ExplainedError(
		`'Limit' must be a positive whole number, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: "Enter how many entries to return at most, or turn on 'Return All'." },
	);
}

/** The fields of a collection. (n8n itself makes an empty one of everything that is none.) */
export function readCollection(
	context: IExecuteFunctions,
	name: 'options' | 'filters',
	itemIndex: number,
): IDataObject {
	const value: unknown = context.getNodeParameter(name, itemIndex, {});
	return isRecord(value) ? value : {};
}

/**
 * What a choice means.
 *
 * @param choices by the values that the parameter can have.
 * @throws ExplainedError naming the parameter when its value is none of them.
 */
export function checkedChoice<T>(
	value: unknown,
	label: string,
	choices: ReadonlyMap<unknown, T>,
): T {
	const choice = choices.get(value);
	if (choice !== undefined) return choice;
	throw new ExplainedError(
		`'${label}' must be ${[...choices.keys()].join(' or ')}, but it is ${shown(value)}`,
		{ description: `Choose one of the entries of '${label}'.` },
	);
}

/** @throws ExplainedError naming the parameter when it is neither on nor off. */
export function checkedBoolean(value: unknown, label: string, itemIndex?: number): boolean {
	if (isMissing(value) || value === false || value === 'false') return false;
	if (value === true || value === 'true') return true;
	throw new ExplainedError(
		`'${label}' must be true or false, but it is ${shown(value)}${atItem(itemIndex)}`,
		{ description: `Turn '${label}' on or off, or let its expression give true or false.` },
	);
}

/**
 * A choice of statuses: a list, or (from an expression) one text with commas. Empty when none is chosen. New
 * statuses of WebAdMIT can be among them, but nothing that is no name.
 */
export function checkedStatuses(statuses: unknown, itemIndex?: number): string[] {
	const written: unknown[] = Array.isArray(statuses) ? statuses : [statuses];
	const names = readStatuses(statuses);
	if (
		written.every((status) => typeof status === 'string') &&
		names.every((name) => /^[a-z][a-z_]*$/.test(name))
	) {
		return names;
	}
	// Without this, a mistake in an expression would look like a filter that lets everything through, or nothing.
	throw new ExplainedError(
		`'Statuses' must be a list of statuses, but it is ${shown(statuses)}${atItem(itemIndex)}`,
		{ description: "Change 'Statuses' in this node, e.g. to Available." },
	);
}

/**
 * Ids in a field that may be empty: a list, or one text with commas. Empty when all are wanted. A field whose expression
 * gives nothing is not: as no filter at all, a mistake in it would let everything through.
 */
export function checkedIds(value: unknown, label: string): number[] {
	const isText = !Array.isArray(value);
	if (typeof value === 'string' && value.trim() === '') return [];
	const written: unknown[] = isText
		? String(value)
				.split(/[\s,;]+/)
				.filter(Boolean)
		: value;
	const ids = written.map(readId).filter((id) => id !== undefined);
	if (ids.length === 0 || ids.length < written.length) {
		throw new ExplainedError(
			`'${label}' must be positive whole numbers, but it is ${shown(value)}`,
			{
				description: `Change '${label}' in the options, e.g. to 86446, 86447, or leave it empty for all.`,
			},
		);
	}
	return ids;
}

/** `options.pollInterval` (seconds) and `options.maxWait` (minutes), both as milliseconds. */
export function readWaitOptions(context: IExecuteFunctions, itemIndex: number): WaitOptions {
	const { pollInterval = 15, maxWait = 60 } = readCollection(context, 'options', itemIndex);
	return {
		pollInterval: atLeast(1, pollInterval, 'Poll Interval', 'seconds', itemIndex) * 1_000,
		maxWait: atLeast(0, maxWait, 'Max Wait', 'minutes', itemIndex) * 60_000,
	};
}

/** Of seconds or minutes; more is a mistake in an expression. */
const MOST = 1_000_000;

function atLeast(
	least: number,
	value: unknown,
	label: string,
	unit: string,
	itemIndex: number,
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && number >= least && number <= MOST) return number;
	throw new ExplainedError(
		`'${label}' must be a number of ${unit} from ${least} to ${MOST}, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: `Change '${label}' in the options of this node.` },
	);
}

/** `textEncoding` and `options.fileName`. */
export function readDownloadOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): DownloadOptions {
	const textEncoding = readTextEncoding(context, itemIndex);
	const { fileName } = readCollection(context, 'options', itemIndex);
	if (isMissing(fileName)) return { textEncoding };
	if (typeof fileName !== 'string' || safeFileName(fileName) === undefined) {
		throw new ExplainedError(
			`'File Name' must be a name for a file, but it is ${shown(fileName)} [Item ${itemIndex}]`,
			{ description: "Change 'File Name' in the options of this node, e.g. applicants.csv." },
		);
	}
	return { fileName, textEncoding };
}

function readTextEncoding(context: IExecuteFunctions, itemIndex: number): TextEncoding {
	const value: unknown = context.getNodeParameter('textEncoding', itemIndex, 'utf8');
	const known = TEXT_ENCODINGS.find((encoding) => encoding === value);
	if (known !== undefined) return known;
	throw new ExplainedError(
		`'Text Encoding' must be one of ${TEXT_ENCODINGS.join(', ')}, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: "Choose one from the list in 'Text Encoding'." },
	);
}

/** The field that the file goes into. */
export function readBinaryPropertyName(context: IExecuteFunctions, itemIndex: number): string {
	const name: unknown = context.getNodeParameter('binaryPropertyName', itemIndex, 'data');
	if (typeof name === 'string' && name.trim() !== '') return name.trim();
	throw new ExplainedError(`'Put Output File in Field' is empty [Item ${itemIndex}]`, {
		description: 'Enter the name of the field that the file goes into, e.g. data.',
	});
}
