import { readFileSync } from 'node:fs';
import {
	ENDED,
	type ExecutionSummary,
	FinishedRun,
	type N8nClient,
	RestError,
	type StoredWorkflow,
	type WorkflowDefinition,
	waitFor,
} from '../../n8n-server';
import { readExecutionSummary } from '../../n8n-server/executions';
import { asArray, asRecord } from '../../n8n-server/json';
import type { CallbackDelivery, RecordedRequest, Sandbox, SandboxOptions } from '../../sandbox';
import { type World, useWorld } from '../support/world';
import type { TriggerNode } from './nodes';

const TIMEOUT_MS = 30_000;

type Activate = (workflow: WorkflowDefinition) => Promise<StoredWorkflow>;

/** Creates and activates workflows; in the end none of them is left active. */
export function useActivation(world: World): Activate {
	const undo: Array<() => Promise<void>> = [];
	afterAll(async () => {
		for (const deactivate of undo) await deactivate();
	});
	return async (workflow) => {
		const { n8n } = world;
		const created = await n8n.createWorkflow(workflow);
		undo.push(async () => {
			await n8n.deactivate(created.id);
		});
		await n8n.activate(created.id);
		return created;
	};
}

/**
 * Gives the tests of a file one sandbox that n8n knows. Each test finds it new: the first run is 74780, and runs go on
 * until the test ends them, unless the options say otherwise.
 */
export function useCallbacks(options: SandboxOptions = {}): { world: World; activate: Activate } {
	const world = useWorld({ runSeconds: 3600, ...options });
	beforeEach(() => {
		world.sandbox.reset();
	});
	return { world, activate: useActivation(world) };
}

/** The URL of a trigger while its workflow is active, and while the editor listens for a test event. */
export const productionUrl = ({ session }: N8nClient, { webhookId }: TriggerNode): string =>
	`${session.url}/webhook/${webhookId}/webadmit`;

export const testUrl = ({ session }: N8nClient, { webhookId }: TriggerNode): string =>
	`${session.url}/webhook-test/${webhookId}/webadmit`;

/** A callback in WebAdMIT's form. */
export function callbackBody(run: { id: number; exportId: number }, status = 'Available'): string {
	return `export_file[id]=${run.id}&export_file[export_id]=${run.exportId}&export_file[status]=${status}`;
}

/** The requests that start runs. */
export const startsOf = ({ requests }: Sandbox): RecordedRequest[] =>
	requests.filter(({ method }) => method === 'POST');

/** Waits until as many callbacks of a run have been answered. */
export async function answered(
	sandbox: Sandbox,
	runId: number,
	times = 1,
): Promise<CallbackDelivery[]> {
	return await waitFor(
		() => {
			const deliveries = sandbox.callbacks.filter((delivery) => delivery.runId === runId);
			return deliveries.length >= times ? deliveries : undefined;
		},
		{ what: `callback of run ${runId}`, timeoutMs: TIMEOUT_MS },
	);
}

/** Under a burst of callbacks n8n may say for some seconds that its database is not ready: asked again later. */
function whenTooBusy(error: unknown): undefined {
	if (error instanceof RestError && error.status === 503) return undefined;
	throw error;
}

/** How many executions n8n lists at most. */
const PAGE = 100;

/**
 * The executions of a workflow with ids between two. n8n lists first what began last, which says nothing about ids where
 * executions wait in a queue: a full page is asked for again, in two halves.
 */
async function listBetween(
	n8n: N8nClient,
	workflowId: string,
	above = 0,
	below = Number.MAX_SAFE_INTEGER,
): Promise<ExecutionSummary[]> {
	const query = new URLSearchParams({
		filter: JSON.stringify({ workflowId }),
		limit: String(PAGE),
		firstId: String(above),
		...(below === Number.MAX_SAFE_INTEGER ? {} : { lastId: String(below) }),
	});
	const answer = asRecord(await n8n.session.request('GET', `/rest/executions?${query.toString()}`));
	const page = asArray(answer.results).map(readExecutionSummary);
	if (page.length < PAGE) return page;
	const ids = page.map(({ id }) => Number(id)).sort((a, b) => a - b);
	const middle = ids[PAGE / 2] ?? above;
	return [
		...(await listBetween(n8n, workflowId, above, middle)),
		...(await listBetween(n8n, workflowId, middle - 1, below)),
	];
}

/** All executions of a workflow, oldest first. */
async function listAll(n8n: N8nClient, workflowId: string): Promise<ExecutionSummary[]> {
	const found = await listBetween(n8n, workflowId);
	return found.sort((a, b) => Number(a.id) - Number(b.id));
}

/**
 * The ended executions of a workflow, oldest first, once there are as many as expected and none is left under way.
 * n8n has stored an execution by the time it answers the callback that starts it, so nobody comes late.
 */
export async function executionsOf(
	n8n: N8nClient,
	workflowId: string,
	expected: number,
	timeoutMs = TIMEOUT_MS,
): Promise<FinishedRun[]> {
	let found: string[] = [];
	const ids = await waitFor(
		async () => {
			const all = await listAll(n8n, workflowId).catch(whenTooBusy);
			if (all === undefined) return undefined;
			found = all.map(({ id, status }) => `${id} ${status}`);
			const isOver = all.length >= expected && all.every(({ status }) => ENDED.has(status));
			return isOver ? all.map(({ id }) => id) : undefined;
		},
		{
			what: `${expected} executions of workflow ${workflowId}`,
			timeoutMs,
			explain: () => `There are: ${found.join(', ') || 'none'}`,
		},
	);
	return await Promise.all(ids.map(async (id) => new FinishedRun(await n8n.waitForExecution(id))));
}

/**
 * Starts an active workflow in production through its Webhook node (`webhook()`) and gives that execution. Unlike "Execute
 * workflow", this finds the URL of a trigger in n8n 1, too.
 */
export async function executeInProduction(
	n8n: N8nClient,
	{ id, nodes }: StoredWorkflow,
): Promise<FinishedRun> {
	const start = nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
	if (start?.webhookId === undefined) throw new Error('The workflow has no Webhook node');
	const answer = await fetch(`${n8n.session.url}/webhook/${start.webhookId}`, { method: 'POST' });
	const text = await answer.text();
	const runs = await executionsOf(n8n, id, 1);
	const run = runs.find(({ execution }) => start.name in execution.data.resultData.runData);
	if (run === undefined) throw new Error(`The Webhook node was called: ${answer.status} ${text}`);
	return run;
}

/** What a node gave in each execution: the JSON of its first item. */
export const givenBy = (runs: FinishedRun[], nodeName: string): unknown[] =>
	runs.map((run) => run.items(nodeName)[0]?.json);

/** What is written into a log from now on. */
export function followLog(logFile: string): () => string {
	const start = readFileSync(logFile).length;
	return () => readFileSync(logFile).subarray(start).toString('utf8');
}

/** Waits until something is written into the log. */
export async function logged(log: () => string, what: RegExp | string): Promise<void> {
	await waitFor(
		() => {
			const text = log();
			return (typeof what === 'string' ? text.includes(what) : what.test(text)) || undefined;
		},
		{ what: `${String(what)} in n8n's log`, timeoutMs: 30_000, explain: () => log().slice(-3_000) },
	);
}
