import { FinishedRun, N8nServer, type StoredWorkflow } from '../../n8n-server';
import { asRecord, textOf } from '../../n8n-server/json';
import { type Sandbox, startSandbox } from '../../sandbox';
import { executionsOf } from '../callbacks/support';
import { EVERY_FIVE_SECONDS, POLLING_TYPE, polls } from '../polling/nodes';
import { readExample } from '../support/examples';
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
let example: StoredWorkflow;

beforeAll(async () => {
	server = await N8nServer.start();
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
}, MINUTES);

beforeEach(async () => {
	sandbox = await startSandbox();
	example = await importExample();
	await server.client.activate(example.id);
});

afterEach(async () => {
	await server.client.deactivate(example.id);
	await sandbox.close();
});

/** The example as it is, but that it does not ask only every five minutes. */
async function importExample(): Promise<StoredWorkflow> {
	const { apiUrl: baseUrl, apiKey } = sandbox;
	const credential = await createCredential(server.client, { baseUrl, apiKey });
	const choices = { credentials: [credential], userIdentityId: IDENTITY };
	const { nodes, ...more } = readExample('catch-up.json', choices);
	const inHaste = nodes.map((node) =>
		node.type === POLLING_TYPE
			? { ...node, parameters: { ...node.parameters, pollTimes: EVERY_FIVE_SECONDS } }
			: node,
	);
	return await server.client.createWorkflow({ ...more, nodes: inHaste });
}

/** The runs whose files came out of each execution, when there are as many executions as expected. */
async function caughtUp(expected: number): Promise<unknown[][]> {
	return (await executionsOf(server.client, example.id, expected)).map(filesOf);
}

function filesOf(run: FinishedRun): unknown[] {
	expect(run.error).toBeUndefined();
	expect(run.status).toBe('success');
	const items = run.items('Get Their Files');
	for (const { binary } of items) expect(binary?.data?.fileName).toMatch(/\.csv$/);
	return items.map(({ json }) => json.id);
}

const downloads = () => sandbox.requests.filter(({ origin }) => origin === 'files').length;

const finished = (exportId: number) => sandbox.addFinishedRun({ exportId }).id;

test(
	'gets what was finished while n8n was down, and nothing twice, and nothing of before',
	async () => {
		await polls(sandbox, 1);
		const first = finished(NIGHTLY);
		expect(await caughtUp(1)).toEqual([[first]]);

		await server.kill();
		const [nightly, withGaps] = [finished(NIGHTLY), finished(WITH_GAPS)];
		for (const exportId of [EMPTY, BROKEN]) finished(exportId);
		await server.restart();
		expect(await caughtUp(2)).toEqual([[first], [nightly, withGaps]]);

		await polls(sandbox, 2);
		expect(await caughtUp(2)).toHaveLength(2);
		expect(downloads()).toBe(3);
	},
	2 * MINUTES,
);

test('finds a run that finishes later than one that was started after it', async () => {
	const slow = sandbox.addRun({ exportId: NIGHTLY, runSeconds: 3600 }).id;
	const quick = finished(WITH_GAPS);
	expect(await caughtUp(1)).toEqual([[quick]]);

	sandbox.finishRun(slow);

	expect(await caughtUp(2)).toEqual([[quick], [slow]]);
});

test("gets the files of a failed execution with n8n's Retry", async () => {
	sandbox.addFault({ on: 'files', kind: { status: 404 } });
	const missing = finished(NIGHTLY);
	const [failed] = await executionsOf(server.client, example.id, 1);
	expect(failed?.status).toBe('error');
	sandbox.clearFaults();

	const retry = await server.client.session.request(
		'POST',
		`/rest/executions/${failed?.execution.id}/retry`,
		{ loadWorkflow: true },
	);

	const retried = await server.client.waitForExecution(textOf(asRecord(retry), 'id'));
	expect(filesOf(new FinishedRun(retried))).toEqual([missing]);
	await polls(sandbox, 2);
	expect(await executionsOf(server.client, example.id, 2)).toHaveLength(2);
});
