import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { N8nServer, type StoredCredential, freePort } from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { isN8n1 } from '../support/versions';
import { createCredential } from '../support/world';
import { AFTER, NIGHTLY, ROSTER, after, line, onActivation } from './nodes';
import { answered, executionsOf, givenBy, startsOf } from './support';
import { ended, execute, initiateAndSuspend, suspended, suspending } from './suspending';

/** Where the proxy has n8n. */
const PREFIX = '/automation';
const MINUTES = 60_000;

let port: number;
let n8nPort: number;
/** Paths that were asked for through the proxy. */
const passed: string[] = [];
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;

/** Hands everything below the prefix on to n8n, as a reverse proxy in front of it does. */
function handOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
	const { method, headers, url = '' } = incoming;
	passed.push(url);
	const path = url.startsWith(`${PREFIX}/`) ? url.slice(PREFIX.length) : '/not-found';
	const inner = request({ host: '127.0.0.1', port: n8nPort, method, headers, path }, (answer) => {
		outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(outgoing);
	});
	inner.once('error', () => outgoing.writeHead(502).end());
	incoming.pipe(inner);
}

const proxy = createServer(handOn);

beforeAll(async () => {
	n8nPort = await freePort();
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	const address = proxy.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	port = address.port;
	sandbox = await startSandbox({ runSeconds: 3600 });
	const publicUrl = `http://127.0.0.1:${port}${PREFIX}/`;
	server = await N8nServer.start({
		port: n8nPort,
		env: { WEBHOOK_URL: publicUrl, N8N_WEBHOOK_URL: publicUrl },
	});
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
	proxy.closeAllConnections();
	proxy.close();
}, MINUTES);

beforeEach(() => {
	sandbox.reset();
	passed.length = 0;
});

test('a trigger behind a reverse proxy is called back at its public address', async () => {
	const node = onActivation(credential);
	const { id } = await server.client.createWorkflow(line(node, after()));
	await server.client.activate(id);

	sandbox.finishRun(74780);
	const runs = await executionsOf(server.client, id, 1);

	const callback = `http://127.0.0.1:${port}${PREFIX}/webhook/${node.webhookId}/webadmit`;
	expect(startsOf(sandbox)).toMatchObject([
		{ query: { callback }, body: JSON.stringify({ callback }) },
	]);
	expect(passed).toEqual([`${PREFIX}/webhook/${node.webhookId}/webadmit`]);
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

	const waiting = `${PREFIX}/webhook-waiting/${id}/webadmit${isN8n1(server.client) ? '' : '?signature='}`;
	expect(startsOf(sandbox).map(({ query }) => query.callback)).toEqual(
		Array(2).fill(expect.stringContaining(`http://127.0.0.1:${port}${waiting}`)),
	);
	expect(passed.length).toBeGreaterThanOrEqual(2);
	expect(passed.filter((path) => !path.startsWith(waiting))).toEqual([]);
	expect(run.items(AFTER)).toMatchObject([
		{ json: { export_id: NIGHTLY, finished: true } },
		{ json: { export_id: ROSTER, finished: true } },
	]);
});
