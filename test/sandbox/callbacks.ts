import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import { finishesAt, statusAt } from './runs';
import type { Settings } from './settings';
import { Speller } from './spelling';
import { Timers } from './timers';
import type { CallbackDelivery, Run } from './types';

const CONTENT_TYPE = 'application/x-www-form-urlencoded';
/** How long a callback waits for its answer. */
const PATIENCE_MS = 30_000;
/** Shortest pause before looking again whether a run has finished, should the clock lag behind the timers. */
const LOOK_AGAIN_MS = 20;

/** Calls back when runs finish, and keeps what was sent and what came back. */
export class Callbacks {
	readonly deliveries: CallbackDelivery[] = [];
	private readonly waiting = new Set<Run>();
	private readonly speller: Speller;
	private readonly timers = new Timers();
	private cancel = new AbortController();
	// Connections of their own, so that none is left open for the next callback.
	private readonly agents = {
		httpAgent: new http.Agent({ keepAlive: false }),
		httpsAgent: new https.Agent({ keepAlive: false }),
	};

	constructor(
		private readonly settings: () => Settings,
		private readonly now: () => number,
	) {
		this.speller = new Speller(() => settings().statusSpelling);
	}

	/** Calls this run's URL back as soon as the run has finished, if it has one. */
	expect(run: Run): void {
		if (run.callbackUrl === null) return;
		this.waiting.add(run);
		this.arm(run);
	}

	/** Looks at once whether a run has finished: for when the clock was moved or a run was ended. */
	check(): void {
		for (const run of [...this.waiting]) this.arm(run);
	}

	/** POSTs a body to a URL as a callback would, and records it. `body` is the raw form. */
	async send(
		url: string,
		body: string,
		headers: Record<string, string> = {},
		runId: number | null = null,
	): Promise<CallbackDelivery> {
		const delivery: CallbackDelivery = {
			runId,
			url,
			body,
			headers: { 'content-type': CONTENT_TYPE, ...headers },
			status: null,
			error: null,
			at: this.now(),
		};
		const { signal } = this.cancel;
		try {
			const answer = await axios.post(url, body, {
				...this.agents,
				headers: delivery.headers,
				maxRedirects: 0,
				proxy: false,
				responseType: 'text',
				signal,
				timeout: PATIENCE_MS,
				validateStatus: () => true,
			});
			delivery.status = answer.status;
		} catch (error) {
			delivery.error = error instanceof Error ? error.message : String(error);
		}
		// Recorded with its answer: whoever waits for a delivery finds all of it. What was cancelled is forgotten.
		if (!signal.aborted) this.deliveries.push(delivery);
		return delivery;
	}

	/** Forgets the deliveries. The list stays the same object. */
	clearDeliveries(): void {
		this.deliveries.length = 0;
	}

	/** Drops what is waiting and what is under way, and forgets the deliveries. */
	clear(): void {
		this.timers.clear();
		this.cancel.abort();
		this.cancel = new AbortController();
		this.waiting.clear();
		this.clearDeliveries();
	}

	private arm(run: Run): void {
		if (!this.waiting.has(run)) return;
		const leftMs = finishesAt(run) - this.now();
		if (leftMs > 0) {
			this.timers.after(Math.max(leftMs, LOOK_AGAIN_MS), () => {
				this.arm(run);
			});
			return;
		}
		this.waiting.delete(run);
		const { callbackDelivery, callbackDelayMs } = this.settings();
		if (callbackDelivery === 'never') return;
		const times = callbackDelivery === 'twice' ? 2 : 1;
		this.timers.after(callbackDelayMs, () => void this.deliver(run, times));
	}

	private async deliver(run: Run, times: number): Promise<void> {
		const body = this.bodyOf(run);
		for (let sent = 0; run.callbackUrl !== null && sent < times; sent++) {
			await this.send(run.callbackUrl, body, {}, run.id);
		}
	}

	private bodyOf(run: Run): string {
		const encoded = new URLSearchParams({
			'export_file[id]': String(run.id),
			'export_file[export_id]': String(run.exportId),
			'export_file[status]': this.speller.write(statusAt(run, this.now())),
		}).toString();
		if (this.settings().callbackEncoding === 'percent') return encoded;
		return encoded.replace(/%5B/g, '[').replace(/%5D/g, ']');
	}
}
