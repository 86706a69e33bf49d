import type { INodeParameters } from 'n8n-workflow';
import {
	FinishedRun,
	N8nServer,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowDefinition,
	freePort,
	hasFailed,
} from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { type GivenKind, type JobView, kindsIn } from '../../support/kinds';
import { selfSigned } from '../support/certificate';
import { readExample } from '../support/examples';
import { type ReverseProxy, behind, openReverseProxy } from '../support/reverseProxy';
import { manualTrigger, webAdmit } from '../support/workflows';
import { createCredential } from '../support/world';
import {
	AFTER,
	IDENTITY,
	type TriggerNode,
	after,
	items,
	line,
	sideBySide,
	trigger,
	webhook,
} from './nodes';
import { executeInProduction, executionsOf, givenBy, productionUrl, startsOf } from './support';
import { ended, execute, suspended } from './suspending';

const FULL_DATA = 86460;
const MINUTES = 60_000;

/** Minutes. Below 65 seconds, the node waits without suspending the execution. */
const SHORTEST = 1.1;

/** A server of its own, since it is stopped and started. WebAdMIT wants HTTPS for batches. */
let server: N8nServer;
let sandbox: Sandbox;
let credential: StoredCredential;
let proxies: ReverseProxy[];
/** Of the server, from its next start on. */
const env: NodeJS.ProcessEnv = {};

const kinds = kindsIn({
	get sandbox() {
		return sandbox;
	},
});

beforeAll(async () => {
	sandbox = await startSandbox({ runSeconds: 3600, anyCertificate: true });
	const port = await freePort();
	const tls = selfSigned();
	proxies = [await openReverseProxy(port, { tls }), await openReverseProxy(port, { tls })];
	Object.assign(env, ...proxies.slice(0, 1).map(behind));
	server = await N8nServer.start({ port, env });
	const { apiUrl: baseUrl, apiKey } = sandbox;
	credential = await createCredential(server.client, { baseUrl, apiKey });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
	for (const proxy of proxies) proxy.close();
}, MINUTES);

async function activate(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
	const created = await server.client.createWorkflow(workflow);
	await server.client.activate(created.id);
	return created;
}

/** The run of this source that calls back. */
function runOf(given: GivenKind, sourceId: number): JobView {
	const run = given.all().findLast((one) => one.sourceId === sourceId && one.callbackUrl !== null);
	if (run === undefined) throw new Error(`There is no run of ${given.source} ${sourceId}`);
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
	const { executionId } = await server.client.runWorkflow(workflow.id, 'Every Night at 2 a.m.');
	return executionId ?? '';
}

/** What goes on of one kind while n8n is interrupted. */
class GoingOn {
	/** What is run: on activation, by suspended executions, and by one half of a workflow for the other. */
	readonly source: number;
	readonly awaited: [number, number];
	readonly forgotten: number;
	readonly byOtherHalf: number;

	activated?: StoredWorkflow;
	bothHalves?: StoredWorkflow;
	suspended = '';
	suspendedInVain = '';
	/** Their runs have finished; that of the second took WebAdMIT long to confirm. */
	calledBack: StoredWorkflow[] = [];
	repeated?: { workflow: StoredWorkflow; node: TriggerNode; runs: JobView[] };

	constructor(readonly given: GivenKind) {
		const { newSource } = given;
		this.source = newSource();
		this.awaited = [newSource(), newSource()];
		this.forgotten = newSource();
		this.byOtherHalf = newSource();
	}

	async begin(): Promise<void> {
		const { given } = this;
		const { client } = server;
		this.activated = await activate(line(this.onActivation(this.source), after()));
		this.suspended = await execute(client, this.suspending({}, ...this.awaited));
		const soon = { maxWait: SHORTEST };
		this.suspendedInVain = await execute(client, this.suspending(soon, this.forgotten));
		for (const execution of [this.suspended, this.suspendedInVain]) {
			await suspended(client, execution);
		}

		const initiate = this.initiate('trigger', this.byOtherHalf);
		this.bothHalves = await activate(
			sideBySide(line(webhook(), initiate), line(this.byNodes(), after())),
		);

		const [prompt, late] = [given.newSource(), given.newSource()];
		for (const sourceId of [prompt, late]) {
			this.calledBack.push(await activate(line(this.onActivation(sourceId), after())));
		}
		const { id: lateRun } = runOf(given, late);
		const [, path] = given.question(lateRun, late).split(' ');
		const kind = { delayMs: 17_000 };
		sandbox.addFault({ on: 'api', method: 'GET', path: `${path}$`, times: 1, kind });
		given.finish(runOf(given, prompt).id);
		given.finish(lateRun);
		for (const { id } of this.calledBack) await executionsOf(client, id, 1);

		const node = this.byNodes();
		const workflow = await activate(line(node, after()));
		const runs = Array.from({ length: 30 }, () => given.addFinished(this.source));
		this.repeated = { workflow, node, runs };
		await this.sendAll();
		await executionsOf(client, workflow.id, 30);
	}

	/** Sends the callbacks of 30 runs at the same moment. */
	async sendAll(): Promise<void> {
		const { node, runs = [] } = this.repeated ?? {};
		const url = node && productionUrl(server.client, node);
		if (url === undefined) throw new Error('There is nothing to repeat');
		await Promise.all(
			runs.map(async ({ id, sourceId }) => {
				const [body, type] = this.given.callback(id, sourceId);
				await sandbox.sendCallback(url, body, { 'content-type': type });
			}),
		);
	}

