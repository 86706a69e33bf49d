import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sourceOf, zipOf } from '../engine/harness/source';
import { ENDED, type N8nClient, RestError, waitFor } from '../n8n-server';
import { type Job as SandboxJob, NO_LIMIT, type Outcome, type Sandbox } from '../sandbox';
import type { Fate, TroubleName } from './faults';
import { unconfirmed } from './invariants';
import { Random } from './random';
import { readExecution } from './readExecution';
import { answersToOthers, answersToPolls, readRequests } from './readRequests';
import {
	type Callback,
	type ChangeOrder,
	type Execution,
	type FileHashes,
	type Job,
	type Kind,
	type Night,
	type Order,
	type Sent,
	sourceKey,
} from './record';
import { Troubles } from './troubles';
import { IDENTITY, type Stage, filesWith, openSockets } from './stage';
import { type Ordered, type Workflows, workflowsOf } from './workflows';

interface NightPlan {
	seed: number;
	/** The number of the night on this n8n, counted from 0. Sources and runs have other IDs in each night. */
	number: number;
	fates: Fate[];
	/** Milliseconds over which orders come in. */
	lasts: number;
}

export interface NightResult {
	night: Night;
	/** How often each trouble came. For faults of requests, how many requests met them. */
	counts: Map<TroubleName, number>;
	/** The executions that stay suspended until 'Max Wait' is over, since their callbacks were lost. */
	suspended: string[];
	/** The memory of n8n at the end, in bytes. */
	memory: number;
	tookMs: number;
}

/** Milliseconds after which all results of a night have to be there. */
const SETTLING = 240_000;
const QUIET = 1_500;
const LAST_POLL = 15_000;
/** A text that every signed download URL has. */
const SIGNATURE = 'AWSAccessKeyId=';

/** The highest IDs of runs and batches so far. New ones continue from there. */
const FIRST_IDS: Record<Kind, number> = { exportFile: 74_780, pdfManagerBatch: 6_348 };
const nextIds = { ...FIRST_IDS };

/** An order as it is sent. */
interface Sending {
	order: Sent;
	/** The order has an item for each of these. */
	sources: object[];
	path: string;
	at: number;
}

/** One night: workflows, orders and troubles, until all has come to an end. */
export async function spendNight(stage: Stage, plan: NightPlan): Promise<NightResult> {
	const begin = Date.now();
	const night = new RunningNight(stage, plan);
	await night.prepare();
	await night.run();
	await night.settle();
	const result = await night.result();
	return { ...result, memory: stage.memory(), tookMs: Date.now() - begin };
}

class RunningNight {
	private readonly random: Random;
	private readonly sendings: Sending[] = [];
	private readonly orders: Order[] = [];
	private readonly changeOrders: ChangeOrder[] = [];
	private pollingFrom = 0;
	private workflows!: Workflows;
	/** IDs of the workflows in n8n, by their names. */
	private readonly ids = new Map<string, string>();
	private nextSource: number;
	private quietFrom = 0;
	private readonly troubles: Troubles;

	constructor(
		private readonly stage: Stage,
		private readonly plan: NightPlan,
	) {
		this.random = new Random(plan.seed ^ 0x5eed);
		this.nextSource = 100_000 + plan.number * 1_000;
		this.troubles = new Troubles(stage, this.random, () => this.jobs());
	}

	private get sandbox(): Sandbox {
		return this.stage.sandbox;
	}

