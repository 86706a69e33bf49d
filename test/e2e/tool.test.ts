import type { INode, INodeParameters } from 'n8n-workflow';
import { AGENT, AGENT_VERSIONS, TOOL, agentWith } from './support/agent';
import { type ChatModel, openChatModel } from './support/chatModel';
import { containing } from './support/matchers';
import { fromList, webAdmit } from './support/workflows';
import { useWorld } from './support/world';

const IDENTITY = 37442;
const PROGRAM = 42023191739237;
const [CAS_ID, WAITLISTED] = ['2015000001', '2015000112'];
const DENIED = 4695;
const [SCORE, RECOMMENDATION] = [4102, 4105];

const world = useWorld();
let model: ChatModel;

beforeAll(async () => {
	model = await openChatModel();
});
afterAll(async () => {
	await model.close();
});
beforeEach(() => {
	world.sandbox.reset();
});

/** An operation about an applicant whom the model names. */
const toolThat = (operation: string, more: INodeParameters = {}): INode =>
	webAdmit(
		world.credential,
		{
			resource: 'designation',
			operation,
			userIdentityId: fromList(IDENTITY),
			programId: fromList(PROGRAM),
			casId: "={{ $fromAI('casId', 'CAS ID of the applicant', 'string') }}",
			...more,
		},
		TOOL,
	);

/** 'Set Decision', where the model names the decision too. */
const setDecision = (): INode =>
	toolThat('setDecision', {
		decisionId: { __rl: true, mode: 'name', value: "={{ $fromAI('decision', '', 'string') }}" },
	});

/** Has the agent call the tool with these arguments, one call after the other. */
async function callTool(version: number, tool: INode, ...calls: object[]) {
	model.toolResults.length = 0;
	model.script(...calls);
	return await world.n8n.runOnce(await agentWith(world.n8n, version, model, tool));
}

/** What the model was told about the tool. */
const offered = (description: unknown) => [
	{ type: 'function', function: expect.objectContaining({ name: 'Tool', description }) as unknown },
];

const decisionOf = (casId: string) => world.sandbox.applicant(PROGRAM, casId).decisionId;

describe.each(AGENT_VERSIONS)('an AI agent (version %d)', (version) => {
	test('looks a decision up', async () => {
		const done = await callTool(version, toolThat('get'), { casId: WAITLISTED });

		expect(done.error).toBeUndefined();
		expect(model.tools).toEqual(offered('Get designation in WebAdMIT'));
		expect(model.toolResults).toEqual([containing('Waitlisted')]);
		expect(JSON.stringify(done.items(AGENT)[0]?.json.output)).toContain('Waitlisted');
	});

	test('sets a decision, with a tool that says that it changes records', async () => {
		const done = await callTool(version, setDecision(), { casId: CAS_ID, decision: 'denied' });

		expect(done.error).toBeUndefined();
		expect(model.tools).toEqual(offered(containing('changes records')));
		expect(model.toolResults).toEqual([containing('Denied')]);
		expect(decisionOf(CAS_ID)).toBe(DENIED);
	});

	test('learns what is wrong with what it gave', async () => {
		const done = await callTool(
			version,
			setDecision(),
			{ casId: 'Müller', decision: 'Denied' },
			{ casId: CAS_ID, decision: 'Perhaps' },
			{ casId: '9999999', decision: 'Denied' },
			{ casId: CAS_ID, decision: 'Denied' },
		);
		expect(done.error).toBeUndefined();
		expect(model.toolResults).toEqual([
			containing("'CAS ID' must be digits, e.g. 123456789, but it is"),
			containing('There is no decision called \\"Perhaps\\" [Item 0]. Choose one of'),
			containing("Applicant '9999999' not found."),
			containing('"name":"Denied"'),
		]);
		// What to do about it, too.
		expect(model.toolResults[1]).toContain('Correct the name, or choose another identity');
		expect(model.toolResults[2]).toContain('Check the CAS ID');
		expect(decisionOf(CAS_ID)).toBe(DENIED);
	});

	test('fills in custom fields, and learns which options there are', async () => {
		const tool = toolThat('set', {
			resource: 'customFieldAnswer',
			customFields: {
				mappingMode: 'defineBelow',
				value: {
					[SCORE]: "={{ $fromAI('score', '', 'number') }}",
					[RECOMMENDATION]: "={{ $fromAI('recommendation', '', 'string') }}",
				},
				matchingColumns: [],
				schema: [],
			},
		});
		const done = await callTool(
			version,
			tool,
			{ casId: CAS_ID, score: 87.5, recommendation: 'Yes' },
			{ casId: CAS_ID, score: 87.5, recommendation: 'recommend' },
		);

		expect(done.error).toBeUndefined();
		expect(model.tools).toEqual(offered(containing('changes records')));
		expect(model.toolResults[0]).toMatch(/must be one of .*Do Not Recommend/);
		expect(world.sandbox.applicant(PROGRAM, CAS_ID).answers).toEqual({
			[SCORE]: 87.5,
			[RECOMMENDATION]: 'Recommend',
		});
	});
});
