import { ExplainedError, valueInMessage } from '../errors';
import type { Entered } from './Entered';
import { atItem, isMissing } from './Entered';

/**
 * The meaning of a choice.
 *
 * @param choices the meanings, by the values that the parameter can have.
 * @throws ExplainedError that names the parameter, if its value is none of them.
 */
export function checkedChoice<T>(field: Entered, choices: ReadonlyMap<unknown, T>): T {
	const { value, label } = field;
	const choice = choices.get(value);
	if (choice !== undefined) return choice;
	throw new ExplainedError(
		`'${label}' must be one of ${[...choices.keys()].join(', ')}, but it is ${valueInMessage(value)}${atItem(field)}`,
		{ description: `Choose a value from the list in '${label}', or correct its expression.` },
	);
}

/** The choices of a parameter whose values are also their meanings. */
export function choicesOf<T>(values: readonly T[]): ReadonlyMap<unknown, T> {
	return new Map(values.map((value) => [value, value]));
}

/**
 * The value of a switch. A missing one is off.
 *
 * @throws ExplainedError that names the parameter, if it is neither on nor off.
 */
export function checkedBoolean(field: Entered): boolean {
	const { value, label } = field;
	if (isMissing(value) || value === false || value === 'false') return false;
	if (value === true || value === 'true') return true;
	throw new ExplainedError(
		`'${label}' must be true or false, but it is ${valueInMessage(value)}${atItem(field)}`,
		{
			description: `Turn '${label}' on or off, or correct its expression so that it gives true or false.`,
		},
	);
}
