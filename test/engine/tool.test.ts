import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';
import { WEBADMIT_TOOL } from './harness/nodeTypes';

const engine = useEngine();

/** One operation that deals with each item, and one that deals with all together. */
const OPERATIONS = ['get', 'clearDecision'];

const parametersOf = (operation: string): INodeParameters => ({
	resource: 'designation',
	operation,
	userIdentityId: byId(37442),
	programId: byId(42023191739237),
	casId: '9999999',
});

describe('a tool of an AI agent', () => {
	it.each(OPERATIONS)('answers with the message and what to do: %s', async (operation) => {
		const parameters = parametersOf(operation);
		const { items, status } = await engine.runNode({ parameters, type: WEBADMIT_TOOL });

		expect(status).toBe('success');
		expect(items).toEqual([
			{
				json: {
					error: "Applicant '9999999' not found.",
					description: expect.stringContaining('Check the') as unknown,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each(OPERATIONS)('stops the workflow where the user wants that: %s', async (operation) => {
		const parameters = parametersOf(operation);
		const { error } = await engine.runNode({
			parameters,
			type: WEBADMIT_TOOL,
			onError: 'stopWorkflow',
		});

		expect(error?.message).toBe("Applicant '9999999' not found.");
	});
});
