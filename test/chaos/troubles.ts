import { setTimeout as delay } from 'node:timers/promises';
import { type FaultState, NO_LIMIT, type Sandbox, type Settings } from '../sandbox';
import type { Fate, TroubleName } from './faults';
import type { Random } from './random';
import type { Callback, Job, Span, Stop } from './record';
import { IDENTITY, type Stage } from './stage';

/** Causes the troubles of a night, and keeps their results. */
export class Troubles {
	readonly counts = new Map<TroubleName, number>();
	readonly down: Stop[] = [];
	readonly diskFull: Span[] = [];
	readonly away: Span[] = [];
	/** Those that came before their runs had finished. */
	readonly earlyCallbacks: Callback[] = [];
	/** By what it is about, the last trouble that lasts for a while. */
	private readonly last = new Map<string, Promise<void>>();
	private readonly faults: Array<{ name: TroubleName; state: FaultState }> = [];

	/** @param jobs the runs and batches of the night so far. */
	constructor(
		private readonly stage: Pick<
			Stage,
			'sandbox' | 'parts' | 'disk' | 'publicUrl' | 'otherUrl' | 'falseCallbacks'
		>,
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
				await this.set(
					fate,
					{
						rateLimit: { limit: fate.calls, perSeconds: fate.perSeconds },
						retryAfter: fate.retryAfter,
					},
					{ rateLimit: NO_LIMIT },
				);
				return;
			case 'callbacksLost':
			case 'callbacksTwice':
				await this.set(
					fate,
					{ callbackDelivery: fate.name === 'callbacksLost' ? 'never' : 'twice' },
					{ callbackDelivery: 'once' },
				);
				return;
			case 'callbacksLate':
				await this.set(fate, { callbackDelayMs: fate.delayMs }, { callbackDelayMs: 0 });
				return;
			case 'callbacksEarly':
			case 'callbacksAgain':
			case 'callbacksForged':
				await this.callBack(fate.name, fate.count);
				return;
			case 'SIGTERM':
			case 'SIGKILL': {
				const { name, part, forMs } = fate;
				await this.inTurn('stop', async () => {
					await this.stop(name, part, forMs);
				});
				return;
			}
			case 'diskFull': {
				const { disk } = stage;
				if (disk === undefined) return;
				await this.inTurn('disk', async () => {
					this.count(fate.name);
					const from = Date.now();
					disk.fill();
					await delay(fate.forMs);
					disk.free();
					this.diskFull.push({ from, to: Date.now() });
				});
				return;
			}
			default:
				this.faults.push({ name: fate.name, state: sandbox.addFault(fate.fault) });
		}
	}

	private async during(fate: Fate & { name: 'away' }, fault: Parameters<Sandbox['addFault']>[0]) {
		this.count(fate.name);
		const from = Date.now();
		const state = this.sandbox.addFault(fault);
		await delay(fate.forMs);
		state.times = 0;
		this.away.push({ from, to: Date.now() });
	}

	/** Changes a setting of the sandbox for a while. */
	private async set(
		{ name, forMs }: { name: TroubleName; forMs: number },
		changed: Partial<Settings>,
		usual: Partial<Settings>,
	): Promise<void> {
		await this.inTurn(Object.keys(usual).join(), async () => {
			this.count(name);
			this.sandbox.configure(changed);
			await delay(forMs);
			this.sandbox.configure(usual);
		});
	}

	/** Troubles with the same thing come one after the other. Otherwise the end of the first would end the second too. */
	private async inTurn(thing: string, trouble: () => Promise<void>): Promise<void> {
		const turn = (this.last.get(thing) ?? Promise.resolve()).then(trouble);
		this.last.set(thing, turn);
		await turn;
	}

	private count(name: TroubleName, times = 1): void {
		this.counts.set(name, (this.counts.get(name) ?? 0) + times);
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
				if (isFalse) this.stage.falseCallbacks.push({ kind, runId, sourceId, at: sandbox.time });
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

	/** From now on, everything works. Of the faults, only those count that a request has met. */
	end(): void {
		for (const { name, state } of this.faults) {
			state.times = 0;
			this.count(name, state.met);
		}
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
