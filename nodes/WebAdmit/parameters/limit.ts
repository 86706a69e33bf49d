import { ExplainedError, valueInMessage } from '../errors';
import { readId } from '../json';
import { checkedBoolean } from './choices';
import { atItem, readParameter } from './Entered';
import type { NodeParameters } from './NodeParameters';

/** How many entries to return. `Infinity` for 'Return All'. */
export function readLimit(parameters: NodeParameters): number {
	if (checkedBoolean(readParameter(parameters, 'returnAll', 'Return All', false))) return Infinity;
	const field = readParameter(parameters, 'limit', 'Limit', 50);
	const limit = readId(field.value);
	if (limit !== undefined) return limit;
	throw new ExplainedError(
		`'Limit' must be a positive whole number, but it is ${valueInMessage(field.value)}${atItem(field)}`,
		{ description: "Enter the highest number of results to return, or turn on 'Return All'." },
	);
}
