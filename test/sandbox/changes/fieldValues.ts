import type { Rule } from '../api/schema';
import type { CustomField, FieldType, FieldValue, Json } from '../types';

const DATE = '^\\d{4}-\\d{2}-\\d{2}$';

/** The rules for the values of each type of field. */
export const VALUE_RULES: Readonly<Record<FieldType, Rule>> = {
	boolean: { types: ['boolean'], nullable: true },
	number: { types: ['number'], nullable: true },
	date: { types: ['string'], nullable: true, pattern: DATE },
	string: { types: ['string'], nullable: true },
	select: { types: ['string'], nullable: true },
};

/** A value from JSON. What no field can hold becomes null. */
export function fieldValue(value: Json | undefined): FieldValue {
	return value === undefined || typeof value === 'object' ? null : value;
}

/** Why a field can't hold this value. Undefined if it can. Only the sentence about options is documented. */
export function misfit(
	{ field_type, options }: CustomField,
	value: FieldValue,
): string | undefined {
	if (value === null) return undefined;
	const shown = JSON.stringify(value);
	switch (field_type) {
		case 'boolean':
		case 'number':
		case 'string':
			return typeof value === field_type ? undefined : `${shown} is not a valid ${field_type}`;
		case 'date':
			return isDate(value) ? undefined : `${shown} is not a valid date`;
		case 'select':
			if (options?.some((option) => option === value)) return undefined;
			return `${shown} is not a valid option (expected ${either(options ?? [])})`;
	}
}

/** Says that a change names the wrong type for the field. Undefined if the type is right. */
export function otherType({ field_type }: CustomField, named: string): string | undefined {
	if (named === field_type) return undefined;
	return `"${named}" is not the type of the custom field (expected "${field_type}")`;
}

function isDate(value: FieldValue): boolean {
	if (typeof value !== 'string' || !new RegExp(DATE).test(value)) return false;
	const date = new Date(`${value}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** `"A"`, `"A" or "B"`, `"A", "B", or "C"`. */
function either(options: readonly string[]): string {
	const quoted = options.map((option) => JSON.stringify(option));
	const last = quoted.pop() ?? '';
	if (quoted.length === 0) return last;
	return `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} or ${last}`;
}
