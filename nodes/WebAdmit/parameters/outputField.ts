import { ExplainedError } from '../errors';
import { atItem, readParameter } from './Entered';
import type { NodeParameters } from './NodeParameters';

/**
 * The name of the field that a file goes into.
 *
 * @throws ExplainedError if it is empty.
 */
export function readOutputField(parameters: NodeParameters): string {
	const field = readParameter(parameters, 'binaryPropertyName', 'Put Output File in Field', 'data');
	const { value } = field;
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	throw new ExplainedError(`'Put Output File in Field' is empty${atItem(field)}`, {
		description: 'Enter the name of the field that the file goes into, e.g. data.',
	});
}
