import { ExplainedError, valueInMessage } from '../errors';
import { readId } from '../json';
import type { Entered } from './Entered';
import { atItem, isMissing, readParameter } from './Entered';
import type { NodeParameters } from './NodeParameters';

/** The parameters with an ID: their names in workflows, and their labels. */
export const ID_LABELS = {
	userIdentityId: 'User Identity',
	exportId: 'Export',
	exportFileId: 'Export File',
	pdfManagerTemplateId: 'PDF Manager Template',
	pdfManagerBatchId: 'PDF Manager Batch',
	programId: 'Program',
	customFieldId: 'Custom Field',
	decisionId: 'Decision',
} as const;

export type IdParameter = keyof typeof ID_LABELS;

/**
 * Reads a parameter with an ID.
 *
 * @throws ExplainedError that names the parameter, if it is not a positive whole number. So no wrong ID is sent.
 */
export function readIdParameter(parameters: NodeParameters, name: IdParameter): number {
	return checkedId(readParameter(parameters, name, ID_LABELS[name]));
}

/**
 * The ID as a number.
 *
 * @throws ExplainedError that names the parameter, if it is not a positive whole number.
 */
export function checkedId(field: Entered): number {
	const { value, label } = field;
	const id = readId(value);
	if (id !== undefined) return id;
	if (isMissing(value)) {
		throw new ExplainedError(`'${label}' is empty${atItem(field)}`, {
			description: `Choose an entry from the list in '${label}', or enter its ID. If the value comes from an expression, check that the previous node gives it for every item.`,
		});
	}
	throw new ExplainedError(
		`'${label}' must be a positive whole number, but it is ${valueInMessage(value)}${atItem(field)}`,
		{
			description: `Choose an entry from the list in '${label}', or enter the ID as WebAdMIT gives it, e.g. 86446, without spaces or other characters.`,
		},
	);
}

/**
 * The IDs of a list, or of one text with commas.
 *
 * @throws ExplainedError that names the parameter, if one is not a positive whole number, or there is none.
 */
export function checkedIds(field: Entered): number[] {
	const { value, label } = field;
	const written: unknown[] = Array.isArray(value)
		? value
		: String(value)
				.split(/[\s,;]+/)
				.filter(Boolean);
	const ids = written.map(readId).filter((id) => id !== undefined);
	if (ids.length > 0 && ids.length === written.length) return ids;
	throw new ExplainedError(
		`'${label}' must be positive whole numbers, but it is ${valueInMessage(value)}${atItem(field)}`,
		{
			description: `Change '${label}' in the options, e.g. to 86446, 86447, or leave it empty for all.`,
		},
	);
}
