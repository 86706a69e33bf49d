import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sourceOf, zipOf } from '../engine/harness/source';
import {
	FinishedRun,
	type N8nClient,
	RestError,
	type StoredExecution,
	waitFor,
} from '../n8n-server';
import type { FaultState, Job as SandboxJob, Outcome, Sandbox } from '../sandbox';
import { type Fate, type TroubleName } from './faults';
import { Random } from './random';
import {
	type Callback,
	type ChangeOrder,
	type Execution,
	type FalseCallback,
	type Item,
	type Job,
	type Kind,
	type Night,
	type Order,
	type Sent,
	type Span,
	sourceKey,
} from './record';
import { IDENTITY, type Stage, filesWith, openSockets } from './stage';
import {
	type Ordered,
	POLLING,
	RESULT,
	STARTED,
	TRIGGER,
	type Workflows,
	workflowsOf,
} from './workflows';

export interface NightPlan {
	seed: number;
	/** Which night of this n8n it is, from 0 on: sources and runs have other numbers in each. */
	number: number;
	fates: Fate[];
	/** Milliseconds over which orders come in. */
	lasts: number;
}

export interface NightResult {
	night: Night;
	/** How often each trouble came, and how many requests met a fault of it. */
	counts: Map<TroubleName, number>;
	/** Executions that stay suspended until 'Max Wait' is over, since their callbacks were lost. */
	suspended: Suspended[];
	/** What n8n took of memory at the end, in bytes. */
	memory: number;
	tookMs: number;
}

/** An execution that will end on its own, some nights later. */
export interface Suspended {
	executionId: string;
	sourceIds: number[];
}

/** All that comes of a night has to be there after so many milliseconds. */
const SETTLING = 240_000;
const QUIET = 1_500;
const LAST_POLL = 15_000;
const ENDED = new Set(['success', 'error', 'crashed', 'canceled']);
/** What stands in every signed download URL. */
const SIGNATURE = 'AWSAccessKeyId=';

/** The highest number that a run, and a batch, has had so far: they go on from there. */
const FIRST_IDS: Record<Kind, number> = { exportFile: 74_780, pdfManagerBatch: 6_348 };
const nextIds = { ...FIRST_IDS };

/** An order as it is sent. */
interface Sending {
	order: Sent;
	/** What the order has an item for each of. */
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
	private readonly down: Span[] = [];
	private readonly diskFull: Span[] = [];
	private readonly counts = new Map<TroubleName, number>();
	private readonly sendings: Sending[] = [];
	private readonly orders: Order[] = [];
	private readonly changeOrders: ChangeOrder[] = [];
	private pollingFrom = 0;
	private workflows!: Workflows;
	/** IDs of the workflows in n8n, by their names. */
	private readonly ids = new Map<string, string>();
	private nextSource: number;
	private quietFrom = 0;
	private stopping: Promise<void> = Promise.resolve();
	private readonly faults: FaultState[] = [];
	private readonly falseCallbacks: FalseCallback[] = [];

	constructor(
		private readonly stage: Stage,
		private readonly plan: NightPlan,
	) {
		this.random = new Random(plan.seed ^ 0x5eed);
		this.nextSource = 100_000 + plan.number * 1_000;
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
		const { credential, publicUrl, isQueue } = stage;
		this.workflows = workflowsOf({ credential, identityId: IDENTITY, publicUrl }, own, isQueue);
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
		const isMany = /^(Many|Documents)/.test(workflow.name);
		const times = workflow.name === 'One export' ? 3 : random.between(1, 2);
		for (let number = 0; number < times; number++) {
			const size = isMany ? random.between(3, 7) : random.between(1, 3);
			const count = workflow.name === 'One export' ? 1 : size;
			const sourceIds = Array.from({ length: count }, () => {
				// Where an error stops the workflow, one run that failed would hide the others.
				const mayFail = isMany || count === 1 || workflow.gives !== 'files';
				return this.addSource(workflow.kind, this.outcome(mayFail));
			});
			const { name, kind, gives, path } = workflow;
			const order: Order = { ...newOrder(name), kind, sourceIds, gives };
			this.orders.push(order);
			const sources = sourceIds.map((sourceId) => ({ sourceId }));
			this.sendings.push({ order, sources, path, at: random.between(0, plan.lasts) });
		}
	}

