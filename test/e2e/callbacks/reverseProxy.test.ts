import { N8nServer, type StoredCredential, freePort } from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { type ReverseProxy, openReverseProxy } from '../support/reverseProxy';
import { isN8n1 } from '../support/versions';
import { createCredential } from '../support/world';
import { AFTER, NIGHTLY, ROSTER, after, line, onActivation } from './nodes';
import { answered, executionsOf, givenBy, startsOf } from './support';
import { ended, execute, initiateAndSuspend, suspended, suspending } from './suspending';

/** Where the proxy has n8n. */
const PREFIX = '/automation';
const MINUTES = 60_000;

let proxy: ReverseProxy;
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;

beforeAll(async () => {
	const port = await freePort();
	proxy = await openReverseProxy(port, { prefix: PREFIX });
	const { publicUrl } = proxy;
	sandbox = await startSandbox({ runSeconds: 3600 });
	server = await N8nServer.start({
		port,
		env: { WEBHOOK_URL: publicUrl, N8N_WEBHOOK_URL: publicUrl },
	});
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
	proxy.close();
}, MINUTES);

beforeEach(() => {
	sandbox.reset();
	proxy.passed.length = 0;
});

test('a trigger behind a reverse proxy is called back at its public address', async () => {
	const node = onActivation(credential);
	const { id } = await server.client.createWorkflow(line(node, after()));
	await server.client.activate(id);

	sandbox.finishRun(74780);
	const runs = await executionsOf(server.client, id, 1);

	const callback = `${proxy.publicUrl}webhook/${node.webhookId}/webadmit`;
	expect(startsOf(sandbox)).toMatchObject([
		{ query: { callback }, body: JSON.stringify({ callback }) },
	]);
	expect(proxy.passed).toEqual([`${PREFIX}/webhook/${node.webhookId}/webadmit`]);
	expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74780 }]);
});

test('so is a suspended execution', async () => {
	const id = await execute(
		server.client,
		suspending(initiateAndSuspend(credential), NIGHTLY, ROSTER),
	);
	await suspended(server.client, id);

	for (const run of [74780, 74781]) {
		sandbox.finishRun(run);
		await answered(sandbox, run);
	}
	const run = await ended(server.client, id);

	const waiting = `webhook-waiting/${id}/webadmit${isN8n1(server.client) ? '' : '?signature='}`;
	expect(startsOf(sandbox).map(({ query }) => query.callback)).toEqual(
		Array(2).fill(expect.stringContaining(`${proxy.publicUrl}${waiting}`)),
	);
	expect(proxy.passed.length).toBeGreaterThanOrEqual(2);
	expect(proxy.passed.filter((path) => !path.startsWith(`${PREFIX}/${waiting}`))).toEqual([]);
	expect(run.items(AFTER)).toMatchObject([
		{ json: { export_id: NIGHTLY, finished: true } },
		{ json: { export_id: ROSTER, finished: true } },
	]);
});
