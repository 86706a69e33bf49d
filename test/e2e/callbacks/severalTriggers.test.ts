import type { INode } from 'n8n-workflow';
import { byId, webAdmit } from '../support/workflows';
import {
	AFTER,
	IDENTITY,
	NIGHTLY,
	ROSTER,
	after,
	byNodes,
	line,
	sideBySide,
	webhook,
} from './nodes';
import { executeInProduction, executionsOf, productionUrl, useCallbacks } from './support';

const { world, activate } = useCallbacks({ runSeconds: 1 });

const OTHER = 'After the Other';
const REVIEW = 86451;

const initiate = (exportId: number): INode =>
	webAdmit(world.credential, {
		resource: 'exportFile',
		operation: 'initiateRun',
		userIdentityId: byId(IDENTITY),
		exportId: byId(exportId),
		completion: 'trigger',
	});

/** A workflow that runs an export, with a trigger for each of two exports. */
async function withTriggersFor(exportId: number) {
	const [first, second] = [NIGHTLY, ROSTER].map((one) => ({
		...byNodes(world.credential, { options: { exportIds: String(one) } }),
		name: `Trigger for ${one}`,
	}));
	if (!first || !second) throw new Error('There are no triggers');
	const workflow = await activate(
		sideBySide(
			line(webhook(), initiate(exportId)),
			line(first, after()),
			line(second, after(OTHER)),
		),
	);
	return { workflow, first, second };
}

test('a run calls the trigger of its workflow that takes runs of its export', async () => {
	const { workflow, second } = await withTriggersFor(ROSTER);

	await executeInProduction(world.n8n, workflow);
	const runs = await executionsOf(world.n8n, workflow.id, 2);

	expect(world.sandbox.runs.at(-1)?.callbackUrl).toBe(productionUrl(world.n8n, second));
	expect(runs[1]?.items(OTHER)).toMatchObject([{ json: { export_id: ROSTER } }]);
	expect(Object.keys(runs[1]?.execution.data.resultData.runData ?? {})).not.toContain(AFTER);
});

test('a run that none of them takes is not started, and the error says what to do', async () => {
	const { workflow } = await withTriggersFor(REVIEW);
	const before = world.sandbox.runs.length;

	const { error } = await executeInProduction(world.n8n, workflow);

	expect(error?.message).toBe(
		`No active WebAdMIT Trigger of this workflow takes runs of export ${REVIEW}`,
	);
	expect(error?.description).toContain("'Export IDs'");
	expect(world.sandbox.runs).toHaveLength(before);
});
