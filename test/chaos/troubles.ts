import { setTimeout as delay } from 'node:timers/promises';
import type { FaultState, Sandbox } from '../sandbox';
import type { Fate, TroubleName } from './faults';
import type { Random } from './random';
import type { Callback, FalseCallback, Job, Span, Stop } from './record';
import { IDENTITY, type Stage } from './stage';

/** No limit for calls: the nights should not spend their time waiting for it. */
export const NO_LIMIT = { limit: 1_000_000_000, perSeconds: 3600 };

/** Causes the troubles of a night, and keeps their results. */
export class Troubles {
	readonly counts = new Map<TroubleName, number>();
	readonly down: Stop[] = [];
	readonly diskFull: Span[] = [];
	readonly falseCallbacks: FalseCallback[] = [];
	/** Those that came before their runs had finished. */
	readonly earlyCallbacks: Callback[] = [];
	private stopping: Promise<void> = Promise.resolve();
	private readonly faults: FaultState[] = [];

	/** @param jobs the runs and batches of the night so far. */
	constructor(
		private readonly stage: Stage,
		private readonly random: Random,
		private readonly jobs: () => Job[],
	) {}

	private get sandbox(): Sandbox {
		return this.stage.sandbox;
	}

	async meet(fate: Fate): Promise<void> {
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
		const span = { from: Date.now(), to: Infinity, role: part.role };
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
					// Every second one goes to another process of n8n, if there is one.
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
				const { kind, id: runId, sourceId, callbackUrl } = about;
				const isFalse = about !== job;
				if (isFalse) this.falseCallbacks.push({ kind, runId, sourceId, at: sandbox.time });
				const [body, type] = callbackBody(about);
				const url = callbackUrl ?? '';
				const { status, at } = await sandbox.sendCallback(url, body, { 'content-type': type });
				if (!isFalse) this.earlyCallbacks.push({ kind, runId, url, status, at });
			}),
		);
	}

	/** A run that does not exist, or one with another source. */
	private falsehood(job: Job): Partial<Job> {
		return this.random.next() < 0.5 ? { id: job.id + 5_000_000 } : { sourceId: job.sourceId + 500 };
	}

	/** From now on, everything works. */
	end(): void {
		for (const fault of this.faults) fault.times = 0;
		this.sandbox.configure({ callbackDelivery: 'once', callbackDelayMs: 0, rateLimit: NO_LIMIT });
	}
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
