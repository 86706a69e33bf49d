import {
	N8nServer,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowDefinition,
} from '../../n8n-server';
import { type RunView, type Sandbox, startSandbox } from '../../sandbox';
import { readExample } from '../support/examples';
import { fromList, webAdmit } from '../support/workflows';
import { createCredential } from '../support/world';
import {
	AFTER,
	IDENTITY,
	NIGHTLY,
	ROSTER,
	type TriggerNode,
	after,
	byNodes,
	line,
	onActivation,
	sideBySide,
	webhook,
} from './nodes';
import {
	callbackBody,
	executeInProduction,
	executionsOf,
	givenBy,
	productionUrl,
	startsOf,
} from './support';
import { ended, execute, initiateAndSuspend, suspended, suspending } from './suspending';

const REVIEW = 86451;
const SYSTEM_LOAD = 86455;
const FULL_DATA = 86460;
const WITH_GAPS = 86490;
const MINUTES = 60_000;

/** Minutes. Below 65 seconds, the node waits without suspending the execution. */
const SHORTEST = 1.1;

/** A server of its own, since it is stopped and started. */
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;
/** Of the server, from its next start on. */
const env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
	sandbox = await startSandbox({ runSeconds: 3600 });
	server = await N8nServer.start({ env });
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
}, MINUTES);

async function activate(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
	const created = await server.client.createWorkflow(workflow);
	await server.client.activate(created.id);
	return created;
}

/** The run of this export that calls back. */
function runOf(exportId: number): RunView {
	const run = sandbox.runs.findLast((one) => one.exportId === exportId && one.callbackUrl !== null);
	if (run === undefined) throw new Error(`There is no run of export ${exportId}`);
	return run;
}

/** Executes the example with the shortest of waits that suspend. */
async function executeExample(exportId: number): Promise<string> {
	const choices = { credentials: [credential], userIdentityId: IDENTITY, exportId };
	const { nodes, ...example } = readExample('suspend-until-finished.json', choices);
	const inHaste = nodes.map((node) =>
		node.name === 'Run the Export'
			? { ...node, parameters: { ...node.parameters, options: { maxWait: SHORTEST } } }
			: node,
	);
	const workflow = await server.client.createWorkflow({ ...example, nodes: inHaste });
	const { executionId } = await server.client.runWorkflow(workflow.id, 'Every Night at 2');
	return executionId ?? '';
}