	async prepare(): Promise<void> {
		const { sandbox, stage } = this;
		sandbox.reset();
		sandbox.configure({
			runSeconds: 1,
			anyCertificate: true,
			statusSpelling: this.random.pick(['documented', 'mixed'] as const),
			callbackEncoding: this.random.pick(['raw', 'percent'] as const),
			rateLimit: NO_LIMIT,
		});
		sandbox.addIdentity({ id: IDENTITY });
		const own = {
			onActivation: this.addExport('available'),
			scheduled: this.addExport('available'),
			program: sandbox.addProgram({ identityIds: [IDENTITY] }).id,
		};
		this.keepNumbers(own.scheduled);
		const { credential, pollingCredential, publicUrl, isQueue } = stage;
		const means = { credential, pollingCredential, identityId: IDENTITY, publicUrl };
		this.workflows = workflowsOf(means, own, isQueue);
		const { ordered, triggered, both, scheduled, changing, polling } = this.workflows;
		const client = stage.client();
		const all = [
			...ordered,
			...triggered,
			...(both ? [both.ordered] : []),
			scheduled,
			changing,
			polling,
		];
		for (const { name, definition } of all) {
			const { id } = await patiently(async () => await client.createWorkflow(definition));
			this.ids.set(name, id);
		}
		await Promise.all(
			[...this.ids.values()].map(async (id) => {
				await patiently(async () => {
					await client.activate(id);
				});
			}),
		);
		this.pollingFrom = Date.now();
		for (const one of [...ordered, ...(both ? [both.ordered] : [])]) this.planOrders(one);
		this.planChanges(own.program);
	}

	/** Orders of a workflow: many sources in one, or one in each of several. */
	private planOrders(workflow: Ordered): void {
		const { random, plan } = this;
		const { name, kind, gives, calls, encoding = 'utf8', path } = workflow;
		const { orders = [1, 2], sizes = [1, 3], goesOn = false } = workflow;
		const times = random.between(...orders);
		for (let number = 0; number < times; number++) {
			const count = random.between(...sizes);
			const sourceIds = Array.from({ length: count }, () =>
				this.addSource(kind, this.outcome(goesOn || count === 1)),
			);
			const order: Order = { ...newOrder(name), kind, sourceIds, gives, calls, encoding };
			this.orders.push(order);
			const sources = sourceIds.map((sourceId) => ({ sourceId }));
			this.sendings.push({ order, sources, path, at: random.between(0, plan.lasts) });
		}
	}

	/**
	 * Orders that set decisions: for one applicant with a single call, for many with a batch, and sometimes for somebody
	 * who does not exist.
	 */
	private planChanges(programId: number): void {
		const { random, plan, sandbox } = this;
		const { name, path } = this.workflows.changing;
		const decisions = ['Accepted', 'Waitlisted', 'Denied'].map(
			(one) => sandbox.addDecision({ identityIds: [IDENTITY], name: one }).id,
		);
		let applicants = 0;
		for (const size of [1, random.between(2, 6), random.between(5, 30)]) {
			const rows = Array.from({ length: size }, () => {
				const casId = String(2_015_000_000 + applicants++);
				const isThere = random.next() < 0.9;
				if (isThere) sandbox.addApplicant({ programId, casId });
				return { casId, decisionId: random.pick(decisions), isThere };
			});
			const sources = rows.map(({ casId, decisionId }) => ({ casId, decisionId }));
			const order: ChangeOrder = { ...newOrder(name), rows };
			this.changeOrders.push(order);
			this.sendings.push({ order, sources, path, at: random.between(0, plan.lasts) });
		}
	}

	private outcome(mayFail: boolean): Outcome {
		const outcome = this.random.weighted({
			available: 7,
			success_with_errors: 1.5,
			empty_list: 1,
			failed: 1,
		});
		return outcome === 'failed' && !mayFail ? 'available' : outcome;
	}

	private addSource(kind: Kind, outcome: Outcome): number {
		if (kind === 'exportFile') return this.addExport(outcome);
		const { random } = this;
		return this.sandbox.addPdfManagerTemplate({
			id: this.nextSource++,
			identityIds: [IDENTITY],
			outcome,
			zips: random.between(1, 3),
			documents: random.between(1, 4),
			runSeconds: random.pick([0.5, 1, 2]),
		}).id;
	}

	private addExport(outcome: Outcome): number {
		const { random } = this;
		return this.sandbox.addExport({
			id: this.nextSource++,
			identityIds: [IDENTITY],
			outcome,
			format: random.pick([
				'Comma-Separated Values',
				'Comma-Separated Values',
				'Microsoft Excel',
				'Fixed Width Report',
				'Comma-Separated Values in Multiple Files',
			] as const),
			rows: random.between(1, 400),
			runSeconds: random.pick([0.2, 1, 1, 2, 4]),
		}).id;
	}

