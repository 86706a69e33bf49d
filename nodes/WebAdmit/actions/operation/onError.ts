import type { IExecuteFunctions } from 'n8n-workflow';
import { isTool } from './tool';

/**
 * Whether an error becomes an item. In a tool of an AI agent it does, unless 'On Error' is set to stop the workflow.
 * When a tool throws, n8n gives the model an empty answer or stops the agent, depending on the versions of both.
 */
export function continuesOnError(context: IExecuteFunctions): boolean {
	const isAnswer = isTool(context) && context.getNode().onError !== 'stopWorkflow';
	return isAnswer || context.continueOnFail();
}
