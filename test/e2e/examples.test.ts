import path from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowDefinition } from '../n8n-server';
import { FinishedRun, readWorkflowFile, repositoryRoot, waitFor } from '../n8n-server';
import { fromList } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld({ runSeconds: 2 }, 'test');

const IDENTITY = 37442;
const ENDED = new Set(['success', 'error', 'crashed', 'canceled']);

/** Does what the notes in the example ask for: chooses the credential and, where they are empty, identity and export. */
function filledIn(file: string, exportId: number): WorkflowDefinition {
	const { id, name } = world.credential;
	const example = readWorkflowFile(path.join(repositoryRoot, 'examples', file));
	const fill = (node: INode): INode => {
		if (!node.type.startsWith('n8n-nodes-webadmit.')) return node;
		const isEmpty = (parameter: string) =>
			JSON.stringify(node.parameters[parameter] ?? null).includes('"value":""');
		return {
			...node,
			credentials: { webAdmitApi: { id, name } },
			parameters: {
				...node.parameters,
				...(isEmpty('userIdentityId') ? { userIdentityId: fromList(IDENTITY) } : {}),
				...(isEmpty('exportId') ? { exportId: fromList(exportId) } : {}),
			},
		};
	};
	return { ...example, nodes: example.nodes.map(fill) };
}

/** The names of the nodes that ran. */
const nodesOf = (run: FinishedRun) => Object.keys(run.execution.data.resultData.runData).sort();

describe('callback.json', () => {
	it('starts a run in one half, and gets its rows in the other when WebAdMIT calls back', async () => {
		const { id } = await world.n8n.createWorkflow(filledIn('callback.json', 86446));
		await world.n8n.activate(id);
		try {
			await world.n8n.runWorkflow(id, 'Every Night at 2');
			const ended = async () =>
				(await world.n8n.listExecutions({ workflowId: id })).filter(({ status }) =>
					ENDED.has(status),
				);
			await waitFor(async () => ((await ended()).length === 2 ? true : undefined), {
				what: 'both halves have run',
				timeoutMs: 60_000,
			});
			const runs = await Promise.all(
				(await ended()).map(async (one) => new FinishedRun(await world.n8n.getExecution(one.id))),
			);

			expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
			const second = runs.find((run) => nodesOf(run).includes('Rows of Applicants'));
			expect(second?.items('Rows of Applicants')[0]?.json).toHaveProperty('first_name');
			expect(JSON.stringify(second?.items('Rows of Applicants'))).toContain('José');
		} finally {
			await world.n8n.deactivate(id);
		}
	});
});

describe('suspend-until-finished.json', () => {
	it.each([
		['gets the rows of a file', 86446, ['Get the File', 'Rows of Applicants']],
		['has a branch for an empty list', 86482, ['Nobody Matched']],
		['has a branch for a run that failed', 86483, ['Tell Somebody It Failed']],
	])('%s', async (_, exportId, branch) => {
		const { id } = await world.n8n.createWorkflow(
			filledIn('suspend-until-finished.json', exportId),
		);
		const { executionId } = await world.n8n.runWorkflow(id, 'Every Night at 2');
		const run = new FinishedRun(await world.n8n.waitForExecution(executionId ?? ''));

		expect(run.status).toBe('success');
		expect(nodesOf(run)).toEqual(
			[...branch, 'Every Night at 2', 'Run the Export', 'What Came of It'].sort(),
		);
	});
});
