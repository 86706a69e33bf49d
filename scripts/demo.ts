/**
 * The demo: a stand-in for WebAdMIT, a real n8n with this package installed in it, and a workflow that runs.
 * `node scripts/run.mjs demo` has built and packed the package and installed n8n by the time this starts.
 */
import path from 'node:path';
import { userIdentityLabel } from '../nodes/WebAdmit/api/userIdentities';
import type { FinishedRun, StoredCredential } from '../test/n8n-server';
import { N8nServer, OWNER, cacheFolder, freePort } from '../test/n8n-server';
import type { Sandbox } from '../test/sandbox';
import { startSandbox } from '../test/sandbox';
import { putCredential, putWorkflow } from './demo/content';
import { decisionsToTry } from './demo/decisions';
import { RunningAlready, leaveFolder, noteUrl, takeFolder } from './demo/running';
import { table } from './demo/table';
import { withProgress } from './lib/progress.mjs';

const N8N_PORT = 5678;
const SANDBOX_PORT = 5690;
const ROWS_SHOWN = 5;
const COLUMNS_SHOWN = ['cas_id', 'last_name', 'first_name', 'program', 'status'];

/** The folder is kept, so that workflows that the user builds are still there at the next start. */
const folder = path.join(cacheFolder, 'demo');

class Interrupted extends Error {}

const interruption = new AbortController();
const interrupted = new Promise<never>((_, reject) => {
	interruption.signal.addEventListener('abort', () => {
		reject(new Interrupted());
	});
});

/** What to stop at the end, in reverse order. */
const cleanups: Array<() => Promise<void>> = [];

async function openSandbox(): Promise<Sandbox> {
	const [apiPort, filesPort, adminPort] = [
		await freePort(SANDBOX_PORT),
		await freePort(SANDBOX_PORT + 1),
		await freePort(SANDBOX_PORT + 2),
	];
	const sandbox = await startSandbox({ apiPort, filesPort, adminPort });
	cleanups.push(async () => {
		await sandbox.close();
	});
	return sandbox;
}

async function openN8n(): Promise<N8nServer> {
	await takeFolder(folder);
	const port = await freePort(N8N_PORT);
	if (port !== N8N_PORT) console.log(`Port ${N8N_PORT} is in use: n8n listens on ${port}.`);
	const starting = N8nServer.start({ userFolder: folder, port, signal: interruption.signal });
	// Registered before it has started, since an interrupted start has to be waited for too.
	cleanups.push(async () => {
		const started = await starting.catch(() => undefined);
		await started?.stop();
		leaveFolder(folder);
	});
	const server = await withProgress('Starting n8n', async () => await starting);
	noteUrl(folder, server.url);
	return server;
}

function showRun(run: FinishedRun): void {
	if (run.status !== 'success') {
		const { message = 'no reason given', description } = run.error ?? {};
		throw new Error(`The workflow ended with "${run.status}": ${message}\n${description ?? ''}`);
	}
	const file = run.items('Run and Download')[0];
	const rows = run.items('Extract From File').map(({ json }) => json);
	console.log(
		`\n${file?.binary?.data?.fileName ?? 'The file'}: ${rows.length} applicants, the first ${ROWS_SHOWN} of them:\n`,
	);
	console.log(table(rows.slice(0, ROWS_SHOWN), COLUMNS_SHOWN));
}

function showPlaces(
	server: N8nServer,
	workflowId: string,
	credential: StoredCredential,
	sandbox: Sandbox,
): void {
	const exports = sandbox.identities.flatMap((identity) => {
		const names = sandbox.exports
			.filter(({ identityIds }) => identityIds.includes(identity.id))
			.map(({ name }) => name);
		return names.length === 0
			? []
			: [`  ${userIdentityLabel({ ...identity })}\n    ${names.join(', ')}`];
	});
	console.log(`
n8n is running:
  Editor     ${server.url}
  Workflow   ${server.url}/workflow/${workflowId}
  Email      ${OWNER.email}
  Password   ${OWNER.password}
  Log        ${server.logFile}
  Credential "${credential.name}" is there already: choose it in the examples too

The sandbox that stands in for WebAdMIT:
  API        ${sandbox.apiUrl}
  Files      ${sandbox.filesUrl}
  Control    ${sandbox.adminUrl}
  API key    ${sandbox.apiKey}

Its exports, by user identity ("Empty List" finds nobody, "Broken Export" fails):
${exports.join('\n')}

${decisionsToTry(sandbox)}

Ctrl-C stops both. What you build in n8n is kept in ${folder}.
`);
}

async function demo(once: boolean): Promise<void> {
	const sandbox = await openSandbox();
	const server = await openN8n();
	const credential = await putCredential(server.client, sandbox);
	const workflow = await putWorkflow(server.client, credential);
	const run = await withProgress(
		'Running the demo workflow',
		async () => await server.client.runToEnd(workflow.id),
	);
	showRun(run);
	if (once) {
		console.log('\nThis is all that --once does: n8n is being stopped.');
		return;
	}
	showPlaces(server, workflow.id, credential, sandbox);
	await server.ended();
	throw new Error(`n8n has ended by itself. The end of ${server.logFile}:\n${server.logTail()}`);
}

async function main(): Promise<number> {
	const once = process.argv.includes('--once');
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.on(signal, () => {
			interruption.abort();
		});
	}
	try {
		await Promise.race([demo(once), interrupted]);
		return 0;
	} catch (error) {
		if (!(error instanceof Interrupted) && !interruption.signal.aborted) {
			console.error(`\n${error instanceof Error ? error.message : String(error)}`);
			if (error instanceof RunningAlready) return 1;
			console.error(
				`\nIf this stays so, delete ${folder} to begin afresh (what you have built in this n8n is lost then).`,
			);
			return 1;
		}
		console.log('\nStopping …');
		return once ? 130 : 0;
	} finally {
		for (const cleanup of cleanups.reverse()) await cleanup();
	}
}

void main().then((code) => {
	process.exit(code);
});
