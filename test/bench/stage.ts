import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { INode } from 'n8n-workflow';
import { textOf, asRecord } from '../n8n-server/json';
import {
	ENDED,
	FinishedRun,
	type N8nClient,
	N8nServer,
	type StoredCredential,
	type WorkflowDefinition,
	chain,
	waitFor,
	repositoryRoot,
} from '../n8n-server';
import { installedServer } from '../n8n-server/paths';
import { SandboxClient } from '../sandbox/client';
import { NO_LIMIT } from '../sandbox/settings';
import { createCredential } from '../e2e/support/world';
import { manualTrigger } from '../e2e/support/workflows';

/** What the benchmarks work with: one n8n server for all of them, and a sandbox in a process of its own. */
export interface Stage {
	server: N8nServer;
	n8n: N8nClient;
	sandbox: SandboxClient;
	credential: StoredCredential;
	/** The Node.js that n8n runs on. */
	node: string;
	close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
	const { child, adminUrl } = await startSandboxProcess();
	let server: N8nServer | undefined;
	try {
		const sandbox = await SandboxClient.connect(adminUrl);
		const started = await N8nServer.start();
		server = started;
		const { apiUrl: baseUrl, apiKey } = sandbox;
		const { client: n8n } = started;
		const credential = await createCredential(n8n, { baseUrl, apiKey });
		const ownNode = path.join(installedServer(started.version), 'node_modules', '.bin', 'node');
		return {
			server: started,
			n8n,
			sandbox,
			credential,
			node: existsSync(ownNode) ? ownNode : process.execPath,
			close: async () => {
				await started.stop();
				await stop(child);
			},
		};
	} catch (error) {
		await server?.stop();
		await stop(child);
		throw error;
	}
}

async function startSandboxProcess(): Promise<{ child: ChildProcess; adminUrl: string }> {
	const cli = path.join(repositoryRoot, 'test', 'sandbox', 'cli.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', cli, '--json'], {
		cwd: repositoryRoot,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	process.once('exit', () => child.kill('SIGKILL'));
	for await (const line of createInterface({ input: child.stdout })) {
		return { child, adminUrl: textOf(asRecord(JSON.parse(line)), 'adminUrl') };
	}
	throw new Error('The sandbox ended while it was starting');
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	await gone;
}

/** Puts the sandbox back to its beginning; runs are finished at once, and no limit is in the way. */
export async function fresh({ sandbox }: Stage): Promise<SandboxClient> {
	await sandbox.reset();
	await sandbox.configure({ runSeconds: 0, rateLimit: NO_LIMIT });
	return sandbox;
}

/** A workflow whose nodes follow one another after a manual trigger. */
export function workflowOf(name: string, ...nodes: INode[]): WorkflowDefinition {
	const all = [manualTrigger(), ...nodes];
	return {
		name: `bench ${name}`,
		nodes: all,
		connections: chain(...all.map((node) => node.name)),
		settings: { executionOrder: 'v1' },
	};
}

/** Runs a stored workflow to its end, and fails unless that is a good one. */
export async function runWell({ n8n }: Stage, workflowId: string): Promise<FinishedRun> {
	const { executionId } = await n8n.runWorkflow(workflowId);
	if (executionId === undefined) throw new Error('n8n started no execution');
	return await endedWell(n8n, workflowId, executionId);
}

/** Waits for the good end of an execution. n8n is asked seldom: what it does for an answer would be measured too. */
export async function endedWell(
	n8n: N8nClient,
	workflowId: string,
	executionId: string,
	timeoutMs = 600_000,
): Promise<FinishedRun> {
	await waitFor(
		async () => {
			// A busy n8n may close the connection on which it is asked: asked again.
			const executions = await n8n.listExecutions({ workflowId }).catch(() => []);
			return executions.find(({ id, status }) => id === executionId && ENDED.has(status));
		},
		{ what: `execution ${executionId}`, timeoutMs, everyMs: 1000 },
	);
	const run = new FinishedRun(await n8n.getExecution(executionId));
	if (run.status === 'success') return run;
	throw new Error(`Execution ${executionId} is "${run.status}": ${run.error?.message ?? ''}`);
}

/** Milliseconds from the start of an execution to its end. */
export function duration({ execution: { startedAt, stoppedAt } }: FinishedRun): number {
	if (startedAt === undefined || stoppedAt === undefined) throw new Error('It has not ended');
	return Date.parse(stoppedAt) - Date.parse(startedAt);
}

/** Removes the files that an execution has stored, so that disk and page cache stay as they were. */
export function dropFiles({ server }: Stage, run: FinishedRun): void {
	const { id, workflowId } = run.execution;
	for (const folder of ['storage', 'binaryData']) {
		const place = path.join(server.userFolder, '.n8n', folder, 'workflows', workflowId);
		rmSync(path.join(place, 'executions', id, 'binary_data'), { recursive: true, force: true });
	}
}

/** The seconds that curl takes to get a URL into a file. */
export function curlSeconds(url: string, file: string): number {
	const args = ['-sf', '-o', file, '-w', '%{time_total}', url];
	return Number(execFileSync('curl', args, { encoding: 'utf8' }));
}
