import type { INode, INodeParameters } from 'n8n-workflow';
import type { StoredCredential } from '../n8n-server';
import { node } from '../e2e/callbacks/nodes';

/** A node that gives as many items: each the object that the JavaScript expression makes of its number `i`. */
export const countedItems = (count: number, expression: string): INode =>
	node(
		'Items',
		'code',
		{
			jsCode: `return Array.from({ length: ${count} }, (_, i) => ({ json: ${expression} }));`,
		},
		2,
	);

/** n8n's HTTP Request, with the credential of this package: what a user takes who does not have its nodes. */
export function apiCall(
	name: string,
	{ id, name: credentialName }: StoredCredential,
	method: 'GET' | 'POST' | 'PATCH',
	url: string,
	options: INodeParameters = {},
): INode {
	return {
		...node(
			name,
			'httpRequest',
			{
				method,
				url,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'webAdmitApi',
				options,
			},
			4.2,
		),
		credentials: { webAdmitApi: { id, name: credentialName } },
	};
}

/** Options of n8n's HTTP Request that stores what it gets as a file. */
export const AS_FILE: INodeParameters = { response: { response: { responseFormat: 'file' } } };

/** n8n's HTTP Request that stores the file behind the download URL of a status answer. */
export const fileDownload = (name: string): INode =>
	node(
		name,
		'httpRequest',
		{ url: '={{ $json.export_files.download_url }}', options: AS_FILE },
		4.2,
	);

/** n8n's Wait, for some seconds. */
export const wait = (name: string, seconds: number): INode =>
	node(name, 'wait', { resume: 'timeInterval', amount: seconds, unit: 'seconds' }, 1.1);

/** n8n's IF: the first output is for items of which the expression is true. */
export function branch(name: string, expression: string): INode {
	const condition: INodeParameters = {
		id: 'finished',
		leftValue: `={{ ${expression} }}`,
		rightValue: '',
		operator: { type: 'boolean', operation: 'true', singleValue: true },
	};
	return node(
		name,
		'if',
		{
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [condition],
				combinator: 'and',
			},
			options: {},
		},
		2.2,
	);
}
