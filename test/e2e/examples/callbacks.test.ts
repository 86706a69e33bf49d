import { type WorkflowDefinition, waitFor } from '../../n8n-server';
import {
	everySecond,
	executeFrom,
	firstCalledBack,
	nodesOf,
	readExample,
} from '../support/examples';
import { useWorld } from '../support/world';

const world = useWorld({ runSeconds: 2 }, 'test');

/** An example with the choices that its notes ask for. */
function choose(file: string, exportId: number): WorkflowDefinition {
	return readExample(file, { credentials: [world.credential], userIdentityId: 37442, exportId });
}

describe('callback.json', () => {
	/**
	 * Stores the example with another time in its Schedule Trigger, and activates it: n8n 1 does not tell executions that are
	 * started by hand of the trigger in the other half.
	 */
	async function activateExample(exportId: number): Promise<string> {
		const example = everySecond(choose('callback.json', exportId));
		const { id } = await world.n8n.createWorkflow(example);
		await world.n8n.activate(id);
		return id;
	}

	it('starts a run in one half, and gets its rows in the other when WebAdMIT calls back', async () => {
		const id = await activateExample(86446);
		try {
			const second = await firstCalledBack(world.n8n, id);

			expect(second.status).toBe('success');
			expect(second.items('Rows of Applicants')).toHaveLength(40);
			expect(second.items('Rows of Applicants')[0]?.json).toMatchObject({ first_name: 'José' });
		} finally {
			await world.n8n.deactivate(id);
		}
	});

	it('can be imported twice: each has a URL of its own', async () => {
		const ids = [await activateExample(86446), await activateExample(86490)];
		try {
			const urls = await waitFor(
				() => {
					const { callbacks } = world.sandbox;
					const byRun = new Map(
						callbacks.map(({ runId, url }) => [
							world.sandbox.runs.find(({ id }) => id === runId)?.exportId,
							url,
						]),
					);
					return byRun.size === 2 ? [...byRun.values()] : undefined;
				},
				{ what: 'runs of both have called back', timeoutMs: 30_000 },
			);

			expect(new Set(urls).size).toBe(2);
		} finally {
			for (const id of ids) await world.n8n.deactivate(id);
		}
	});
});

describe('suspend-until-finished.json', () => {
	it.each([
		['gets the rows of a file', 86446, 'success', ['Get the File', 'Rows of Applicants']],
		['has a branch for an empty list', 86482, 'success', ['Nobody Matched']],
		['fails with a run that failed', 86483, 'error', ['Report That It Failed']],
	])('%s', async (_, exportId, status, branch) => {
		const example = choose('suspend-until-finished.json', exportId);
		const { id } = await world.n8n.createWorkflow(example);

		const run = await executeFrom(world.n8n, id, 'Every Night at 2 a.m.');

		expect(run.status).toBe(status);
		expect(nodesOf(run)).toEqual(
			[...branch, 'Every Night at 2 a.m.', 'Run the Export', 'Which Result?'].sort(),
		);
	});
});
