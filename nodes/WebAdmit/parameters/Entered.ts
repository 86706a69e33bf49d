import { ExplainedError, excerpt } from '../errors';
import { isRecord } from '../json';
import type { NodeParameters } from './NodeParameters';

/** The value of a parameter, with all that a message about it needs. */
export interface Entered {
	/** The value. For a resource locator, the chosen value. */
	value: unknown;
	/** The mode of a resource locator, e.g. `list` or `id`. Undefined if an expression replaces the whole locator. */
	mode: unknown;
	/** Whether the value itself was entered in the panel. If not, an expression or data gives it, or a part of it. */
	isFixed: boolean;
	/** Label that users see. */
	label: string;
	/** The item that it is for. */
	itemIndex: number | undefined;
}

/**
 * The value of a parameter, as messages and readers need it.
 *
 * @param value the value, after n8n has evaluated expressions.
 * @param written the same as the workflow has it, with expressions.
 * @throws ExplainedError if an expression was entered as plain text, which n8n does not evaluate.
 */
export function entered(
	value: unknown,
	written: unknown,
	label: string,
	itemIndex: number | undefined,
): Entered {
	const field = {
		value: locatorValue(value),
		mode: isLocator(value) ? value.mode : undefined,
		isFixed: !holdsExpression(locatorValue(written)),
		label,
		itemIndex,
	};
	if (field.isFixed) assertNoPlainExpression(field);
	return field;
}

function assertNoPlainExpression(field: Entered): void {
	const { value, label } = field;
	const texts: unknown[] = Array.isArray(value) ? value : [value];
	for (const text of texts) {
		const [expression] = (typeof text === 'string' && /\{\{(.*\}\}|.*)/s.exec(text)) || [];
		if (expression === undefined) continue;
		throw new ExplainedError(
			`'${label}' holds the expression ${excerpt(expression)} as plain text${atItem(field)}`,
			{
				description: `Switch '${label}' to Expression: click Expression above the field. Until then, n8n takes what you have entered as it is.`,
			},
		);
	}
}

/** A value that comes from the data of an item, not from the panel. */
export function fromData(value: unknown, label: string, itemIndex: number | undefined): Entered {
	return { value, mode: undefined, isFixed: false, label, itemIndex };
}

/** Reads a parameter. */
export function readParameter(
	{ get, getWritten, itemIndex }: NodeParameters,
	name: string,
	label: string,
	fallback: unknown = '',
): Entered {
	return entered(get(name, fallback), getWritten(name, fallback), label, itemIndex);
}

/**
 * Reads an entry of a collection.
 *
 * @param fallback for an entry that is missing.
 */
export function readOption(
	{ get, getWritten, itemIndex }: NodeParameters,
	collection: 'filters' | 'options',
	name: string,
	label: string,
	fallback?: unknown,
): Entered {
	// (n8n itself turns everything that is not a collection, even an expression, into an empty one.)
	const entryOf = (entries: unknown) => (isRecord(entries) ? entries[name] : undefined);
	const value = entryOf(get(collection, {}));
	const given = value === undefined ? fallback : value;
	return entered(given, entryOf(getWritten(collection, {})), label, itemIndex);
}

/** The value of a resource locator, or the value itself if an expression replaces the locator. */
export function locatorValue(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

// Does not look for the mark `__rl`: workflows that were written by hand may lack it. n8n does not look for it either.
function isLocator(value: unknown): value is { mode: unknown; value: unknown } {
	return isRecord(value) && 'mode' in value && 'value' in value;
}

/** Whether this value from the workflow is an expression, or a list with one. */
function holdsExpression(written: unknown): boolean {
	return Array.isArray(written)
		? written.some(holdsExpression)
		: typeof written === 'string' && written.startsWith('=');
}

/** Whether a value is missing. */
export function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** The end of a message: which item it is about. */
export function atItem({ itemIndex }: { itemIndex?: number }): string {
	return itemIndex === undefined ? '' : ` [Item ${itemIndex}]`;
}
