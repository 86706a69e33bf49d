import { readFileSync } from 'node:fs';
import type { IConnections, INode, INodeCredentialsDetails, IWorkflowSettings } from 'n8n-workflow';
import { asRecord, isRecord, optionalTextOf, textOf } from './json';

/** A workflow to be created, in the form of the editor's export. */
export interface WorkflowDefinition {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** Created under this id rather than one that n8n chooses. */
	id?: string;
}

export interface StoredWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active: boolean;
	isArchived: boolean;
}

/** The credentials to be used, by their type. */
export type CredentialChoice = Record<string, INodeCredentialsDetails>;

const isNodes = (value: unknown): value is INode[] =>
	Array.isArray(value) &&
	value.every(
		(node) => isRecord(node) && typeof node.name === 'string' && typeof node.type === 'string',
	);

const isConnections = (value: unknown): value is IConnections => isRecord(value);

function readDefinition(value: unknown): WorkflowDefinition {
	const workflow = asRecord(value);
	const { nodes, connections, settings } = workflow;
	if (!isNodes(nodes) || !isConnections(connections)) {
		throw new Error('This is not a workflow: it has no nodes and connections');
	}
	return {
		name: textOf(workflow, 'name'),
		nodes,
		connections,
		settings: isRecord(settings) ? settings : {},
	};
}

/** Reads what n8n answers about a workflow. */
export function readWorkflow(value: unknown): StoredWorkflow {
	const workflow = asRecord(value);
	return {
		...readDefinition(workflow),
		id: textOf(workflow, 'id'),
		versionId: textOf(workflow, 'versionId'),
		active: workflow.active === true || optionalTextOf(workflow, 'activeVersionId') !== undefined,
		isArchived: workflow.isArchived === true,
	};
}

/**
 * Reads an exported workflow and does what a user does after importing it: chooses the credential of each
 * node that names one of that type.
 */
export function readWorkflowFile(
	file: string,
	credentials: CredentialChoice = {},
): WorkflowDefinition {
	const workflow = readDefinition(JSON.parse(readFileSync(file, 'utf8')));
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.credentials === undefined) return node;
			const chosen = { ...node.credentials };
			for (const [type, own] of Object.entries(chosen)) chosen[type] = credentials[type] ?? own;
			return { ...node, credentials: chosen };
		}),
	};
}

/** Connects nodes one after the other, each at its first output and input. */
export function chain(...nodeNames: string[]): IConnections {
	const connections: IConnections = {};
	nodeNames.slice(1).forEach((node, index) => {
		const from = nodeNames[index];
		if (from !== undefined) connections[from] = { main: [[{ node, type: 'main', index: 0 }]] };
	});
	return connections;
}
