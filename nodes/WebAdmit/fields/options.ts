import type { INodeProperties } from 'n8n-workflow';

/** Options that several operations have. Each goes into a collection named `options`. */

export const pollIntervalOption: INodeProperties = {
	displayName: 'Poll Interval',
	name: 'pollInterval',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 15,
	hint: 'In seconds',
	description: 'The longest pause between two checks of the status. The first checks come sooner.',
};

export const maxWaitOption: INodeProperties = {
	displayName: 'Max Wait',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 2 },
	default: 60,
	hint: 'In minutes',
	description:
		'How long to wait before giving up. WebAdMIT continues, and you can get the result later.',
};

export const maxWaitForBatchOption: INodeProperties = {
	...maxWaitOption,
	description:
		'How long to wait for the changes of many items before giving up. WebAdMIT finishes them anyway.',
};

export const includeDownloadUrlOption: INodeProperties = {
	displayName: 'Include Download URL',
	name: 'includeDownloadUrl',
	type: 'boolean',
	default: false,
	description:
		"Whether to return the URL of the file. For almost 30 seconds, anyone who has it can download the file without a key, and n8n saves it with the execution. Use the operation 'Download' instead if you can.",
};

export const fileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. applicants.csv',
	description: 'Name to give the file. Leave empty to keep the name that WebAdMIT gave it.',
};

export const binaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
};

export const textEncoding: INodeProperties = {
	displayName: 'Text Encoding',
	name: 'textEncoding',
	type: 'options',
	options: [
		{
			name: 'UTF-8',
			value: 'utf8',
			description: 'What Extract from File, other nodes and most programs expect',
		},
		{
			name: 'UTF-8 for Excel',
			value: 'utf8Bom',
			description:
				'UTF-8 with a byte order mark, so that Excel shows names correctly. For CSV files that people open, e.g. from an email, not for Extract from File.',
		},
		{
			name: 'Original',
			value: 'original',
			description: 'The file exactly as WebAdMIT wrote it. CSV files are in ISO-8859-1.',
		},
	],
	default: 'utf8',
	description:
		'How to write CSV and other text files, so that names such as José stay readable. Files that are not text, such as Excel and zip files, always stay as they are.',
};

/** The collection 'Options' with these options. */
export function optionsOf(...options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}
