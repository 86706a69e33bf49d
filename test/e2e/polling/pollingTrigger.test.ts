import { N8nServer, type StoredCredential, type StoredWorkflow } from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { AFTER, NIGHTLY, ROSTER, after, line } from '../callbacks/nodes';
import { executionsOf } from '../callbacks/support';
import { createCredential } from '../support/world';
import { POLLING, polling, polls } from './nodes';

const MINUTES = 60_000;

/** A server of its own, since it is stopped and started. */
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;

beforeAll(async () => {
	server = await N8nServer.start();
	sandbox = await startSandbox({ runSeconds: 3600 });
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
}, MINUTES);

/** The IDs of the runs with which a workflow has been started, an entry an execution. */
async function startedWith({ id }: StoredWorkflow, expected: number): Promise<unknown[][]> {
	const runs = await executionsOf(server.client, id, expected);
	return runs.map((run) => run.items(AFTER).map(({ json }) => json.id));
}

const finished = (exportId: number) => sandbox.addFinishedRun({ exportId }).id;

test(
	'starts the workflow for runs that somebody has started by hand, each once: across a restart, a power cut, an outage and a reactivation',
	async () => {
		const { client } = server;
		const workflow = await client.createWorkflow(line(polling(credential), after()));
		const slow = sandbox.addRun({ exportId: NIGHTLY }).id;
		await client.activate(workflow.id);
		await polls(sandbox, 1);
		const expected: number[][] = [];
		const expectStarts = async () => {
			expect(await startedWith(workflow, expected.length)).toEqual(expected);
		};
		await expectStarts();

		expected.push([finished(ROSTER)]);
		await expectStarts();
		sandbox.finishRun(slow);
		expected.push([slow]);
		await expectStarts();

		await server.restart();
		expected.push([finished(ROSTER)]);
		await expectStarts();

		// Whatever n8n has not saved, it has had time to.
		await polls(sandbox, 1);
		await server.kill();
		expected.push([finished(ROSTER), finished(NIGHTLY)]);
		await server.restart();
		await expectStarts();

		sandbox.addFault({ on: 'api', kind: { status: 503 } });
		await polls(sandbox, 2);
		const meanwhile = finished(NIGHTLY);
		await polls(sandbox, 1);
		sandbox.clearFaults();
		expected.push([meanwhile]);
		await expectStarts();
		expect(server.log).toContain('WebAdMIT: A poll failed, and a later one will catch up');

		await server.client.deactivate(workflow.id);
		const whileOff = finished(ROSTER);
		await server.client.activate(workflow.id);
		expected.push([whileOff]);
		await expectStarts();
		await polls(sandbox, 2);
		await expectStarts();
		expect(server.log).not.toContain(sandbox.apiKey);

		await server.client.deactivate(workflow.id);
	},
	4 * MINUTES,
);

test(
	'does so for batches of PDF Manager, hundreds of them in one execution',
	async () => {
		const { client } = server;
		const node = polling(credential, { resource: 'pdfManagerBatch' });
		const workflow = await client.createWorkflow(line(node, after()));
		await client.activate(workflow.id);
		await polls(sandbox, 1);
		const ids = Array.from(
			{ length: 300 },
			() => sandbox.addFinishedPdfManagerBatch({ templateId: 8153 }).id,
		);

		const started = await startedWith(workflow, 1);

		// A poll may come while they are being added.
		expect(started.flat()).toEqual(ids);
		await client.deactivate(workflow.id);
	},
	2 * MINUTES,
);

test("shows a key that is refused as a failed execution, and why a workflow can't be activated", async () => {
	const { client } = server;
	const workflow = await client.createWorkflow(line(polling(credential), after()));
	await client.activate(workflow.id);
	sandbox.addFault({ on: 'api', times: 1, kind: { status: 401 } });
	const [failed] = await executionsOf(client, workflow.id, 1);
	await client.deactivate(workflow.id);
	expect(failed?.status).toBe('error');
	expect(failed?.error?.message).toBe('WebAdMIT refused the API key');

	const another = await client.createWorkflow(line(polling(credential), after()));
	sandbox.addFault({ on: 'api', kind: { status: 401 } });
	await expect(client.activate(another.id)).rejects.toThrow('WebAdMIT refused the API key');
	sandbox.clearFaults();
	await client.deactivate(another.id);
});

test("gives the newest finished run for 'Fetch test event', and says what to do when there is none", async () => {
	const { client } = server;
	const newest = finished(NIGHTLY);
	const workflow = await client.createWorkflow(line(polling(credential), after()));
	const { executionId = '' } = await client.runWorkflow(workflow.id, POLLING);
	const { data } = await client.waitForExecution(executionId);
	const given = data.resultData.runData[AFTER]?.[0]?.data?.main?.[0];
	expect(given).toMatchObject([{ json: { id: newest, status: 'available', finished: true } }]);

	const none = polling(credential, { options: { exportIds: '1' } });
	const { id } = await client.createWorkflow(line(none, after()));
	const run = await client.runWorkflow(id, POLLING);
	const ended = await client.waitForExecution(run.executionId ?? '');
	expect(ended.data.resultData.error).toMatchObject({
		message: 'WebAdMIT lists no finished run that matches this trigger',
		description: expect.stringContaining("'Initiate Run'") as string,
	});
});
