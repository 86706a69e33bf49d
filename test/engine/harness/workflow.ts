import type { IConnections, IDataObject, INode, INodeTypes } from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { START } from './nodeTypes';

/** A node as a saved workflow holds it; what is the same for all of them is added. */
export type NodeJson = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

export const START_NAME = 'Start';
export const WORKFLOW_ID = 'engine-test';

/** A workflow with a start node and the given nodes behind it, one after the other. */
export function buildWorkflow(
	nodes: NodeJson[],
	nodeTypes: INodeTypes,
	staticData?: IDataObject,
	id = WORKFLOW_ID,
): Workflow {
	const all = [{ name: START_NAME, type: START, parameters: {} }, ...nodes].map(
		(node, index): INode => ({
			id: `node-${index}`,
			typeVersion: 1,
			position: [index * 200, 0],
			...node,
		}),
	);
	const connections: IConnections = {};
	for (const [index, { name }] of all.entries()) {
		const next = all[index + 1];
		if (next === undefined) continue;
		connections[name] = {
			main: [[{ node: next.name, type: NodeConnectionTypes.Main, index: 0 }]],
		};
	}
	return new Workflow({
		id,
		name: 'Engine test',
		nodes: all,
		connections,
		active: false,
		nodeTypes,
		staticData,
		settings: { executionOrder: 'v1' },
	});
}

/** The node with this name. */
export function nodeIn(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (node === null) throw new Error(`The workflow has no node ${name}`);
	return node;
}
