import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredCredential, type WorkflowDefinition, chain } from '../../n8n-server';
import { fromList } from '../support/workflows';

export const IDENTITY = 37442;
export const NIGHTLY = 86446;
export const ROSTER = 86449;
export const EMPTY = 86482;
export const BROKEN = 86483;

/** The names of the nodes that these workflows are made of. */
export const TRIGGER = 'WebAdMIT Trigger';
export const AFTER = 'After';
export const ITEMS = 'Items';

/** A node of n8n's own. */
export function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	typeVersion = 1,
): INode {
	return {
		id: randomUUID(),
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
	};
}

/** Does nothing; what a node gives before it is seen here. */
export const after = (name = AFTER): INode => node(name, 'noOp');

/** Gives these items, whatever comes in. */
export const items = (...values: object[]): INode =>
	node(ITEMS, 'code', { jsCode: `return ${JSON.stringify(values.map((json) => ({ json })))}` }, 2);

/** A trigger node as the editor would save it: with the id that its URL is made of (n8n 1 answers 404 without one). */
export interface TriggerNode extends INode {
	webhookId: string;
}

export function trigger(
	{ id, name }: StoredCredential,
	parameters: INodeParameters,
	nodeName = TRIGGER,
): TriggerNode {
	return {
		...node(nodeName, '', parameters, 1.1),
		type: 'n8n-nodes-webadmit.webAdmitTrigger',
		credentials: { webAdmitApi: { id, name } },
		webhookId: randomUUID(),
	};
}

/** A trigger that starts a run when it is activated. */
export const onActivation = (credential: StoredCredential, exportId = NIGHTLY): TriggerNode =>
	trigger(credential, {
		registration: 'onActivation',
		userIdentityId: fromList(IDENTITY),
		exportId: fromList(exportId),
	});

/** A trigger that others' runs call back. */
export const byNodes = (
	credential: StoredCredential,
	parameters: INodeParameters = {},
): TriggerNode => trigger(credential, { registration: 'byNodes', ...parameters });

/** Starts the workflow by a call, and answers when that execution is over. */
export function webhook(): TriggerNode {
	const path = randomUUID();
	return {
		...node(
			'Webhook',
			'webhook',
			{ httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
			2,
		),
		webhookId: path,
	};
}

/** A workflow whose nodes follow one another. */
export function line(...nodes: INode[]): WorkflowDefinition {
	return {
		name: `e2e ${expect.getState().currentTestName ?? ''}`.slice(0, 100),
		nodes,
		connections: chain(...nodes.map(({ name }) => name)),
		settings: { executionOrder: 'v1' },
	};
}

/** Several such lines in one workflow. */
export function sideBySide(
	first: WorkflowDefinition,
	...more: WorkflowDefinition[]
): WorkflowDefinition {
	const all = [first, ...more];
	return {
		...first,
		nodes: all.flatMap(({ nodes }) => nodes),
		connections: Object.fromEntries(all.flatMap(({ connections }) => Object.entries(connections))),
	};
}
