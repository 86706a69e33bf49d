import { AGENT, AGENT_VERSIONS, TOOL, agentWith } from '../support/agent';
import { type ChatModel, openChatModel } from '../support/chatModel';
import { byId } from '../support/workflows';
import { IDENTITY, NIGHTLY } from './nodes';
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

test.each(AGENT_VERSIONS)(
	'an AI agent (version %d) whose tool is to suspend gets the answer of the tool, which waits here',
	async (version) => {
		const { n8n, credential } = world;
		const tool = initiateAndSuspend(credential, {}, TOOL);
		tool.parameters = {
			...tool.parameters,
			exportId: byId(NIGHTLY),
			userIdentityId: byId(IDENTITY),
		};

		const workflow = await agentWith(n8n, version, model, tool);
		const execution = await execute(n8n, workflow);
		const run = await ended(n8n, execution);

		expect(run.error).toBeUndefined();
		const [answer] = run.items(AGENT);
		expect(JSON.stringify(answer?.json.output)).toContain('74780');
		expect(JSON.stringify(answer?.json.output)).toContain('finished');
		expect(model.toolResults.at(-1)).toMatch(/"finished":\s*true/);
	},
);
