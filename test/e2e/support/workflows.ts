import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredCredential, type WorkflowDefinition, chain } from '../../n8n-server';

export const NODE_TYPE = 'n8n-nodes-webadmit.webAdmit';

/** The names of the nodes that these workflows are made of. */
export const START = 'Start';
export const WEBADMIT = 'WebAdMIT';
export const EXTRACT = 'Extract From File';

function node(name: string, type: string, parameters: INodeParameters = {}): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters };
}

export const manualTrigger = (): INode => node(START, 'n8n-nodes-base.manualTrigger');

export const extractCsv = (options: INodeParameters = {}): INode =>
	node(EXTRACT, 'n8n-nodes-base.extractFromFile', {
		operation: 'csv',
		binaryPropertyName: 'data',
		options,
	});

/** A WebAdMIT node as the editor would save it. */
export function webAdmit(
	{ id, name }: StoredCredential,
	parameters: INodeParameters,
	more: Partial<INode> = {},
): INode {
	return {
		...node(WEBADMIT, NODE_TYPE, parameters),
		credentials: { webAdmitApi: { id, name } },
		...more,
	};
}

/** An id typed in, or an expression that gives it. */
export const byId = (value: number | string): INodeParameters => ({
	__rl: true,
	mode: 'id',
	value: String(value),
});

/** An entry chosen from the list. */
export const fromList = (value: number): INodeParameters => ({ __rl: true, mode: 'list', value });

/** A workflow whose nodes follow one another, after a manual trigger. */
export function workflow(...nodes: INode[]): WorkflowDefinition {
	const all = [manualTrigger(), ...nodes];
	return {
		name: `e2e ${expect.getState().currentTestName ?? ''}`.slice(0, 100),
		nodes: all,
		connections: chain(...all.map(({ name }) => name)),
		settings: { executionOrder: 'v1' },
	};
}