	/** Runs of another identity. They make the runs of this night have IDs that no earlier night had. */
	private keepNumbers(exportId: number): void {
		const { sandbox } = this;
		for (let id = FIRST_IDS.exportFile; id < nextIds.exportFile; id++) {
			sandbox.addFinishedRun({ exportId, id, identityId: 1 });
		}
		const templateId = sandbox.addPdfManagerTemplate({
			id: this.nextSource++,
			identityIds: [IDENTITY],
		}).id;
		for (let id = FIRST_IDS.pdfManagerBatch; id < nextIds.pdfManagerBatch; id++) {
			sandbox.addFinishedPdfManagerBatch({ templateId, id, identityId: 1 });
		}
	}

	async run(): Promise<void> {
		await Promise.all([
			...this.sendings.map(async (sending) => {
				await this.send(sending);
			}),
			...this.plan.fates.map(async (fate) => {
				await delay(fate.at);
				await this.troubles.meet(fate);
			}),
		]);
		this.troubles.end();
	}

	private async send({ order, sources, path, at }: Sending): Promise<void> {
		await delay(at);
		const body = JSON.stringify({ order: order.id, sources });
		await waitFor(
			async () => {
				try {
					const answer = await fetch(`${this.stage.orderUrl}/webhook/${path}`, {
						method: 'POST',
						headers: { 'content-type': 'application/json', connection: 'close' },
						body,
						signal: AbortSignal.timeout(15_000),
					});
					await answer.text();
					if (!answer.ok) {
						// While n8n starts, it has no webhooks yet.
						if (![404, 502, 503].includes(answer.status)) order.unanswered++;
						return undefined;
					}
					order.acceptedAt = Date.now();
					return true;
				} catch (error) {
					if (!isRefused(error)) order.unanswered++;
					return undefined;
				}
			},
			{ what: `n8n to take order ${order.id}`, timeoutMs: 120_000, everyMs: 500 },
		);
	}

	/** Waits until nothing is running. */
	async settle(): Promise<void> {
		const { sandbox } = this;
		const client = this.stage.client();
		const schedule = this.ids.get(this.workflows.scheduled.name);
		if (schedule !== undefined) {
			await patiently(async () => {
				await client.deactivate(schedule);
			});
		}
		let last = '';
		const isQuiet = async () => {
			const under = await this.listed(client).catch(() => undefined);
			if (under === undefined) return false;
			const open = under.filter(({ status }) => !ENDED.has(status) && status !== 'waiting');
			const going = this.jobs().filter(({ finishesAt }) => finishesAt > sandbox.time);
			const calls = sandbox.pendingCallbacks + this.unconfirmed();
			last = `${open.map(({ id, status }) => `${id} ${status}`).join()}; ${going.length} runs; ${calls} callbacks`;
			return open.length === 0 && going.length === 0 && calls === 0;
		};
		// Checked twice, with a pause: an order may just be starting an execution, and so may a callback whose run was
		// confirmed.
		let quietSince: number | undefined;
		await waitFor(
			async () => {
				if (!(await isQuiet())) quietSince = undefined;
				else quietSince ??= Date.now();
				const lastRequest = sandbox.requests.at(-1)?.at ?? 0;
				const since = Math.max(quietSince ?? Infinity, lastRequest);
				return Date.now() - since > QUIET || undefined;
			},
			{ what: 'everything to end', timeoutMs: SETTLING, everyMs: 250, explain: () => last },
		).catch(() => undefined);
		await this.nextPoll();
		await Promise.all(
			[...this.ids.values()].map(async (id) => {
				await patiently(async () => {
					await client.deactivate(id);
				});
			}),
		);
		// A poll that has begun by then still asks.
		await waitFor(() => Date.now() - (sandbox.requests.at(-1)?.at ?? 0) > QUIET || undefined, {
			what: 'the last poll to end',
			timeoutMs: LAST_POLL,
		}).catch(() => undefined);
		this.quietFrom = Date.now();
		// Longer than the pauses in which the workflows of a night ask for a run. A trigger's pauses can be longer, but by now
		// only false callbacks make it ask.
		await delay(2 * QUIET);
	}

