import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { N8nClient, WorkflowDefinition } from '../../n8n-server';
import type { ChatModel } from './chatModel';
import { byId, workflow } from './workflows';

export const AGENT = 'Agent';

/** n8n has three generations of the agent, which call their tools in two ways. */
export const AGENT_VERSIONS = [1.9, 2.2, 3];

/** What makes a tool of a WebAdMIT node. */
export const TOOL = { name: 'Tool', type: 'n8n-nodes-webadmit.webAdmitTool' };

const langchain = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode => ({
	id: randomUUID(),
	name,
	type: `@n8n/n8n-nodes-langchain.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
});

/** A workflow in which n8n's AI agent has that model and that one tool. */
export async function agentWith(
	n8n: N8nClient,
	version: number,
	{ url }: ChatModel,
	tool: INode,
): Promise<WorkflowDefinition> {
	const { id, name } = await n8n.createCredential({
		name: 'Model',
		type: 'openAiApi',
		data: { apiKey: 'none', url },
	});
	const chat = {
		...langchain('Model', 'lmChatOpenAi', 1.2, { model: byId('scripted'), options: {} }),
		credentials: { openAiApi: { id, name } },
	};
	const parameters = { promptType: 'define', text: 'Use the tool.', options: {} };
	const line = workflow(langchain(AGENT, 'agent', version, parameters));
	return {
		...line,
		nodes: [...line.nodes, chat, tool],
		connections: {
			...line.connections,
			[chat.name]: { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] },
			[tool.name]: { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] },
		},
	};
}
