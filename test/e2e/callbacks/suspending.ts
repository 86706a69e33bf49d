import type { INode, INodeParameters } from 'n8n-workflow';
import type { N8nClient, StoredCredential, WorkflowDefinition } from '../../n8n-server';
import { FinishedRun } from '../../n8n-server';
import { byId, fromList, manualTrigger, webAdmit } from '../support/workflows';
import { IDENTITY, after, items, line } from './nodes';

/** 'Initiate Run' of the export that each item names, suspended until the run has finished. */
export const initiateAndSuspend = (
	credential: StoredCredential,
	options: INodeParameters = {},
	more: Partial<INode> = {},
): INode =>
	webAdmit(
		credential,
		{
			resource: 'exportFile',
			operation: 'initiateRun',
			completion: 'resume',
			userIdentityId: fromList(IDENTITY),
			exportId: byId('={{ $json.exportId }}'),
			options,
		},
		more,
	);

/** A workflow that initiates runs of these exports and goes on when they have finished. */
export const suspending = (node: INode, ...exportIds: number[]): WorkflowDefinition =>
	line(manualTrigger(), items(...exportIds.map((exportId) => ({ exportId }))), node, after());

/** Executes a workflow; gives the id of the execution. */
export async function execute(n8n: N8nClient, workflow: WorkflowDefinition): Promise<string> {
	const { id } = await n8n.createWorkflow(workflow);
	return await executeAgain(n8n, id);
}

export async function executeAgain(n8n: N8nClient, workflowId: string): Promise<string> {
	const { executionId } = await n8n.runWorkflow(workflowId);
	if (executionId === undefined) throw new Error('n8n started no execution');
	return executionId;
}

/** Waits until an execution is suspended. */
export async function suspended(n8n: N8nClient, executionId: string): Promise<void> {
	// n8n 1 stores the status a moment before the rest.
	await n8n.waitForExecution(
		executionId,
		({ status, data }) => status === 'waiting' && Object.keys(data.resultData.runData).length > 0,
	);
}

/** Waits for the end of an execution, also through a suspension. */
export async function ended(
	n8n: N8nClient,
	executionId: string,
	timeoutMs?: number,
): Promise<FinishedRun> {
	return new FinishedRun(await n8n.waitForExecution(executionId, undefined, timeoutMs));
}
