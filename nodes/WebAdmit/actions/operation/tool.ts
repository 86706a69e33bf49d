import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node is a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
