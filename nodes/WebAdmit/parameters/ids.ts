import { ExplainedError, valueInMessage } from '../errors';
import { readId } from '../json';
import type { Entered } from './Entered';
import { atItem, isMissing, readParameter } from './Entered';
import type { NodeParameters } from './NodeParameters';

/** The ids, by the names that workflows use, with the labels that users see. */
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

/** @throws ExplainedError naming the parameter when it is not a positive whole number. So nothing is sent with it. */
export function readIdParameter(parameters: NodeParameters, name: IdParameter): number {
	return checkedId(readParameter(parameters, name, ID_LABELS[name]));
}

/** The id as a number. */
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

/** Ids: a list, or one text with commas. */
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
