import { isRecord } from '../json';
import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';
import type { ProgramAddress } from './programAddress';
import { programPath } from './programAddress';

/**
 * The custom fields of a program: `{id, label, field_type, options}`. `field_type` is `boolean`, `number`, `date`, `string`
 * or `select`; `options` is a list for `select`, else null.
 */
export async function listCustomFields(
	request: ApiRequest,
	program: ProgramAddress,
): Promise<Entry[]> {
	const answer = await request({ path: [...programPath(program), 'custom_fields'] });
	return readListUnder(answer, 'custom_fields', entryReader('a custom field'));
}

/** What is known about a custom field, fit to be shown and to be answered. */
export interface CustomField {
	id: number;
	label: string;
	/** As WebAdMIT writes it; new types may come. */
	fieldType: string;
	/** What can be chosen; empty where it is not a select. */
	options: string[];
}

export function readCustomField({ id, label, field_type, options }: Entry): CustomField {
	const choices: unknown[] = Array.isArray(options) ? options : [];
	return {
		id,
		label: typeof label === 'string' && label.trim() !== '' ? label : `Custom Field ${id}`,
		fieldType: typeof field_type === 'string' ? field_type : 'string',
		options: choices.flatMap((choice) => textOfOption(choice) ?? []),
	};
}

/** Options come as texts. Should they come as objects some day, their name or value is what can be chosen. */
function textOfOption(choice: unknown): string | undefined {
	const text = isRecord(choice) ? (choice.value ?? choice.name) : choice;
	return typeof text === 'string' ? text : undefined;
}
