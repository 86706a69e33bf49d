import type { INodeProperties } from 'n8n-workflow';

/** The values for custom fields. The columns are the custom fields of the chosen program. */
export const customFieldsMapper: INodeProperties = {
	displayName: 'Custom Fields',
	name: 'customFields',
	type: 'resourceMapper',
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	noDataExpression: true,
	typeOptions: {
		loadOptionsDependsOn: ['userIdentityId.value', 'programId.value'],
		resourceMapper: {
			resourceMapperMethod: 'getCustomFieldColumns',
			mode: 'add',
			fieldWords: { singular: 'custom field', plural: 'custom fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: true,
		},
	},
	description:
		"The values to store in the custom fields. 'Map Automatically' takes the fields of each item that are named like a custom field.",
};

export const emptyValuesOption: INodeProperties = {
	displayName: 'Empty Values',
	name: 'emptyValues',
	type: 'options',
	options: [
		{
			name: 'Ignore',
			value: 'ignore',
			description: 'Keeps the value that is in WebAdMIT',
		},
		{
			name: 'Clear',
			value: 'clear',
			description:
				'Empties the custom field in WebAdMIT, even where an item lacks a field that other items have',
		},
	],
	default: 'ignore',
	description:
		'What to do with an empty or missing value. Custom fields that you have not mapped always stay as they are.',
};
