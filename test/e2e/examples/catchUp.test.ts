import { FinishedRun, N8nServer, type StoredWorkflow } from '../../n8n-server';
import { asRecord, textOf } from '../../n8n-server/json';
import { type Sandbox, startSandbox } from '../../sandbox';
import { executeFrom, nodesOf, readExample } from '../support/examples';
import { createCredential } from '../support/world';

const IDENTITY = 37442;
const NIGHTLY = 86446;
const EMPTY = 86482;
const BROKEN = 86483;
const WITH_GAPS = 86490;
const MINUTES = 60_000;

/** A server of its own, since it is stopped and started. */
let server: N8nServer;
let sandbox: Sandbox;

beforeAll(async () => {
	server = await N8nServer.start();
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
}, MINUTES);

beforeEach(async () => {
	sandbox = await startSandbox();
});

afterEach(async () => {
	await sandbox.close();
});

async function importExample(): Promise<StoredWorkflow> {
	const { apiUrl: baseUrl, apiKey } = sandbox;
	const credential = await createCredential(server.client, { baseUrl, apiKey });
	const choices = { credentials: [credential], userIdentityId: IDENTITY };
	return await server.client.createWorkflow(readExample('catch-up.json', choices));
}

const execute = async (workflowId: string) =>
	await executeFrom(server.client, workflowId, 'Every Hour');

/** The runs whose files came out of the workflow; none where it found nothing new. */
function caughtUp(run: FinishedRun): unknown[] {
	expect(run.error).toBeUndefined();
	expect(run.status).toBe('success');
	if (!nodesOf(run).includes('Get Their Files')) return [];
	const items = run.items('Get Their Files');
	for (const { binary } of items) expect(binary?.data?.fileName).toMatch(/\.csv$/);
	return items.map(({ json }) => json.id);
}

const downloads = () => sandbox.requests.filter(({ origin }) => origin === 'files').length;

const finished = (exportId: number) => sandbox.addFinishedRun({ exportId }).id;

test(
	'gets what was finished while n8n was down, and nothing twice',
	async () => {
		const { id } = await importExample();
		// Those of the list that have a file.
		expect(new Set(caughtUp(await execute(id)))).toEqual(new Set([74702, 74745, 74766, 74771]));
		expect(downloads()).toBe(4);

		expect(caughtUp(await execute(id))).toEqual([]);

		await server.kill();
		const [nightly, withGaps] = [finished(NIGHTLY), finished(WITH_GAPS)];
		for (const exportId of [EMPTY, BROKEN]) finished(exportId);
		await server.restart();
		expect(new Set(caughtUp(await execute(id)))).toEqual(new Set([nightly, withGaps]));

		expect(caughtUp(await execute(id))).toEqual([]);
		expect(downloads()).toBe(6);
	},
	MINUTES,
);

test('finds a run that finishes later than one that was started after it', async () => {
	const { id } = await importExample();
	const slow = sandbox.addRun({ exportId: NIGHTLY, runSeconds: 3600 }).id;
	const quick = finished(WITH_GAPS);
	expect(caughtUp(await execute(id))).toContain(quick);

	sandbox.finishRun(slow);

	expect(caughtUp(await execute(id))).toEqual([slow]);
});

test("gets the files of a failed execution with n8n's Retry", async () => {
	const { id } = await importExample();
	await execute(id);
	const missing = finished(NIGHTLY);
	sandbox.addFault({ on: 'files', kind: { status: 404 } });
	const failed = await execute(id);
	expect(failed.status).toBe('error');
	sandbox.clearFaults();

	const retry = await server.client.session.request(
		'POST',
		`/rest/executions/${failed.execution.id}/retry`,
		{ loadWorkflow: true },
	);

	const retried = await server.client.waitForExecution(textOf(asRecord(retry), 'id'));
	expect(caughtUp(new FinishedRun(retried))).toEqual([missing]);
	expect(caughtUp(await execute(id))).toEqual([]);
});

test("gets everything once more after 'Clear Deduplication History'", async () => {
	const { id, ...example } = await importExample();
	const all = caughtUp(await execute(id));
	const clearing = example.nodes.map((node) =>
		node.name === 'Only New Ones'
			? { ...node, parameters: { operation: 'clearDeduplicationHistory' } }
			: node,
	);
	await server.client.updateWorkflow(id, { ...example, nodes: clearing });
	await execute(id);
	await server.client.updateWorkflow(id, example);

	expect(caughtUp(await execute(id))).toEqual(all);
});
