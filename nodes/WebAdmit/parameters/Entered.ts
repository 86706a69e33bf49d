import { ExplainedError, excerpt } from '../errors';
import { isRecord } from '../json';
import type { NodeParameters } from './NodeParameters';

/** What a parameter is set to, with what a message has to say about it. */
export interface Entered {
	/** The value; of a resource locator, what is chosen in it. */
	value: unknown;
	/** How a resource locator is chosen from, e.g. `list` or `id`; undefined where an expression took the place of it all. */
	mode: unknown;
	/** Whether it is in the panel as it is: no expression and no data gives it, or a part of it. */
	isFixed: boolean;
	/** Label that users see. */
	label: string;
	/** The item that it is for. */
	itemIndex: number | undefined;
}

/**
 * @param written what the workflow has in place of the value.
 * @throws ExplainedError when an expression was entered as text, which n8n leaves as it is.
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

/** A value that comes from the data of an item, without the panel. */
export function fromData(value: unknown, label: string, itemIndex: number | undefined): Entered {
	return { value, mode: undefined, isFixed: false, label, itemIndex };
}

/** What a parameter is set to. */
export function readParameter(
	{ get, getWritten, itemIndex }: NodeParameters,
	name: string,
	label: string,
	fallback: unknown = '',
): Entered {
	return entered(get(name, fallback), getWritten(name, fallback), label, itemIndex);
}

/**
 * What an entry of a collection is set to.
 *
 * @param fallback for one that is not there, or undefined.
 */
export function readOption(
	{ get, getWritten, itemIndex }: NodeParameters,
	collection: 'filters' | 'options',
	name: string,
	label: string,
	fallback?: unknown,
): Entered {
	// (n8n itself makes an empty collection of everything that is none, also of an expression.)
	const entryOf = (entries: unknown) => (isRecord(entries) ? entries[name] : undefined);
	const value = entryOf(get(collection, {}));
	const given = value === undefined ? fallback : value;
	return entered(given, entryOf(getWritten(collection, {})), label, itemIndex);
}

/** The value of a resource locator, or the value itself where an expression took the locator's place. */
export function locatorValue(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

// As n8n itself does: not every workflow that was written by hand has the mark `__rl`.
function isLocator(value: unknown): value is { mode: unknown; value: unknown } {
	return isRecord(value) && 'mode' in value && 'value' in value;
}

/** Whether this, as the workflow has it, is an expression, or a list with one. */
function holdsExpression(written: unknown): boolean {
	return Array.isArray(written)
		? written.some(holdsExpression)
		: typeof written === 'string' && written.startsWith('=');
}

/** Whether there is nothing where a value is expected. */
export function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** The end of a message: which item it is about. */
export function atItem({ itemIndex }: { itemIndex?: number }): string {
	return itemIndex === undefined ? '' : ` [Item ${itemIndex}]`;
}
