import type {
	FieldType,
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { CustomField } from '../api/customFields';
import { listCustomFields, readCustomField } from '../api/customFields';
import { asListError } from '../errors';
import { openApi } from '../api/openApi';
import { chosenProgram } from './chosen';

/** The columns of 'Custom Fields': the custom fields of the chosen program, in WebAdMIT's order. */
export async function getCustomFieldColumns(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	try {
		const { request } = openApi(this);
		const fields = await listCustomFields(request, chosenProgram(this));
		return {
			fields: fields.map(readCustomField).map(columnOf),
			emptyFieldsNotice:
				'This program has no custom fields yet. Set one up in WebAdMIT, then refresh this list.',
		};
	} catch (error) {
		throw asListError(this.getNode(), error);
	}
}

/** n8n's types for WebAdMIT's types. */
const TYPES = new Map<string, FieldType>([
	['boolean', 'boolean'],
	['number', 'number'],
	['date', 'dateTime'],
	['select', 'options'],
	['string', 'string'],
]);

function columnOf({ id, label, fieldType, options }: CustomField): ResourceMapperField {
	const type = TYPES.get(fieldType) ?? 'string';
	return {
		id: String(id),
		displayName: label,
		required: false,
		defaultMatch: false,
		display: true,
		type,
		...(type === 'options' ? { options: options.map((name) => ({ name, value: name })) } : {}),
		// n8n sets every switch in the panel to false. So a column with a switch is shown only if the user adds it.
		removed: type === 'boolean',
	};
}