	private readonly onActivation = (sourceId: number) =>
		trigger(credential, {
			...this.given.parameters,
			...this.given.chosen(sourceId),
			registration: 'onActivation',
		});

	private readonly byNodes = () =>
		trigger(credential, { ...this.given.parameters, registration: 'byNodes' });

	private readonly initiate = (
		completion: string,
		sourceId: number | string,
		options: INodeParameters = {},
	) =>
		webAdmit(credential, {
			...this.given.parameters,
			...this.given.chosen(sourceId),
			operation: 'initiateRun',
			completion,
			options,
		});

	private readonly suspending = (options: INodeParameters, ...sourceIds: number[]) =>
		line(
			manualTrigger(),
			items(...sourceIds.map((sourceId) => ({ sourceId }))),
			this.initiate('resume', '={{ $json.sourceId }}', options),
			after(),
		);
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
			Object.assign(env, ...proxies.slice(1).map(behind));
			await server.restart();
		},
	],
])('when %s in the middle', (_, interrupt) => {
	let goingOn: GoingOn[] = [];
	let forgottenExample: string;
	let startsBefore: number;

	const of = ({ kind }: GivenKind): GoingOn => {
		const found = goingOn.find(({ given }) => given.kind === kind);
		if (found === undefined) throw new Error(`Nothing is going on of ${kind}`);
		return found;
	};

	beforeAll(async () => {
		sandbox.reset();
		goingOn = kinds.map((given) => new GoingOn(given));
		forgottenExample = await executeExample(FULL_DATA);
		await suspended(server.client, forgottenExample);
		await Promise.all(
			goingOn.map(async (one) => {
				await one.begin();
			}),
		);
		startsBefore = startsOf(sandbox).length;
		await interrupt();
	}, 3 * MINUTES);

	test('no run is started once more', async () => {
		expect(startsOf(sandbox)).toHaveLength(startsBefore);
		for (const { id } of goingOn.flatMap(({ calledBack }) => calledBack)) {
			expect(await executionsOf(server.client, id, 1)).toHaveLength(1);
		}
	});

	test.each(kinds)(
		'the $run of the activation starts the workflow when it has finished',
		async (given) => {
			const { source, activated } = of(given);
			given.finish(runOf(given, source).id);

			const runs = await executionsOf(server.client, activated?.id ?? '', 1);

			expect(givenBy(runs, AFTER)).toMatchObject([
				{ ...given.output(source), finished: true, user_identity_id: IDENTITY },
			]);
		},
	);

	test.each(kinds)('a suspended execution goes on when its $runs have finished', async (given) => {
		const { awaited, suspended: execution } = of(given);
		for (const sourceId of awaited.toReversed()) given.finish(runOf(given, sourceId).id);

		const run = await ended(server.client, execution);

		expect(run.items(AFTER)).toMatchObject(
			awaited.map((sourceId, item) => ({
				json: { id: runOf(given, sourceId).id, finished: true },
				pairedItem: { item },
			})),
		);
	});

	test.each(kinds)(
		"a suspended execution of a $run whose callback never came continues with its input when 'Max Wait' is over, and has not asked meanwhile",
		async (given) => {
			const { forgotten: sourceId, suspendedInVain } = of(given);
			// n8n looks for such executions when it starts, and once a minute.
			const run = await ended(server.client, suspendedInVain, 3 * MINUTES);

			expect(run.status).toBe('success');
			expect(run.items(AFTER)).toEqual([{ json: { sourceId }, pairedItem: { item: 0 } }]);
			const question = given.question(runOf(given, sourceId).id, sourceId);
			const asked = sandbox.requests.filter(({ method, path }) => `${method} ${path}` === question);
			// Before it was suspended, and right after that.
			expect(asked.length).toBeLessThanOrEqual(2);
		},
		4 * MINUTES,
	);

	test(
		'the example has a branch for that',
		async () => {
			const run = new FinishedRun(
				await server.client.waitForExecution(forgottenExample, hasFailed, 3 * MINUTES),
			);

			expect(Object.keys(run.execution.data.resultData.runData)).toEqual([
				'Every Night at 2 a.m.',
				'Run the Export',
				'Which Result?',
				'Report That No Answer Came',
			]);
			expect(run.error?.message).toContain('The run was not finished');
		},
		4 * MINUTES,
	);

	test.each(kinds)(
		'callbacks of $runs that were there before, 30 at once, start nothing when they are repeated',
		async (given) => {
			const { repeated } = of(given);
			await of(given).sendAll();

			expect(await executionsOf(server.client, repeated?.workflow.id ?? '', 30)).toHaveLength(30);
		},
	);

	test.each(kinds)('the one half of a workflow finds the other for a $run', async (given) => {
		const { bothHalves, byOtherHalf } = of(given);
		if (bothHalves === undefined) throw new Error('There is no such workflow');
		await executeInProduction(server.client, bothHalves);
		given.finish(runOf(given, byOtherHalf).id);

		const runs = await executionsOf(server.client, bothHalves.id, 2);

		expect(runs[1]?.items(AFTER)).toMatchObject([{ json: { id: runOf(given, byOtherHalf).id } }]);
	});
});