	/**
	 * How many callbacks n8n has taken, but not confirmed yet. After WebAdMIT was away, it asks with pauses of up to a
	 * minute. A trigger that does so has no open execution.
	 */
	private unconfirmed(): number {
		const { sandbox, troubles } = this;
		return unconfirmed({
			callbacks: [...this.callbacks(), ...troubles.earlyCallbacks],
			jobs: this.jobs(),
			answered: answersToOthers(sandbox.requests),
			down: troubles.down,
		}).length;
	}

	private callbacks(): Callback[] {
		return this.sandbox.callbacks.flatMap(({ runId, batchId, url, status, at }): Callback[] => {
			const kind = batchId === null ? 'exportFile' : 'pdfManagerBatch';
			const id = runId ?? batchId;
			return id === null ? [] : [{ runId: id, kind, url, status, at }];
		});
	}

	/** Waits until the polling trigger has looked at all runs after they ended, and has started executions for them. */
	private async nextPoll(): Promise<void> {
		const { sandbox } = this;
		const from = sandbox.time;
		const hasPolled = () => answersToPolls(sandbox.requests).some(({ at }) => at > from);
		await waitFor(() => hasPolled() || undefined, { what: 'a poll', timeoutMs: 20_000 }).catch(
			() => undefined,
		);
		const client = this.stage.client();
		await delay(QUIET);
		await waitFor(
			async () =>
				(await this.listed(client).catch(() => undefined))?.every(
					({ status }) => ENDED.has(status) || status === 'waiting',
				) || undefined,
			{ what: 'what it found to end', timeoutMs: 30_000 },
		).catch(() => undefined);
	}

	private async listed(client: N8nClient) {
		return (
			await Promise.all(
				[...this.ids.values()].map(
					async (workflowId) => await client.listExecutions({ workflowId }),
				),
			)
		).flat();
	}

	private jobs(): Job[] {
		const own = ({ identityId }: SandboxJob) => identityId === IDENTITY;
		return [
			...this.sandbox.runs
				.filter(own)
				.map((run) => ({ ...run, kind: 'exportFile' as const, sourceId: run.exportId })),
			...this.sandbox.pdfManagerBatches.filter(own).map((batch) => ({
				...batch,
				kind: 'pdfManagerBatch' as const,
				sourceId: batch.templateId,
			})),
		].map(({ kind, id, sourceId, finishesAt, outcome, callbackUrl }) => ({
			kind,
			id,
			sourceId,
			finishesAt,
			outcome,
			callbackUrl,
		}));
	}

