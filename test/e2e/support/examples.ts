import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import {
	ENDED,
	FinishedRun,
	type N8nClient,
	type StoredCredential,
	type WorkflowDefinition,
	readWorkflowFile,
	repositoryRoot,
	waitFor,
} from '../../n8n-server';
import { asArray, asRecord, isRecord, textOf } from '../../n8n-server/json';
import { fromList } from './workflows';

export interface Choices {
	/** One for each type that the example's nodes ask for: `webAdmitApi`, `smtp`, `sftp`, `httpBasicAuth`. */
	credentials: StoredCredential[];
	userIdentityId: number;
	/** For nodes that ask for an export. */
	exportId?: number;
	/** For nodes that ask for a template of PDF Manager. */
	pdfManagerTemplateId?: number;
	/** For nodes that ask for a program. */
	programId?: number;
	/** The values of fields that are there to be filled in, by their names. */
	fields?: Record<string, string>;
}

const CREDENTIAL_TYPES: Record<string, string> = {
	'n8n-nodes-webadmit.webAdmit': 'webAdmitApi',
	'n8n-nodes-webadmit.webAdmitTrigger': 'webAdmitApi',
	'n8n-nodes-webadmit.webAdmitPollingTrigger': 'webAdmitApi',
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.formTrigger': 'httpBasicAuth',
	'n8n-nodes-base.ftp': 'sftp',
};

/** Reads an example and does what its notes ask for, and nothing else: chooses where nothing is chosen yet. */
export function readExample(file: string, choices: Choices): WorkflowDefinition {
	const example = readWorkflowFile(path.join(repositoryRoot, 'examples', file));
	return { ...example, nodes: example.nodes.map((node) => filledIn(node, choices)) };
}

function filledIn(node: INode, choices: Choices): INode {
	const parameters: INodeParameters = { ...node.parameters };
	for (const name of ['userIdentityId', 'exportId', 'pdfManagerTemplateId', 'programId'] as const) {
		const chosen = choices[name];
		if (chosen !== undefined && isEmptyLocator(parameters[name])) {
			parameters[name] = fromList(chosen);
		}
	}
	const { fields } = choices;
	if (fields !== undefined && parameters.assignments !== undefined) {
		parameters.assignments = withValues(parameters.assignments, fields);
	}
	const filled: INode = { ...node, parameters };
	// As the editor does on import: each trigger has a URL of its own.
	if (/\.(webAdmitTrigger|formTrigger)$/.test(node.type)) filled.webhookId ??= randomUUID();
	const credential = choices.credentials.find(({ type }) => type === CREDENTIAL_TYPES[node.type]);
	if (credential !== undefined) {
		const { type, id, name } = credential;
		filled.credentials = { [type]: { id, name } };
	}
	return filled;
}

const isEmptyLocator = (value: unknown) =>
	isRecord(value) && value.__rl === true && value.value === '';

const isParameters = (value: unknown): value is INodeParameters => isRecord(value);

/** The list of an Edit Fields node, with values in the fields that are empty. */
function withValues(list: unknown, values: Record<string, string>): INodeParameters {
	const assignments = asArray(asRecord(list).assignments).map((one) => {
		const field = asRecord(one);
		return field.value === '' ? { ...field, value: values[textOf(field, 'name')] } : field;
	});
	const filled: unknown = { assignments };
	if (!isParameters(filled)) throw new Error('These are no parameters');
	return filled;
}

/** Executes a stored workflow from the trigger of that name and waits for the end. */
export async function executeFrom(
	n8n: N8nClient,
	workflowId: string,
	trigger: string,
): Promise<FinishedRun> {
	const { executionId } = await n8n.runWorkflow(workflowId, trigger);
	if (executionId === undefined) throw new Error('n8n started no execution');
	return new FinishedRun(await n8n.waitForExecution(executionId));
}

const EVERY_SECOND = { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } };

/** An example that begins every second instead of every night. */
export function everySecond({ nodes, ...example }: WorkflowDefinition): WorkflowDefinition {
	const soon = nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger' ? { ...node, parameters: EVERY_SECOND } : node,
	);
	return { ...example, nodes: soon };
}

/** Waits for the first execution of a workflow that a callback has started, and for its end. */
export async function firstCalledBack(n8n: N8nClient, workflowId: string): Promise<FinishedRun> {
	const { id } = await waitFor(
		async () =>
			(await n8n.listExecutions({ workflowId })).find(
				({ status, mode }) => mode === 'webhook' && ENDED.has(status),
			),
		{ what: 'an execution that a callback has started', timeoutMs: 30_000 },
	);
	return new FinishedRun(await n8n.waitForExecution(id));
}

/** The names of the nodes that ran, sorted. */
export const nodesOf = (run: FinishedRun) =>
	Object.keys(run.execution.data.resultData.runData).sort();
