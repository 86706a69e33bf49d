import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import * as customField from './customField';
import * as customFieldAnswer from './customFieldAnswer';
import * as decision from './decision';
import * as designation from './designation';
import * as exportResource from './export';
import * as exportFile from './exportFile';
import * as organization from './organization';
import * as pdfManagerBatch from './pdfManagerBatch';
import * as pdfManagerTemplate from './pdfManagerTemplate';
import * as program from './program';
import * as socialSecurityNumbers from './socialSecurityNumbers';
import type { Operation, Resource } from './operation/types';
import * as userIdentity from './userIdentity';

/** Every resource of the node. A new one is a folder beside this file, an import above and a line here. */
const RESOURCES: Resource[] = [
	customField.resource,
	customFieldAnswer.resource,
	decision.resource,
	designation.resource,
	exportResource.resource,
	exportFile.resource,
	organization.resource,
	pdfManagerBatch.resource,
	pdfManagerTemplate.resource,
	program.resource,
	socialSecurityNumbers.resource,
	userIdentity.resource,
];

/** The node's parameters: the resources, the operations of each, and the parameters of each operation. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ option }) => option),
		default: 'exportFile',
	},
	...RESOURCES.flatMap(propertiesOf),
];

function propertiesOf({ option, defaultOperation, operations }: Resource): INodeProperties[] {
	const resource = [option.value];
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource } },
			options: operations.map((operation) => operation.option),
			default: defaultOperation,
		},
		...operations.flatMap(({ option: { value }, description }) =>
			updateDisplayOptions({ show: { resource, operation: [value] } }, description),
		),
	];
}

/**
 * An expression for the line below the node on the canvas. It gives the names of the operation and the resource, e.g.
 * "Run and Download: Export File".
 */
export const subtitle = `={{ (${JSON.stringify(namesOfOperations())})[$parameter["resource"] + "." + $parameter["operation"]] }}`;

function namesOfOperations(): Record<string, string> {
	return Object.fromEntries(
		RESOURCES.flatMap(({ option: resource, operations }) =>
			operations.map(({ option: operation }) => [
				`${resource.value}.${operation.value}`,
				`${operation.name}: ${resource.name}`,
			]),
		),
	);
}

/** The operation with these names. Undefined if there is none, e.g. in a workflow of a newer version of the package. */
export function findOperation(resource: unknown, operation: unknown): Operation | undefined {
	return RESOURCES.find(({ option }) => option.value === resource)?.operations.find(
		({ option }) => option.value === operation,
	);
}
