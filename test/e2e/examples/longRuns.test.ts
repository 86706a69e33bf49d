import {
	FinishedRun,
	N8nServer,
	type StoredCredential,
	type StoredExecution,
	type WorkflowDefinition,
	hasFailed,
} from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { nodesOf, readExample } from '../support/examples';
import { createCredential } from '../support/world';

const NIGHTLY = 86446;
const ROSTER = 86449;
const EMPTY = 86482;
const BROKEN = 86483;
const MINUTES = 60_000;

/** Seconds. n8n puts only executions aside that wait longer than 65 seconds. */
const SHORTEST = 66;

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

/** Executes the example in haste, and gives the ID of the execution. */
async function execute(exportId: number, rounds = 90): Promise<string> {
	const choices = { credentials: [credential], userIdentityId: 37442, exportId };
	const { nodes, ...example } = readExample('long-runs-behind-firewall.json', choices);
	const inHaste: WorkflowDefinition = {
		...example,
		nodes: nodes.map((node) => {
			if (node.name === 'Wait Two Minutes') {
				const parameters = { ...node.parameters, amount: SHORTEST, unit: 'seconds' };
				return { ...node, parameters };
			}
			const parameters = JSON.stringify(node.parameters);
			const fewer = parameters.replace('"rightValue":90', `"rightValue":${rounds}`);
			return { ...node, parameters: JSON.parse(fewer) as typeof node.parameters };
		}),
	};
	const { id } = await server.client.createWorkflow(inHaste);
	const { executionId } = await server.client.runWorkflow(id, 'Every Night at 2 a.m.');
	if (executionId === undefined) throw new Error('n8n started no execution');
	return executionId;
}

const rounds = (run: FinishedRun) =>
	run.execution.data.resultData.runData['Get the Status']?.length;

/** Waits until an execution has been put aside for a round. */
async function waiting(id: string, round: number): Promise<void> {
	await server.client.waitForExecution(
		id,
		(execution) =>
			execution.status === 'waiting' && (rounds(new FinishedRun(execution)) ?? 0) === round - 1,
		3 * MINUTES,
	);
}

const ended = async (id: string, until?: (execution: StoredExecution) => boolean) =>
	new FinishedRun(await server.client.waitForExecution(id, until, 4 * MINUTES));

const finish = (exportId: number) => {
	const { id } = sandbox.runs.findLast((run) => run.exportId === exportId) ?? { id: 0 };
	sandbox.finishRun(id);
};

test(
	'goes on after n8n was killed in the middle, and after WebAdMIT was away, with a branch for each outcome',
	async () => {
		const file = await execute(NIGHTLY);
		const tooLong = await execute(ROSTER, 2);
		const nobody = await execute(EMPTY);
		const failed = await execute(BROKEN);
		// The first round finds all of them going on, but one, for which WebAdMIT is away then.
		sandbox.addFault({
			on: 'api',
			path: `/exports/${EMPTY}/export_files/`,
			times: 5,
			kind: { status: 503 },
		});
		for (const id of [file, tooLong, nobody, failed]) await waiting(id, 2);

		await server.kill();
		for (const exportId of [NIGHTLY, EMPTY, BROKEN]) finish(exportId);
		sandbox.addFault({
			on: 'api',
			path: `/exports/${ROSTER}/export_files/`,
			times: 1,
			kind: { status: 403 },
		});
		await server.restart();

		const withFile = await ended(file);
		expect(withFile.error).toBeUndefined();
		expect(withFile.status).toBe('success');
		expect(rounds(withFile)).toBe(2);
		expect(withFile.items('Rows of Applicants')).toHaveLength(40);
		const starts = sandbox.requests.filter(({ method }) => method === 'POST');
		expect(starts).toHaveLength(4);

		for (const [id, end, message] of [
			[
				tooLong,
				'Report That It Takes Too Long',
				/^Run \d+ was not finished in time.* The last question to WebAdMIT failed: /,
			],
			[nobody, 'Nobody Matched', undefined],
			[failed, 'Report That It Failed', /^Run \d+ of export 86483 failed in WebAdMIT/],
		] as const) {
			const run = await ended(id, message && hasFailed);
			if (message === undefined) expect(run.status).toBe('success');
			else expect(run.error?.message).toMatch(message);
			expect(rounds(run)).toBe(2);
			expect(nodesOf(run)).toEqual(
				[
					'Every Night at 2 a.m.',
					'Get the Status',
					'Start the Run',
					'Wait Two Minutes',
					'What Now?',
					end,
				].sort(),
			);
		}
	},
	9 * MINUTES,
);