	/** Orders that set decisions: of one applicant in a single call, of many in a batch; now and then of one who is not there. */
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

	/** Runs of another identity, so that those of this night have numbers that no night before has had. */
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
				await this.meet(fate);
			}),
		]);
		for (const fault of this.faults) fault.times = 0;
		this.sandbox.configure({ callbackDelivery: 'once', callbackDelayMs: 0, rateLimit: NO_LIMIT });
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

	private async meet(fate: Fate): Promise<void> {
		const { sandbox, stage } = this;
		switch (fate.name) {
			case 'away':
				await this.during(fate, { on: 'api', kind: fate.kind });
				return;
			case 'limit':
				this.count(fate.name);
				sandbox.configure({
					rateLimit: { limit: fate.calls, perSeconds: fate.perSeconds },
					retryAfter: fate.retryAfter,
				});
				await delay(fate.forMs);
				sandbox.configure({ rateLimit: NO_LIMIT });
				return;
			case 'callbacksLost':
			case 'callbacksTwice':
				this.count(fate.name);
				sandbox.configure({ callbackDelivery: fate.name === 'callbacksLost' ? 'never' : 'twice' });
				await delay(fate.forMs);
				sandbox.configure({ callbackDelivery: 'once' });
				return;
			case 'callbacksLate':
				this.count(fate.name);
				sandbox.configure({ callbackDelayMs: fate.delayMs });
				await delay(fate.forMs);
				sandbox.configure({ callbackDelayMs: 0 });
				return;
			case 'callbacksEarly':
			case 'callbacksAgain':
			case 'callbacksForged':
				await this.callBack(fate.name, fate.count);
				return;
			case 'SIGTERM':
			case 'SIGKILL': {
				const { name, part, forMs } = fate;
				this.stopping = this.stopping.then(async () => {
					await this.stop(name, part, forMs);
				});
				await this.stopping;
				return;
			}
			case 'diskFull': {
				if (stage.disk === undefined) return;
				this.count(fate.name);
				const from = Date.now();
				stage.disk.fill();
				await delay(fate.forMs);
				stage.disk.free();
				this.diskFull.push({ from, to: Date.now() });
				return;
			}
			default:
				this.faults.push(sandbox.addFault(fate.fault));
				this.count(fate.name);
		}
	}

	private async during(fate: Fate & { name: 'away' }, fault: Parameters<Sandbox['addFault']>[0]) {
		this.count(fate.name);
		const state = this.sandbox.addFault(fault);
		await delay(fate.forMs);
		state.times = 0;
	}

	private count(name: TroubleName): void {
		this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
	}

	private async stop(signal: 'SIGTERM' | 'SIGKILL', number: number, forMs: number): Promise<void> {
		const { parts } = this.stage;
		const part = parts[number % parts.length];
		if (part === undefined) return;
		this.count(signal);
		const span = { from: Date.now(), to: Infinity };
		this.down.push(span);
		if (signal === 'SIGKILL') {
			await part.kill();
			await delay(forMs);
		}
		await part.restart();
		span.to = Date.now();
	}

	private async callBack(
		name: 'callbacksEarly' | 'callbacksAgain' | 'callbacksForged',
		count: number,
	): Promise<void> {
		const { sandbox } = this;
		const goingOn = this.jobs().filter((job) => job.callbackUrl !== null);
		if (name === 'callbacksAgain') {
			const last = sandbox.callbacks.filter(({ runId, batchId }) => (runId ?? batchId) !== null);
			const copies = last.slice(-count).flatMap((one) => [one, one]);
			if (copies.length > 0) this.count(name);
			await Promise.all(
				copies.map(async ({ url, body, headers }, index) => {
					// Every second one through another process of n8n, where there is one.
					const { publicUrl, otherUrl } = this.stage;
					const isOther = otherUrl !== undefined && index % 2 === 1;
					const to = isOther ? url.replace(publicUrl, `${otherUrl}/`) : url;
					await sandbox.sendCallback(to, body, headers);
				}),
			);
			return;
		}
		const now = sandbox.time;
		const chosen =
			name === 'callbacksEarly' ? goingOn.filter((job) => job.finishesAt > now) : goingOn;
		const to = chosen.slice(-count);
		if (to.length > 0) this.count(name);
		await Promise.all(
			to.map(async (job) => {
				const about = name === 'callbacksEarly' ? job : { ...job, ...this.falsehood(job) };
				const { kind, id: runId, sourceId } = about;
				if (about !== job) this.falseCallbacks.push({ kind, runId, sourceId, at: sandbox.time });
				const [body, type] = callbackBody(about);
				await sandbox.sendCallback(job.callbackUrl ?? '', body, { 'content-type': type });
			}),
		);
	}

	/** A run that does not exist, or one with another source. */
	private falsehood(job: Job): Partial<Job> {
		return this.random.next() < 0.5 ? { id: job.id + 5_000_000 } : { sourceId: job.sourceId + 500 };
	}

	/** Waits until nothing is going on any more. */
	async settle(): Promise<void> {
		const { sandbox } = this;
		const client = this.stage.client();
		const schedule = this.ids.get(this.workflows.scheduled.name);
		if (schedule !== undefined) await client.deactivate(schedule);
		let last = '';
		const isQuiet = async () => {
			const under = await this.listed(client);
			const open = under.filter(({ status }) => !ENDED.has(status) && status !== 'waiting');
			const going = this.jobs().filter(({ finishesAt }) => finishesAt > sandbox.time);
			last = `${open.map(({ id, status }) => `${id} ${status}`).join()}; ${going.length} runs`;
			return open.length === 0 && going.length === 0;
		};
		// Twice in a row, with a pause: a callback may just be starting an execution.
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
		// A poll that had begun by then still asks.
		await waitFor(() => Date.now() - (sandbox.requests.at(-1)?.at ?? 0) > QUIET || undefined, {
			what: 'the last poll to end',
			timeoutMs: LAST_POLL,
		}).catch(() => undefined);
		this.quietFrom = Date.now();
		// Longer than the pauses in which the workflows of a night ask for a run.
		await delay(2 * QUIET);
	}

	/** Waits until the polling trigger has had a look at how everything has ended, and has started what it found. */
	private async nextPoll(): Promise<void> {
		const { sandbox } = this;
		const from = sandbox.time;
		const hasPolled = () =>
			sandbox.requests.some(
				({ method, path, at, status }) =>
					at > from && method === 'GET' && path.endsWith('/export_files') && status === 200,
			);
		await waitFor(() => hasPolled() || undefined, { what: 'a poll', timeoutMs: 20_000 }).catch(
			() => undefined,
		);
		const client = this.stage.client();
		await delay(QUIET);
		await waitFor(
			async () =>
				(await this.listed(client)).every(
					({ status }) => ENDED.has(status) || status === 'waiting',
				) || undefined,
			{ what: 'what it found to end', timeoutMs: 30_000 },
		).catch(() => undefined);
	}

	private async listed(client: N8nClient) {
		return (
			await Promise.all(
				[...this.ids.values()].map(
					async (workflowId) => await client.listExecutions({ workflowId }).catch(() => []),
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
		].map(({ kind, id, sourceId, startedAt, finishesAt, outcome, callbackUrl }) => ({
			kind,
			id,
			sourceId,
			startedAt,
			finishesAt,
			outcome,
			callbackUrl,
		}));
	}

	async result(): Promise<Omit<NightResult, 'memory' | 'tookMs'>> {
		const { sandbox, stage, counts } = this;
		const client = stage.client();
		const names = new Map([...this.ids].map(([name, id]) => [id, name]));
		const jobs = this.jobs();
		for (const { kind, id } of jobs) nextIds[kind] = Math.max(nextIds[kind], id + 1);
		const executions: Execution[] = [];
		const hashOf = async (fileId: string) => {
			const answer = await client.downloadBinary(fileId);
			return sha256(Buffer.from(await answer.arrayBuffer()));
		};
		for (const { id, workflowId } of await this.listed(client)) {
			const stored = await patiently(async () => await client.getExecution(id));
			executions.push(await readExecution(hashOf, stored, names.get(workflowId) ?? ''));
		}
		const { triggered, both, scheduled, polling } = this.workflows;
		const { requests } = sandbox;
		const night: Night = {
			orders: this.orders,
			changeOrders: this.changeOrders,
			changes: sandbox.changes.flatMap(({ casId, set }) =>
				'decisionId' in set && set.decisionId !== null
					? [{ casId, decisionId: set.decisionId }]
					: [],
			),
			decisionTries: requests.flatMap(({ method, path, at, status }) => {
				const [, casId] = /\/applicants_by_cas_id\/(\d+)\/designation$/.exec(path) ?? [];
				return method === 'PATCH' && casId !== undefined ? [{ casId, at, status }] : [];
			}),
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
			callbacks: sandbox.callbacks.flatMap(({ runId, batchId, url, status, at }): Callback[] => {
				const kind = batchId === null ? 'exportFile' : 'pdfManagerBatch';
				const id = runId ?? batchId;
				return id === null ? [] : [{ runId: id, kind, url, status, at }];
			}),
			falseCallbacks: this.falseCallbacks,
			starts: requests.flatMap(({ method, path, body, at, status }) => {
				if (method !== 'POST') return [];
				if (path.startsWith('/api/v2/')) return [];
				const exportId = /\/exports\/(\d+)\/export_files$/.exec(path)?.[1];
				const templateId = /"pdf_manager_template_id":"?(\d+)/.exec(body)?.[1];
				const kind: Kind = exportId === undefined ? 'pdfManagerBatch' : 'exportFile';
				return [{ kind, sourceId: Number(exportId ?? templateId), at, status }];
			}),
			answered: requests.flatMap(({ method, path, at, status, answeredAt }) => {
				if (method !== 'GET' || status !== 200 || answeredAt === null) return [];
				const [, list, id] = /\/(export_files|pdf_manager_batches)(?:\/(\d+))?$/.exec(path) ?? [];
				if (list === undefined) return [];
				const kind: Kind = list === 'export_files' ? 'exportFile' : 'pdfManagerBatch';
				return [{ kind, runId: id === undefined ? null : Number(id), at, answeredAt }];
			}),
			files: await this.files(),
			down: this.down,
			diskFull: this.diskFull,
			lateRequests: requests
				.filter(({ at }) => at > this.quietFrom)
				.map(({ method, path, at }) => ({ method, path, at })),
			keyElsewhere: requests
				.filter((one) => one.origin === 'files' && JSON.stringify(one).includes(sandbox.apiKey))
				.map(({ method, path }) => `${method} ${path}`),
			leaks: filesWith([sandbox.apiKey, SIGNATURE], stage.folders),
			openSockets: await this.sockets(),
		};
		const suspended = executions
			.filter(({ status }) => status === 'waiting')
			.map(({ id, text }) => ({
				executionId: id,
				sourceIds: night.orders.find((one) => text.includes(one.id))?.sourceIds ?? [],
			}));
		return { night, counts, suspended };
	}

	/** Connections are kept for a moment for the next call. */
	private async sockets(): Promise<number> {
		const ports = [this.sandbox.apiUrl, this.sandbox.filesUrl].map((url) =>
			Number(new URL(url).port),
		);
		const count = () =>
			openSockets(
				this.stage.parts.flatMap(({ pid }) => pid ?? []),
				ports,
			);
		await waitFor(() => (count() === 0 ? true : undefined), {
			what: 'connections to be closed',
			timeoutMs: 8_000,
			everyMs: 500,
		}).catch(() => undefined);
		return count();
	}

	private async files(): Promise<Map<string, string[][]>> {
		const { sandbox } = this;
		const files = new Map<string, string[][]>();
		for (const { id } of sandbox.exports) {
			const bytes = await sourceOf(sandbox, id);
			const utf8 = Buffer.from(bytes.toString('latin1'), 'utf8');
			files.set(sourceKey('exportFile', id), [[sha256(bytes), sha256(utf8)]]);
		}
		for (const { id, zips } of sandbox.pdfManagerTemplates) {
			const hashes: string[][] = [];
			for (let number = 1; number <= zips; number++) {
				hashes.push([sha256(await zipOf(sandbox, id, number))]);
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

/** A call of n8n's editor. On a busy machine, n8n says now and then that its database is not ready; a moment later it is. */
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

const NO_LIMIT = { limit: 1_000_000_000, perSeconds: 3600 };

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Whether a call did not even reach n8n. */
function isRefused(error: unknown): boolean {
	const cause: unknown = error instanceof Error ? error.cause : undefined;
	return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

function callbackBody({ kind, id, sourceId }: Job): [body: string, type: string] {
	if (kind === 'exportFile') {
		const body = `export_file[id]=${id}&export_file[export_id]=${sourceId}&export_file[status]=Available`;
		return [body, 'application/x-www-form-urlencoded'];
	}
	const batch = {
		id,
		state: 'available',
		updated_at: new Date().toISOString(),
		pdf_manager_template: { id: sourceId, name: 'Documents', href: '/' },
		href: `/api/v1/user_identities/${IDENTITY}/pdf_manager_batches/${id}`,
		download_hrefs: [],
	};
	return [JSON.stringify({ pdf_manager_batch: batch }), 'application/json'];
}

/** Gives the SHA-256 of a file that n8n has stored. */
type HashOf = (fileId: string) => Promise<string>;

export async function readExecution(
	hashOf: HashOf,
	stored: StoredExecution,
	workflow: string,
): Promise<Execution> {
	const { id, status, startedAt, stoppedAt, data } = stored;
	const run = new FinishedRun(stored);
	const { runData } = data.resultData;
	// Of an execution that crashed, n8n names nodes that it has nothing of, or makes up what they gave.
	const hasRun = (name: string) => (runData[name]?.length ?? 0) > 0;
	const waiting = data.executionData?.nodeExecutionStack ?? [];
	const startedWith = (name: string) => {
		const begun = waiting.find(({ node }) => node.name === name);
		if (begun !== undefined) return begun.data.main?.[0] ?? undefined;
		return hasRun(name) ? run.items(name) : undefined;
	};
	const fired = startedWith(TRIGGER)?.[0]?.json.id;
	const found = startedWith(POLLING)?.map(({ json }) => Number(json.id));
	const last = [RESULT, STARTED].find(hasRun);
	const result = last === undefined ? undefined : run.items(last);
	const items =
		result && (await Promise.all(result.map(async (one) => await readItem(hashOf, one))));
	const { error } = run;
	return {
		id,
		workflow,
		status,
		startedAt: startedAt === undefined ? 0 : Date.parse(startedAt),
		stoppedAt: stoppedAt === undefined ? null : Date.parse(stoppedAt),
		text: JSON.stringify(data),
		error: error && `${error.message} ${error.description ?? ''}`,
		items,
		found,
		triggeredBy: typeof fired === 'number' ? fired : undefined,
		isErased: error !== undefined && Object.keys(runData).length === 0 && waiting.length === 0,
	};
}

type GivenItem = ReturnType<FinishedRun['items']>[number];

async function readItem(hashOf: HashOf, { json, binary, pairedItem }: GivenItem): Promise<Item> {
	const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
	const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
	const template = json.pdf_manager_template;
	const templateId =
		typeof template === 'object' && template !== null && 'id' in template ? template.id : undefined;
	const fileId = binary?.data?.id;
	return {
		index: typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0,
		runId: number(json.id),
		sourceId: number(json.export_id) ?? number(templateId),
		status: text(json.status),
		finished: typeof json.finished === 'boolean' ? json.finished : undefined,
		error: text(json.error),
		file: fileId === undefined ? undefined : await hashOf(fileId),
	};
}
