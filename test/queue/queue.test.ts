import {
	type FinishedRun,
	type N8nProcess,
	type StoredCredential,
	type WorkflowDefinition,
	freePort,
	waitFor,
} from '../n8n-server';
import { asRecord } from '../n8n-server/json';
import { DEFAULT_SERVER_VERSION } from '../n8n-server/paths';
import {
	AFTER,
	IDENTITY,
	NIGHTLY,
	type TriggerNode,
	after,
	byNodes,
	line,
	sideBySide,
} from '../e2e/callbacks/nodes';
import { callbackBody, executionsOf, givenBy, startsOf } from '../e2e/callbacks/support';
import { selfSigned } from '../e2e/support/certificate';
import { type ReverseProxy, behind, openReverseProxy } from '../e2e/support/reverseProxy';
import { EXTRACT, WEBADMIT } from '../e2e/support/workflows';
import { createCredential } from '../e2e/support/world';
import { type RunView, type Sandbox, startSandbox } from '../sandbox';
import { findBinaries } from './support/binaries';
import { CONCURRENCY, type Cluster, begunBy, startCluster } from './support/cluster';
import { ORDERED_TEMPLATE, initiating, order, send, suspending, toRows } from './support/nodes';

const MINUTES = 60_000;
const SECONDS = 1_000;

/** What differs between the major versions of n8n. */
const IS_N8N_1 = DEFAULT_SERVER_VERSION.startsWith('1.');

const binaries = findBinaries();
if ('missing' in binaries) {
	const what = `n8n in queue mode is not tested: ${binaries.missing.join(' and ')} not found (on Debian: apt-get install ${binaries.missing.join(' ')})`;
	if (process.env.WEBADMIT_REQUIRE_ALL) throw new Error(what);
	console.warn(`Skipped: ${what}`);
}

