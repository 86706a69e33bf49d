import type { INode } from 'n8n-workflow';
import { isN8n1 } from '../support/versions';
import { manualTrigger } from '../support/workflows';
import { AFTER, NIGHTLY, ROSTER, after, items, line, node } from './nodes';
import { answered, callbackBody, useCallbacks } from './support';
import {
	ended,
	execute,
	executeAgain,
	initiateAndSuspend,
	suspended,
	suspending,
} from './suspending';
import { FinishedRun, waitFor } from '../../n8n-server';

const { world } = useCallbacks();

const initiate = (name: string, exportId: number): INode => {
	const made = initiateAndSuspend(world.credential, {}, { name });
	return {
		...made,
		parameters: {
			...made.parameters,
			exportId: { __rl: true, mode: 'id', value: String(exportId) },
		},
	};
};

/** Waits until a run has been started that calls back. */
const startedRun = async (exportId: number) =>
	await waitFor(
		() =>
			world.sandbox.runs.findLast(
				(run) =>
					run.exportId === exportId && run.callbackUrl !== null && run.status !== 'available',
			),
		{ what: `a run of export ${exportId}`, timeoutMs: 20_000 },
	);

/** Lets run after run finish, each as soon as the execution waits for it. */
async function finishOneByOne(executionId: string, ...exportIds: number[]): Promise<FinishedRun> {
	for (const exportId of exportIds) {
		const run = await startedRun(exportId);
		await suspended(world.n8n, executionId);
		world.sandbox.finishRun(run.id);
		await answered(world.sandbox, run.id);
	}
	return await ended(world.n8n, executionId);
}

test('an execution can be suspended by one node after the other', async () => {
	const workflow = line(
		manualTrigger(),
		initiate('First', NIGHTLY),
		initiate('Second', ROSTER),
		after(),
	);
	const id = await execute(world.n8n, workflow);

	const run = await finishOneByOne(id, NIGHTLY, ROSTER);

	expect(run.items('First')).toMatchObject([{ json: { export_id: NIGHTLY, finished: true } }]);
	expect(run.items(AFTER)).toMatchObject([{ json: { export_id: ROSTER, finished: true } }]);
});

test('an execution can be suspended by the same node again and again, in a loop', async () => {
	const loop = node('Loop', 'splitInBatches', { options: {} }, 3);
	const wait = initiateAndSuspend(world.credential);
	const workflow = line(
		manualTrigger(),
		items({ exportId: NIGHTLY }, { exportId: ROSTER }, { exportId: NIGHTLY }),
		loop,
	);
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const id = await execute(world.n8n, {
		...workflow,
		nodes: [...workflow.nodes, wait, after()],
		connections: {
			...workflow.connections,
			[loop.name]: { main: [to(AFTER), to(wait.name)] },
			[wait.name]: { main: [to(loop.name)] },
		},
	});

	const run = await finishOneByOne(id, NIGHTLY, ROSTER, NIGHTLY);

	expect(run.items(AFTER)).toMatchObject([
		{ json: { id: 74780, export_id: NIGHTLY, finished: true } },
		{ json: { id: 74781, export_id: ROSTER, finished: true } },
		{ json: { id: 74782, export_id: NIGHTLY, finished: true } },
	]);
});

test('a repeated callback does not wake another node that waits later in the same execution', async () => {
	const { sandbox, n8n } = world;
	const wait = node('Wait', 'wait', { resume: 'webhook', httpMethod: 'POST', options: {} }, 1.1);
	const id = await execute(
		n8n,
		line(manualTrigger(), initiate('First', NIGHTLY), { ...wait, webhookId: 'later' }, after()),
	);
	await suspended(n8n, id);
	const url = sandbox.runs.at(-1)?.callbackUrl ?? '';
	const run = sandbox.finishRun(74780);
	await answered(sandbox, run.id);
	await n8n.waitForExecution(
		id,
		({ status, data }) => status === 'waiting' && data.resultData.runData.Wait !== undefined,
	);

	const repeated = await sandbox.sendCallback(url, callbackBody(run));
	const before = new FinishedRun(await n8n.getExecution(id));
	await sandbox.sendCallback(url.replace('/webadmit', ''), 'its=own');
	const done = await ended(n8n, id);

	expect(repeated.status).toBe(404);
	expect(before.status).toBe('waiting');
	expect(done.items('First')).toMatchObject([{ json: { id: 74780 } }]);
	expect(done.items(AFTER)).toMatchObject([{ json: { body: { its: 'own' } } }]);
});

test.each(['It\'s "quoted" \\ and `ticked`', 'Größe {{ $json.id }} 100 %', '$node["x"]'])(
	'the name of the node can be anything: %s',
	async (name) => {
		const { sandbox, n8n } = world;
		const wait = initiateAndSuspend(world.credential, {}, { name });
		const id = await execute(n8n, suspending(wait, NIGHTLY));
		await suspended(n8n, id);

		sandbox.finishRun(74780);
		const run = await ended(n8n, id, 15_000);

		expect(run.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	},
);

test('a sub-workflow can be suspended, and its caller goes on with what it gives; in n8n 1 with what it was given', async () => {
	const { sandbox, n8n } = world;
	const called = await n8n.createWorkflow(
		line(
			node('Called', 'executeWorkflowTrigger', { inputSource: 'passthrough' }, 1.1),
			initiate('First', NIGHTLY),
			after('In There'),
		),
	);
	await n8n.activate(called.id);
	const call = node(
		'Call',
		'executeWorkflow',
		{ workflowId: { __rl: true, mode: 'id', value: called.id }, options: {} },
		1.2,
	);
	const given = { asked: true };
	const { id } = await n8n.createWorkflow(line(manualTrigger(), items(given), call, after()));
	const executionId = await executeAgain(n8n, id);
	await suspended(n8n, executionId);

	sandbox.finishRun(74780);
	const run = await ended(n8n, executionId);

	const json = isN8n1(n8n) ? given : { id: 74780, finished: true };
	expect(run.items(AFTER)).toMatchObject([{ json }]);
});
