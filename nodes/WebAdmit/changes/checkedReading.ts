import { ExplainedError, valueInMessage } from '../errors';
import type { Entered } from '../parameters/Entered';
import { atItem } from '../parameters/Entered';
import type { Reading } from './values';

/**
 * The value that a field was read as.
 *
 * @throws ExplainedError that says what is wanted, if it could not be read.
 */
export function checkedReading<T>(field: Entered, reading: Reading<T>): T {
	if ('value' in reading) return reading.value;
	throw new ExplainedError(
		`'${field.label}' must be ${reading.wanted}, but it is ${valueInMessage(field.value)}${atItem(field)}`,
		{ description: 'Correct the value, or the expression that it comes from.' },
	);
}