('found' in binaries ? describe : describe.skip)('n8n in queue mode', () => {
	let cluster: Cluster;
	/** What WebAdMIT knows n8n by: it wants HTTPS for batches. */
	let proxy: ReverseProxy;
	let sandbox: Sandbox;
	let credential: StoredCredential;

	beforeAll(async () => {
		if (!('found' in binaries)) return;
		sandbox = await startSandbox({ anyCertificate: true });
		const webhookPort = await freePort();
		proxy = await openReverseProxy(webhookPort, { tls: selfSigned() });
		const env = behind(proxy);
		cluster = await startCluster(binaries.found, DEFAULT_SERVER_VERSION, { webhookPort, env });
		const { apiUrl: baseUrl, apiKey } = sandbox;
		credential = await createCredential(cluster.n8n, { baseUrl, apiKey });
	}, 5 * MINUTES);

	beforeEach(() => {
		sandbox.reset();
	});

	afterAll(async () => {
		await Promise.allSettled([sandbox.close(), cluster.stop()]);
		proxy.close();
	}, MINUTES);

	/** Activates a workflow for the time of a test. */
	async function activate(workflow: WorkflowDefinition): Promise<string> {
		const { id } = await cluster.n8n.createWorkflow(workflow);
		await cluster.n8n.activate(id);
		return id;
	}

	/** So many exports of their own: WebAdMIT runs one only once at a time. */
	const newExports = (count: number) =>
		Array.from({ length: count }, (_, at) =>
			sandbox.addExport({ identityIds: [IDENTITY], rows: 1 + (at % 50) }),
		);

	/** Orders exports or templates at the webhook processor, all at once. */
	const orderAll = async (start: ReturnType<typeof order>, sources: Array<{ id: number }>) => {
		await Promise.all(
			sources.map(async ({ id }) => {
				await send(cluster.webhook.url, start, id);
			}),
		);
	};

	/** The run of an export that calls back. */
	function runOf(exportId: number): RunView {
		const run = sandbox.runs.find((one) => one.exportId === exportId && one.callbackUrl !== null);
		if (run === undefined) throw new Error(`There is no run of export ${exportId}`);
		return run;
	}

	/** Waits until so many executions of a workflow are in a state, and none in another. */
	async function allAre(workflowId: string, count: number, wanted: string): Promise<void> {
		let found: string[] = [];
		await waitFor(
			async () => {
				const all = await cluster.n8n.listExecutions({ workflowId });
				found = all.map(({ status }) => status);
				return (found.length === count && found.every((status) => status === wanted)) || undefined;
			},
			{
				what: `${count} executions that are "${wanted}"`,
				timeoutMs: MINUTES,
				explain: () => `There are: ${found.join()}`,
			},
		);
	}

	/** How often a worker has begun each of the executions. */
	const timesBegun = (runs: FinishedRun[]) => {
		const begun = cluster.workers.flatMap(begunBy);
		return runs.map(({ execution }) => begun.filter((id) => id === execution.id).length);
	};

	/** Sends a callback of a run; gives the status of the answer. */
	const call = async (url: string, { id, exportId }: RunView) =>
		(await sandbox.sendCallback(url, callbackBody({ id, exportId }))).status;

	/** Where one of the processes takes the callbacks of a trigger, and where WebAdMIT sends them. */
	const urlOf = ({ url }: Pick<N8nProcess, 'url'>, { webhookId }: TriggerNode) =>
		`${url}/webhook/${webhookId}/webadmit`;
	const publicUrlOf = (node: TriggerNode) => urlOf({ url: publicOrigin() }, node);

	const publicOrigin = () => new URL(proxy.publicUrl).origin;

	const idsOf = (things: Array<{ id: number }>): Set<unknown> =>
		new Set(things.map(({ id }) => id));

	const exportOf = (item: unknown): unknown => asRecord(asRecord(item).json).export_id;

	test(
		'200 exports from the order to the rows, over both workers: every row arrives, and every run is started once',
		async () => {
			sandbox.configure({ runSeconds: 1 });
			const exports = newExports(200);
			const start = order();
			const id = await activate(toRows(start, credential));

			await orderAll(start, exports);
			const runs = await executionsOf(cluster.n8n, id, 200, 2 * MINUTES);

			expect(new Set(runs.map(({ status, error }) => error?.message ?? status))).toEqual(
				new Set(['success']),
			);
			const arrived = runs.map(
				(run) => [exportOf(run.items(WEBADMIT)[0]), run.items(EXTRACT).length] as const,
			);
			expect(new Map(arrived)).toEqual(new Map(exports.map((one) => [one.id, one.rows])));
			expect(runs).toHaveLength(200);
			expect(startsOf(sandbox)).toHaveLength(200);
			const perWorker = cluster.workers.map((worker) => begunBy(worker).length);
			expect(Math.min(...perWorker)).toBeGreaterThan(20);
			expect(timesBegun(runs)).toEqual(Array(200).fill(1));
		},
		3 * MINUTES,
	);

	test(
		'a run calls a trigger through the webhook processor, and a worker runs what it starts',
		async () => {
			sandbox.configure({ runSeconds: 3600 });
			const node = byNodes(credential);
			const listening = await activate(line(node, after()));
			const start = order();
			const id = await activate(initiating(start, credential, 'url', urlOf(cluster.webhook, node)));
			const exports = newExports(10);

			await orderAll(start, exports);
			await executionsOf(cluster.n8n, id, 10);
			for (const one of exports) sandbox.finishRun(runOf(one.id).id);
			const runs = await executionsOf(cluster.n8n, listening, 10);

			expect(new Set(givenBy(runs, AFTER).map((json) => asRecord(json).export_id))).toEqual(
				idsOf(exports),
			);
			expect(timesBegun(runs)).toEqual(Array(10).fill(1));
		},
		MINUTES,
	);

	// n8n 2.40 does not give workers the static data of a workflow, where the trigger leaves its URL.
	test(
		`a trigger of the same workflow ${IS_N8N_1 ? 'is called as well' : 'is not found by a worker, which says what to choose'}`,
		async () => {
			sandbox.configure({ runSeconds: 3600 });
			const node = byNodes(credential);
			const start = order();
			const id = await activate(
				sideBySide(initiating(start, credential, 'trigger'), line(node, after())),
			);
			const [one] = newExports(1);
			await orderAll(start, one ? [one] : []);
			const [run] = await executionsOf(cluster.n8n, id, 1);

			if (IS_N8N_1) {
				expect(run?.status).toBe('success');
				expect(runOf(one?.id ?? 0).callbackUrl).toBe(publicUrlOf(node));
			} else {
				expect(run?.error?.description).toContain("'Call Back a URL'");
				expect(startsOf(sandbox)).toEqual([]);
			}
		},
		MINUTES,
	);

	test(
		'suspended executions go on once, in a worker, when copies of the callback come through two processes at once',
		async () => {
			sandbox.configure({ runSeconds: 3600, callbackDelivery: 'never' });
			const start = order();
			const id = await activate(suspending(start, credential));
			const exports = newExports(20);
			await orderAll(start, exports);
			await allAre(id, 20, 'waiting');

			for (const { id: exportId } of exports) {
				const run = runOf(exportId);
				sandbox.finishRun(run.id);
				const awaited = run.callbackUrl ?? '';
				expect(awaited).toContain(`${publicOrigin()}/webhook-waiting/`);
				const urls = [awaited, awaited.replace(publicOrigin(), cluster.main.url)];
				// n8n 1 lets both through: there, only one is sent.
				const answers = await Promise.all(
					urls.slice(0, IS_N8N_1 ? 1 : 2).map(async (url) => await call(url, run)),
				);
				expect(answers).toContain(200);
			}
			const runs = await executionsOf(cluster.n8n, id, 20);

			expect(new Set(runs.map((run) => exportOf(run.items(AFTER)[0])))).toEqual(idsOf(exports));
			expect(new Set(runs.map((run) => run.items(AFTER)[0]?.json.finished))).toEqual(
				new Set([true]),
			);
			// Begun by a worker, suspended, and begun again by one.
			expect(timesBegun(runs)).toEqual(Array(20).fill(2));
		},
		2 * MINUTES,
	);

	test(
		'batches resume executions in a worker, and start others through the webhook processor',
		async () => {
			sandbox.configure({ runSeconds: 3600 });
			const newTemplates = () =>
				Array.from({ length: 5 }, () => sandbox.addPdfManagerTemplate({ identityIds: [IDENTITY] }));
			const waits = order();
			const waiting = await activate(suspending(waits, credential, ORDERED_TEMPLATE));
			const node = byNodes(credential, { resource: 'pdfManagerBatch' });
			const listening = await activate(line(node, after()));
			const start = order();
			const initiates = await activate(
				initiating(start, credential, 'url', publicUrlOf(node), ORDERED_TEMPLATE),
			);
			const [awaited, called] = [newTemplates(), newTemplates()];

			await Promise.all([orderAll(waits, awaited), orderAll(start, called)]);
			await executionsOf(cluster.n8n, initiates, 5);
			await allAre(waiting, 5, 'waiting');
			const batches = sandbox.pdfManagerBatches.filter(({ callbackUrl }) => callbackUrl !== null);
			for (const { id } of batches) sandbox.finishPdfManagerBatch(id);

			expect(batches).toHaveLength(10);
			for (const [workflowId, templates, begun] of [
				[waiting, awaited, 2],
				[listening, called, 1],
			] as const) {
				const runs = await executionsOf(cluster.n8n, workflowId, 5);
				const given = givenBy(runs, AFTER).map(asRecord);
				expect(new Set(given.map(({ finished }) => finished))).toEqual(new Set([true]));
				expect(
					new Set(given.map(({ pdf_manager_template }) => asRecord(pdf_manager_template).id)),
				).toEqual(idsOf(templates));
				expect(timesBegun(runs)).toEqual(Array(5).fill(begun));
			}
		},
		MINUTES,
	);

	describe('copies of a callback of a trigger through two processes', () => {
		let node: TriggerNode;
		let workflowId: string;
		let urls: [string, string];

		beforeEach(async () => {
			node = byNodes(credential);
			workflowId = await activate(line(node, after()));
			urls = [urlOf(cluster.main, node), urlOf(cluster.webhook, node)];
		});

		const newRuns = (count: number) =>
			Array.from({ length: count }, () => sandbox.addFinishedRun({ exportId: NIGHTLY }));

		const copyToBoth = async (run: RunView, copies = 1) => {
			const to = Array.from({ length: copies }, () => urls).flat();
			const answers = await Promise.all(to.map(async (url) => await call(url, run)));
			expect(new Set(answers)).toEqual(new Set([200]));
		};

		/** Waits until an execution has come of everything that was sent before: of a callback of each process's own. */
		async function allExecutions(): Promise<FinishedRun[]> {
			for (const url of [...urls, ...urls]) {
				const [mark] = newRuns(1);
				if (mark) await call(url, mark);
				await waitFor(
					async () => {
						const runs = await executionsOf(cluster.n8n, workflowId, 1);
						return passedOn(runs).includes(mark?.id) || undefined;
					},
					{ what: 'the execution of the last callback', timeoutMs: MINUTES },
				);
			}
			return await executionsOf(cluster.n8n, workflowId, 1);
		}

		/** The runs that got as far as the node after the trigger, a run as often as it did. */
		const passedOn = (runs: FinishedRun[]): unknown[] =>
			runs
				.filter(({ execution }) => AFTER in execution.data.resultData.runData)
				.flatMap((run) => run.items(AFTER).map(({ json }) => json.id));

		const countOf = (given: unknown[], sent: RunView[]) =>
			sent.map(({ id }) => given.filter((one) => one === id).length);

		test.each([
			{ runs: 5, copies: 1 },
			{ runs: 3, copies: 50 },
		])(
			'at the same moment, $copies to each: each process starts an execution, of which one goes on',
			async ({ runs: count, copies }) => {
				// The very first callback of a trigger may continue twice (docs/sizing.md).
				const earlier = (await allExecutions()).length;
				const sent: RunView[] = [];
				const executions = async () => await cluster.n8n.listExecutions({ workflowId });
				// Further runs until one has an execution more: its copies came at the same moment.
				await waitFor(
					async () => {
						const before = (await executions()).length;
						const [run] = newRuns(1);
						if (run) {
							sent.push(run);
							await copyToBoth(run, copies);
						}
						await executionsOf(cluster.n8n, workflowId, before + 1);
						const isMet = (await executions()).length > earlier + sent.length;
						return (sent.length >= count && isMet) || undefined;
					},
					{ what: 'copies that come at the same moment', timeoutMs: MINUTES },
				);
				const runs = await allExecutions();

				expect(countOf(passedOn(runs), sent)).toEqual(sent.map(() => 1));
			},
			3 * MINUTES,
		);

		test(
			'one after the other: those that come later start nothing',
			async () => {
				const sent = newRuns(5);
				for (const run of sent) await call(urls[0], run);
				const first = await allExecutions();
				for (const run of sent) await call(urls[1], run);
				const later = await allExecutions();

				expect(countOf(passedOn(first), sent)).toEqual(sent.map(() => 1));
				expect(countOf(passedOn(later), sent)).toEqual(sent.map(() => 1));
				// Four more, of the callbacks that show that all has come.
				expect(later.length - first.length).toBe(4);
			},
			2 * MINUTES,
		);

		test(
			'a burst of 30 runs: none is lost',
			async () => {
				const sent = newRuns(30);
				await Promise.all(
					sent.map(async (run) => {
						await copyToBoth(run);
					}),
				);
				const counts = countOf(passedOn(await allExecutions()), sent);

				expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
			},
			2 * MINUTES,
		);
	});

	test(
		`a worker is killed: what is suspended or queued goes on elsewhere, and what it ran ${IS_N8N_1 ? 'begins again' : 'ends with an error'}`,
		async () => {
			sandbox.configure({ runSeconds: 3600 });
			const waits = order();
			const waiting = await activate(suspending(waits, credential));
			const awaited = newExports(10);
			await orderAll(waits, awaited);
			await allAre(waiting, 10, 'waiting');
			const start = order();
			const id = await activate(toRows(start, credential));
			const exports = newExports(20);
			await orderAll(start, exports);
			// Both workers have as much as they can do, and the rest is in the queue.
			await waitFor(() => startsOf(sandbox).length >= 10 + 2 * CONCURRENCY || undefined, {
				what: 'the runs of the exports that fit into the workers',
				timeoutMs: 30 * SECONDS,
			});

			const [killed] = cluster.workers;
			await killed.kill();
			for (const { exportId, status, id: runId } of sandbox.runs) {
				const isOurs = idsOf([...awaited, ...exports]).has(exportId);
				if (isOurs && status !== 'available') sandbox.finishRun(runId);
			}
			sandbox.configure({ runSeconds: 1 });
			const gone = await executionsOf(cluster.n8n, waiting, 10);
			const runs = await executionsOf(cluster.n8n, id, 20, 2 * MINUTES);
			await killed.restart();
			const more = order();
			const moreId = await activate(toRows(more, credential));
			await orderAll(more, newExports(20));
			const afterwards = await executionsOf(cluster.n8n, moreId, 20);

			expect(new Set(gone.map((run) => exportOf(run.items(AFTER)[0])))).toEqual(idsOf(awaited));
			const lost = runs.filter(({ status }) => status !== 'success');
			const interrupted = runs.filter(({ execution }) => begunBy(killed).includes(execution.id));
			expect(interrupted).toHaveLength(CONCURRENCY);
			expect(lost.map(({ execution }) => execution.id)).toEqual(
				IS_N8N_1 ? [] : interrupted.map(({ execution }) => execution.id),
			);
			// No export was run twice, and the runs of those that were lost can be fetched with Download.
			expect(sandbox.runs.filter(({ exportId }) => idsOf(exports).has(exportId))).toHaveLength(
				20 + (IS_N8N_1 ? CONCURRENCY : 0),
			);
			const rows = runs
				.filter(({ status }) => status === 'success')
				.map((run) => [exportOf(run.items(WEBADMIT)[0]), run.items(EXTRACT).length]);
			expect(
				rows.filter(([exportId, count]) =>
					exports.some((one) => one.id === exportId && one.rows === count),
				),
			).toHaveLength(20 - lost.length);
			expect(afterwards.map(({ status }) => status)).toEqual(Array(20).fill('success'));
			expect(
				new Set(afterwards.map(({ execution }) => begunBy(killed).includes(execution.id))),
			).toEqual(new Set([true, false]));
		},
		4 * MINUTES,
	);
});
