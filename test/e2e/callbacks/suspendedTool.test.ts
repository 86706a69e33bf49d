import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type ChatModel, openChatModel } from '../support/chatModel';
import { byId, manualTrigger } from '../support/workflows';
import { IDENTITY, NIGHTLY, line } from './nodes';
import { execute, ended, initiateAndSuspend } from './suspending';
import { useCallbacks } from './support';

const { world } = useCallbacks({ runSeconds: 2 });
let model: ChatModel;

beforeAll(async () => {
	model = await openChatModel();
});
afterAll(async () => {
	await model.close();
});

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

// n8n has three generations of the agent, which call their tools in two ways.
test.each([1.9, 2.2, 3])(
	'an AI agent (version %d) whose tool is to suspend gets the answer of the tool, which waits here',
	async (version) => {
		const { n8n, credential } = world;
		const { id, name } = await n8n.createCredential({
			name: 'Model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const agent = langchain('Agent', 'agent', version, {
			promptType: 'define',
			text: 'Run the export.',
			options: {},
		});
		const chat = {
			...langchain('Model', 'lmChatOpenAi', 1.2, { model: byId('scripted'), options: {} }),
			credentials: { openAiApi: { id, name } },
		};
		const tool = initiateAndSuspend(
			credential,
			{},
			{ name: 'Tool', type: 'n8n-nodes-webadmit.webAdmitTool' },
		);
		tool.parameters = {
			...tool.parameters,
			exportId: byId(NIGHTLY),
			userIdentityId: byId(IDENTITY),
		};
		const workflow = line(manualTrigger(), agent);

		const execution = await execute(n8n, {
			...workflow,
			nodes: [...workflow.nodes, chat, tool],
			connections: {
				...workflow.connections,
				[chat.name]: {
					ai_languageModel: [[{ node: agent.name, type: 'ai_languageModel', index: 0 }]],
				},
				[tool.name]: { ai_tool: [[{ node: agent.name, type: 'ai_tool', index: 0 }]] },
			},
		});
		const run = await ended(n8n, execution);

		expect(run.error).toBeUndefined();
		const [answer] = run.items(agent.name);
		expect(JSON.stringify(answer?.json.output)).toContain('74780');
		expect(JSON.stringify(answer?.json.output)).toContain('finished');
		expect(model.toolResults.at(-1)).toMatch(/"finished":\s*true/);
	},
);
