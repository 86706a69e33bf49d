import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node is a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Whether an error becomes an item. In a tool it does unless the workflow has it otherwise: when a tool throws, n8n gives the model
 * an empty answer or stops the agent, depending on the versions of both.
 */
export function continuesOnError(context: IExecuteFunctions): boolean {
	const isAnswer = isTool(context) && context.getNode().onError !== 'stopWorkflow';
	return isAnswer || context.continueOnFail();
}
