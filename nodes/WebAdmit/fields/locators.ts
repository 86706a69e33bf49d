import type { INodeProperties } from 'n8n-workflow';

/** The three things that are chosen from a list, by the names that workflows rely on. */

export const userIdentityLocator: INodeProperties = {
	displayName: 'User Identity',
	name: 'userIdentityId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'Your role in the admission cycle that the export belongs to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a user identity…',
			typeOptions: { searchListMethod: 'searchUserIdentities', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 37442' },
	],
};

export const exportLocator: INodeProperties = {
	displayName: 'Export',
	name: 'exportId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The export, by the name that it has in WebAdMIT',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an export…',
			typeOptions: { searchListMethod: 'searchExports', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 86446' },
	],
};

export const exportFileLocator: INodeProperties = {
	displayName: 'Export File',
	name: 'exportFileId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		"One run of the export, with its file. By ID: the ID that 'Initiate Run' or 'List Recent' returns.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a recent export file…',
			typeOptions: { searchListMethod: 'searchExportFiles', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 74780',
		},
	],
};
