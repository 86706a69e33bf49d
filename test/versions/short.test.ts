import type { INodeParameters } from 'n8n-workflow';
import { AFTER, NIGHTLY, ROSTER, after, line, onActivation } from '../e2e/callbacks/nodes';
import { executionsOf, givenBy, useActivation } from '../e2e/callbacks/support';
import {
	ended,
	execute,
	initiateAndSuspend,
	suspended,
	suspending,
} from '../e2e/callbacks/suspending';
import { polling, polls } from '../e2e/polling/nodes';
import { WEBADMIT, fromList, webAdmit, workflow } from '../e2e/support/workflows';
import { useWorld } from '../e2e/support/world';

const IDENTITY = fromList(37442);
const TEMPLATE = 8160;

const world = useWorld({ runSeconds: 0 });
const activate = useActivation(world);

beforeEach(() => {
	world.sandbox.reset();
	world.sandbox.configure({ runSeconds: 0 });
});

/** One of each operation: its parameters, and how many items it gives, and how many of them with a file. */
const operations: Array<[string, INodeParameters, number, number]> = [
	['exportFile initiateRun', { userIdentityId: IDENTITY, exportId: fromList(NIGHTLY) }, 1, 0],
	['exportFile getStatus', { exportId: fromList(NIGHTLY), exportFileId: fromList(74745) }, 1, 0],
	['exportFile listRecent', { userIdentityId: IDENTITY, limit: 3 }, 3, 0],
	['exportFile download', { exportId: fromList(NIGHTLY), exportFileId: fromList(74771) }, 1, 1],
	['exportFile runAndDownload', { userIdentityId: IDENTITY, exportId: fromList(NIGHTLY) }, 1, 1],
	['export getMany', { userIdentityId: IDENTITY, limit: 3 }, 3, 0],
	['userIdentity getMany', { limit: 2 }, 2, 0],
	[
		'pdfManagerBatch initiateRun',
		{ userIdentityId: IDENTITY, pdfManagerTemplateId: fromList(TEMPLATE) },
		1,
		0,
	],
	[
		'pdfManagerBatch runAndDownload',
		{ userIdentityId: IDENTITY, pdfManagerTemplateId: fromList(TEMPLATE) },
		2,
		2,
	],
	['pdfManagerBatch getMany', { userIdentityId: IDENTITY, limit: 2 }, 2, 0],
	['pdfManagerTemplate getMany', { userIdentityId: IDENTITY, limit: 2 }, 2, 0],
];

test.each(operations)('%s', async (name, parameters, items, files) => {
	const [resource, operation] = name.split(' ');
	const node = webAdmit(world.credential, { resource, operation, ...parameters });
	const run = await world.n8n.runOnce(workflow(node));

	expect(run.error).toBeUndefined();
	const given = run.items(WEBADMIT);
	expect(given).toHaveLength(items);
	expect(given.filter(({ binary }) => binary?.data !== undefined)).toHaveLength(files);
});

test.each([
	['getStatus', 0],
	['download', 2],
])('pdfManagerBatch %s', async (operation, files) => {
	const { id } = world.sandbox.addFinishedPdfManagerBatch({ templateId: TEMPLATE });
	const node = webAdmit(world.credential, {
		resource: 'pdfManagerBatch',
		operation,
		userIdentityId: IDENTITY,
		pdfManagerBatchId: fromList(id),
	});
	const run = await world.n8n.runOnce(workflow(node));

	expect(run.error).toBeUndefined();
	const given = run.items(WEBADMIT);
	expect(given).toHaveLength(Math.max(1, files));
	expect(given.filter(({ binary }) => binary?.data !== undefined)).toHaveLength(files);
});

test('the WebAdMIT Trigger starts a workflow, in two active workflows with the same node', async () => {
	world.sandbox.configure({ runSeconds: 3600 });
	const node = onActivation(world.credential);
	const [first, second] = [
		await activate(line(node, after())),
		await activate(line({ ...onActivation(world.credential, ROSTER), id: node.id }, after())),
	];
	for (const { id } of world.sandbox.runs.slice(-2)) world.sandbox.finishRun(id);

	for (const [{ id }, exportId] of [
		[first, NIGHTLY],
		[second, ROSTER],
	] as const) {
		const runs = await executionsOf(world.n8n, id, 1);
		expect(givenBy(runs, AFTER)).toMatchObject([{ export_id: exportId, finished: true }]);
	}
});

test('the WebAdMIT Polling Trigger starts a workflow, in two active workflows with the same node', async () => {
	const node = polling(world.credential);
	const both = [await activate(line(node, after())), await activate(line(node, after()))];
	await polls(world.sandbox, 2);
	const { id } = world.sandbox.addFinishedRun({ exportId: NIGHTLY });

	for (const active of both) {
		const runs = await executionsOf(world.n8n, active.id, 1);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id, finished: true }]);
	}
	await polls(world.sandbox, 4);
	for (const active of both) expect(await executionsOf(world.n8n, active.id, 1)).toHaveLength(1);
});

test('an execution is suspended until its run has finished', async () => {
	world.sandbox.configure({ runSeconds: 3600 });
	const node = initiateAndSuspend(world.credential);
	const execution = await execute(world.n8n, suspending(node, NIGHTLY));
	await suspended(world.n8n, execution);
	for (const { id, status } of world.sandbox.runs) {
		if (status !== 'available') world.sandbox.finishRun(id);
	}

	const run = await ended(world.n8n, execution);

	expect(run.items(AFTER)).toMatchObject([{ json: { export_id: NIGHTLY, finished: true } }]);
});
