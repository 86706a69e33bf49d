import { asRecord } from '../../n8n-server/json';
import { manualTrigger } from '../support/workflows';
import { AFTER, IDENTITY, after, line, node } from './nodes';
import { executeAgain, initiateAndSuspend } from './suspending';
import { executionsOf, givenBy, useCallbacks } from './support';

/** Seconds that the runs take: about as long as n8n needs to suspend an execution, which is the awkward moment. */
const SHORTEST = 0.1;
const STEP = 0.05;

const { world } = useCallbacks();

/** So many executions at the same moment, each with an export of its own (WebAdMIT runs one only once at a time). */
async function executeAtOnce(count: number): Promise<{ workflowId: string; exportIds: number[] }> {
	const exportIds = Array.from(
		{ length: count },
		(_, at) =>
			world.sandbox.addExport({
				identityIds: [IDENTITY],
				runSeconds: SHORTEST + STEP * (at % 10),
			}).id,
	);
	const first = exportIds[0] ?? 0;
	// Each execution takes the next export: the id of the execution is the one thing in which they differ.
	const pick = node(
		'Export',
		'code',
		{ jsCode: `return [{ json: { exportId: ${first} + Number($execution.id) % ${count} } }]` },
		2,
	);
	const { id } = await world.n8n.createWorkflow(
		line(manualTrigger(), pick, initiateAndSuspend(world.credential), after()),
	);
	await Promise.all(exportIds.map(async () => await executeAgain(world.n8n, id)));
	return { workflowId: id, exportIds };
}

test('20 executions at once whose runs finish while n8n suspends them: every one goes on, with its own run', async () => {
	const { workflowId, exportIds } = await executeAtOnce(20);

	const runs = await executionsOf(world.n8n, workflowId, 20, 150_000);

	expect(runs.map(({ status }) => status)).toEqual(Array(20).fill('success'));
	const given = givenBy(runs, AFTER).map(asRecord);
	expect(given.map(({ export_id }) => export_id).sort()).toEqual([...exportIds].sort());
	expect(given.filter(({ finished }) => finished === true)).toHaveLength(20);
}, 200_000);