describe.each([
	[
		'n8n is restarted',
		async () => {
			await server.restart();
		},
	],
	[
		'the power is cut, and n8n has another public address afterwards',
		async () => {
			await server.kill();
			env.WEBHOOK_URL = `http://localhost:${server.port}/`;
			env.N8N_WEBHOOK_URL = env.WEBHOOK_URL;
			await server.restart();
		},
	],
])('when %s in the middle', (_, interrupt) => {
	/** What was going on at that moment, by the ids of workflows and executions. */
	let activated: StoredWorkflow;
	let waiting: string;
	let forgotten: string;
	let forgottenExample: string;
	let bothHalves: StoredWorkflow;
	/** Their runs have finished; that of the second took WebAdMIT long to confirm. */
	let calledBack: StoredWorkflow[];
	let repeated: { workflow: StoredWorkflow; node: TriggerNode; runs: RunView[] };
	let startsBefore: number;

	beforeAll(async () => {
		sandbox.reset();
		const { client } = server;
		activated = await activate(line(onActivation(credential), after()));
		waiting = await execute(client, suspending(initiateAndSuspend(credential), ROSTER, REVIEW));
		const soon = initiateAndSuspend(credential, { maxWait: SHORTEST });
		forgotten = await execute(client, suspending(soon, SYSTEM_LOAD));
		forgottenExample = await executeExample(FULL_DATA);
		for (const execution of [waiting, forgotten, forgottenExample]) {
			await suspended(client, execution);
		}

		const initiate = webAdmit(credential, {
			resource: 'exportFile',
			operation: 'initiateRun',
			userIdentityId: fromList(IDENTITY),
			exportId: fromList(WITH_GAPS),
			completion: 'trigger',
		});
		const listening = byNodes(credential);
		bothHalves = await activate(sideBySide(line(webhook(), initiate), line(listening, after())));

		const [prompt, late] = [
			sandbox.addExport({ identityIds: [IDENTITY] }).id,
			sandbox.addExport({ identityIds: [IDENTITY] }).id,
		];
		calledBack = [];
		for (const exportId of [prompt, late]) {
			calledBack.push(await activate(line(onActivation(credential, exportId), after())));
		}
		const { id: lateRun } = runOf(late);
		const path = `/export_files/${lateRun}$`;
		sandbox.addFault({ on: 'api', method: 'GET', path, times: 1, kind: { delayMs: 17_000 } });
		sandbox.finishRun(runOf(prompt).id);
		sandbox.finishRun(lateRun);
		for (const { id } of calledBack) await executionsOf(client, id, 1);

		const node = byNodes(credential);
		const workflow = await activate(line(node, after()));
		const runs = Array.from({ length: 30 }, () => sandbox.addFinishedRun({ exportId: NIGHTLY }));
		repeated = { workflow, node, runs };
		await sendAll();
		await executionsOf(client, workflow.id, 30);

		startsBefore = startsOf(sandbox).length;
		await interrupt();
	}, 3 * MINUTES);

	/** Sends the callbacks of 30 runs at the same moment. */
	async function sendAll(): Promise<void> {
		const url = productionUrl(server.client, repeated.node);
		await Promise.all(
			repeated.runs.map(async (run) => await sandbox.sendCallback(url, callbackBody(run))),
		);
	}

	test('no run is started once more', async () => {
		expect(startsOf(sandbox)).toHaveLength(startsBefore);
		for (const { id } of calledBack) {
			expect(await executionsOf(server.client, id, 1)).toHaveLength(1);
		}
	});

	test('the run of the activation starts the workflow when it has finished', async () => {
		sandbox.finishRun(runOf(NIGHTLY).id);

		const runs = await executionsOf(server.client, activated.id, 1);

		expect(givenBy(runs, AFTER)).toMatchObject([
			{ export_id: NIGHTLY, finished: true, user_identity_id: IDENTITY },
		]);
	});

	test('a suspended execution goes on when its runs have finished', async () => {
		for (const exportId of [REVIEW, ROSTER]) sandbox.finishRun(runOf(exportId).id);

		const run = await ended(server.client, waiting);

		expect(run.items(AFTER)).toMatchObject([
			{ json: { id: runOf(ROSTER).id, finished: true }, pairedItem: { item: 0 } },
			{ json: { id: runOf(REVIEW).id, finished: true }, pairedItem: { item: 1 } },
		]);
	});

	test(
		"a suspended execution whose callback never came continues with its input when 'Max Wait' is over, and has not asked meanwhile",
		async () => {
			// n8n looks for such executions when it starts, and once a minute.
			const run = await ended(server.client, forgotten, 3 * MINUTES);

			expect(run.status).toBe('success');
			expect(run.items(AFTER)).toEqual([
				{ json: { exportId: SYSTEM_LOAD }, pairedItem: { item: 0 } },
			]);
			const path = `/export_files/${runOf(SYSTEM_LOAD).id}`;
			const asked = sandbox.requests.filter((request) => request.path.endsWith(path));
			// Before it was suspended, and right after that.
			expect(asked.length).toBeLessThanOrEqual(2);
		},
		4 * MINUTES,
	);

	test(
		'the example has a branch for that',
		async () => {
			const run = await ended(server.client, forgottenExample, 3 * MINUTES);

			expect(run.status).toBe('success');
			expect(Object.keys(run.execution.data.resultData.runData)).toEqual([
				'Every Night at 2',
				'Run the Export',
				'Which Result?',
				'Tell Somebody It Takes Too Long',
			]);
		},
		4 * MINUTES,
	);

	test('callbacks that were there before, 30 at once, start nothing when they are repeated', async () => {
		await sendAll();

		expect(await executionsOf(server.client, repeated.workflow.id, 30)).toHaveLength(30);
	});

	test('the one half of a workflow finds the other', async () => {
		await executeInProduction(server.client, bothHalves);
		sandbox.finishRun(runOf(WITH_GAPS).id);

		const runs = await executionsOf(server.client, bothHalves.id, 2);

		expect(runs[1]?.items(AFTER)).toMatchObject([{ json: { id: runOf(WITH_GAPS).id } }]);
	});
});