	async result(): Promise<Omit<NightResult, 'memory' | 'tookMs'>> {
		const { sandbox, stage } = this;
		const { counts } = this.troubles;
		const client = stage.client();
		const names = new Map([...this.ids].map(([name, id]) => [id, name]));
		const jobs = this.jobs();
		for (const { kind, id } of jobs) nextIds[kind] = Math.max(nextIds[kind], id + 1);
		const executions: Execution[] = [];
		const hashOf = async (fileId: string) => {
			const answer = await client.downloadBinary(fileId);
			return sha256(Buffer.from(await answer.arrayBuffer()));
		};
		const listed = await waitFor(async () => await this.listed(client).catch(() => undefined), {
			what: 'the list of executions',
			timeoutMs: 60_000,
			everyMs: 500,
		});
		for (const { id, workflowId } of listed) {
			const stored = await patiently(async () => await client.getExecution(id));
			executions.push(await readExecution(hashOf, stored, names.get(workflowId) ?? ''));
		}
		const secrets = [sandbox.apiKey, SIGNATURE];
		const { triggered, both, scheduled, polling } = this.workflows;
		const night: Night = {
			orders: this.orders,
			changeOrders: this.changeOrders,
			changes: sandbox.changes.flatMap(({ casId, set }) =>
				'decisionId' in set && set.decisionId !== null
					? [{ casId, decisionId: set.decisionId }]
					: [],
			),
			pollings: [{ workflow: polling.name, kind: polling.kind, from: this.pollingFrom }],
			triggers: [...triggered, ...(both ? [both.triggered] : [])].map((one) => ({
				workflow: one.name,
				kind: one.kind,
				url: one.url,
				startsItself: one.startsItself,
			})),
			schedules: [{ workflow: scheduled.name, kind: scheduled.kind, sourceId: scheduled.sourceId }],
			executions,
			jobs,
			callbacks: this.callbacks(),
			falseCallbacks: this.stage.falseCallbacks,
			files: await this.files(),
			down: this.troubles.down,
			diskFull: this.troubles.diskFull,
			away: this.troubles.away,
			...readRequests(sandbox.requests, sandbox.apiKey, this.quietFrom),
			leaks: [
				...filesWith(secrets, stage.folders),
				// In queue mode, executions are in a database that is in none of these folders.
				...executions
					.filter(({ text }) => secrets.some((secret) => text.includes(secret)))
					.map(({ id }) => `execution ${id}`),
			],
			...(await this.connections()),
		};
		const suspended = executions.filter(({ status }) => status === 'waiting').map(({ id }) => id);
		return { night, counts, suspended };
	}

	/** n8n keeps connections open for a moment, for the next call. */
	private async connections(): Promise<Pick<Night, 'openSockets' | 'gone'>> {
		const ports = [this.sandbox.apiUrl, this.sandbox.filesUrl].map((url) =>
			Number(new URL(url).port),
		);
		const count = () => {
			const counts = this.stage.processes.map(({ pid }) =>
				pid === undefined ? undefined : openSockets(pid, ports),
			);
			const running = counts.filter((one) => one !== undefined);
			return {
				openSockets: running.reduce((sum, one) => sum + one, 0),
				gone: counts.length - running.length,
			};
		};
		await waitFor(() => (count().openSockets === 0 ? true : undefined), {
			what: 'connections to be closed',
			timeoutMs: 8_000,
			everyMs: 500,
		}).catch(() => undefined);
		return count();
	}

	private async files(): Promise<Night['files']> {
		const { sandbox } = this;
		const files = new Map<string, FileHashes[]>();
		for (const { id, mime_type: type } of sandbox.exports) {
			const bytes = await sourceOf(sandbox, id);
			// All texts of the sandbox are in ISO-8859-1.
			const isText = type.startsWith('text/');
			const utf8 = isText ? Buffer.from(bytes.toString('latin1'), 'utf8') : bytes;
			files.set(sourceKey('exportFile', id), [{ original: sha256(bytes), utf8: sha256(utf8) }]);
		}
		for (const { id, zips } of sandbox.pdfManagerTemplates) {
			const hashes: FileHashes[] = [];
			for (let number = 1; number <= zips; number++) {
				const hash = sha256(await zipOf(sandbox, id, number));
				hashes.push({ original: hash, utf8: hash });
			}
			files.set(sourceKey('pdfManagerBatch', id), hashes);
		}
		return files;
	}
}

const newOrder = (workflow: string): Sent => ({
	id: randomUUID(),
	workflow,
	acceptedAt: null,
	unanswered: 0,
});

/** A call of n8n's internal API. On a busy machine, n8n sometimes says that its database is not ready. A moment later it is. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
	const { answer } = await waitFor(
		async () => {
			try {
				return { answer: await call() };
			} catch (error) {
				if (error instanceof RestError && error.status === 503) return undefined;
				throw error;
			}
		},
		{ what: "n8n's database to be ready", timeoutMs: 60_000, everyMs: 500 },
	);
	return answer;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Whether a call did not reach n8n. */
function isRefused(error: unknown): boolean {
	const cause: unknown = error instanceof Error ? error.cause : undefined;
	return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
