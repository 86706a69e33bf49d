import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type FinishedRun, N8nServer, type StoredCredential } from '../n8n-server';
import { type Sandbox, startSandbox } from '../sandbox';
import { NIGHTLY, ROSTER, after, line, onActivation } from './callbacks/nodes';
import { executionsOf } from './callbacks/support';
import { ended, execute, initiateAndSuspend, suspended, suspending } from './callbacks/suspending';
import { createCredential } from './support/world';
import { fromList, webAdmit, workflow } from './support/workflows';

const WRONG_KEY = '5ec2e75ec2e75ec2e75ec2e75ec2e75e';
/** What stands in every signed download URL, and nowhere else. */
const SIGNATURE = 'AWSAccessKeyId';
const MINUTES = 60_000;

/** A server of its own, that logs all it can, and that has no other secrets in its database. */
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;

beforeAll(async () => {
	sandbox = await startSandbox({ runSeconds: 0 });
	server = await N8nServer.start({ env: { N8N_LOG_LEVEL: 'debug' } });
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
}, MINUTES);

const runAndDownload = {
	resource: 'exportFile',
	operation: 'runAndDownload',
	userIdentityId: fromList(37442),
	exportId: fromList(86446),
	options: { maxWait: 0.05 },
};

/** A run and a download that go well, one with a wrong key, and one whose URLs have all expired. */
async function download(): Promise<FinishedRun[]> {
	const { client } = server;
	const refused = await createCredential(client, { baseUrl: sandbox.apiUrl, apiKey: WRONG_KEY });
	await client.testCredential(refused);
	const good = await client.runOnce(workflow(webAdmit(credential, runAndDownload)));
	const bad = await client.runOnce(workflow(webAdmit(refused, runAndDownload)));
	sandbox.addFault({ on: 'api', kind: 'expiredUrl' });
	const expired = await client.runOnce(workflow(webAdmit(credential, runAndDownload)));
	sandbox.clearFaults();
	expect([good.status, bad.status, expired.status]).toEqual(['success', 'error', 'error']);
	return [good, bad, expired];
}

/** An execution that WebAdMIT's callback resumes, and one that it starts. */
async function callBack(): Promise<FinishedRun[]> {
	const { client } = server;
	sandbox.configure({ runSeconds: 3600 });
	const waiting = await execute(client, suspending(initiateAndSuspend(credential), ROSTER));
	await suspended(client, waiting);
	const { id } = await client.createWorkflow(line(onActivation(credential, NIGHTLY), after()));
	await client.activate(id);
	for (const run of sandbox.runs) if (run.callbackUrl !== null) sandbox.finishRun(run.id);
	return [await ended(client, waiting), ...(await executionsOf(client, id, 1))];
}

test(
	'neither the key nor a download URL is left in what n8n stores and logs',
	async () => {
		const executions = [...(await download()), ...(await callBack())];

		expect(executions).toHaveLength(5);
		for (const { execution } of executions) expectNoSecrets('execution', JSON.stringify(execution));
		const toFileHost = sandbox.requests.filter(({ origin }) => origin === 'files');
		expect(toFileHost.length).toBeGreaterThan(0);
		expect(JSON.stringify(toFileHost)).not.toContain(sandbox.apiKey);
		// What is still in memory is written now.
		await server.restart();
		const folder = path.join(server.userFolder, '.n8n');
		const files = readdirSync(folder).filter((name) => /\.sqlite|\.log$/.test(name));
		expect(files).toContain('database.sqlite');
		for (const file of [server.logFile, ...files.map((name) => path.join(folder, name))]) {
			expectNoSecrets(file, readFileSync(file, 'latin1'));
		}
		expect(server.log).toContain('debug');
	},
	3 * MINUTES,
);

function expectNoSecrets(where: string, content: string): void {
	for (const secret of [sandbox.apiKey, WRONG_KEY, SIGNATURE]) {
		expect({ where, secret, found: content.includes(secret) }).toMatchObject({ found: false });
	}
}
