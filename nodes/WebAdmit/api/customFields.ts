import { isRecord } from '../json';
import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';
import type { ProgramAddress } from './programAddress';
import { programPath } from './programAddress';

/**
 * The custom fields of a program: `{id, label, field_type, options}`. `field_type` is `boolean`, `number`, `date`,
 * `string` or `select`. `options` is a list for `select`, else null.
 */
export async function listCustomFields(
	request: ApiRequest,
	program: ProgramAddress,
): Promise<Entry[]> {
	const answer = await request({ path: [...programPath(program), 'custom_fields'] });
	return readListUnder(answer, 'custom_fields', entryReader('a custom field'));
}

/** A custom field, with all that is needed to show and to set it. */
export interface CustomField {
	id: number;
	label: string;
	/** As WebAdMIT writes it. It may be a type that this package doesn't know. */
	fieldType: string;
	/** The options of a `select`. Empty for other types. */
	options: string[];
}

/** Reads an entry of {@link listCustomFields}. Without a label, it gets its ID as the label. */
export function readCustomField({ id, label, field_type, options }: Entry): CustomField {
	const choices: unknown[] = Array.isArray(options) ? options : [];
	return {
		id,
		label: typeof label === 'string' && label.trim() !== '' ? label : `Custom Field ${id}`,
		fieldType: typeof field_type === 'string' ? field_type : 'string',
		options: choices.flatMap((choice) => textOfOption(choice) ?? []),
	};
}

/** Options come as texts. If they come as objects one day, the option is their value or name. */
function textOfOption(choice: unknown): string | undefined {
	const text = isRecord(choice) ? (choice.value ?? choice.name) : choice;
	return typeof text === 'string' ? text : undefined;
}
