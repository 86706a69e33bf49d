import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import type { Settings } from '../settings';
import { Timers } from '../timers';
import type { CallbackDelivery, Job } from '../types';
import { finishesAt } from './job';

/** What a form is sent as. */
export const FORM = 'application/x-www-form-urlencoded';
/** How long a callback waits for its answer. */
const PATIENCE_MS = 30_000;
/** Shortest pause before looking again whether a job has finished, should the clock lag behind the timers. */
const LOOK_AGAIN_MS = 20;

/** What is POSTed to a callback URL. */
export interface CallbackMessage {
	contentType: string;
	body: string;
	/** Which job it is about, for the record. */
	about: Partial<Pick<CallbackDelivery, 'runId' | 'batchId'>>;
}

/** Calls back when jobs finish, and keeps what was sent and what came back. */
export class Callbacks {
	readonly deliveries: CallbackDelivery[] = [];
	/** What will be said of each job that is still going on. */
	private readonly waiting = new Map<Job, () => CallbackMessage>();
	private readonly timers = new Timers();
	private cancel = cancelOfMany();

	constructor(
		private readonly settings: () => Settings,
		private readonly now: () => number,
	) {}

	/** Calls this job's URL back as soon as the job has finished, if it has one. */
	expect(job: Job, message: () => CallbackMessage): void {
		if (job.callbackUrl === null) return;
		this.waiting.set(job, message);
		this.arm(job);
	}

	/** Looks at once whether a job has finished: for when the clock was moved or a job was ended. */
	check(): void {
		for (const job of [...this.waiting.keys()]) this.arm(job);
	}

	/** POSTs a body to a URL as a callback would, and records it. The body is a form unless the headers say otherwise. */
	async send(
		url: string,
		body: string,
		headers: Record<string, string> = {},
		about: CallbackMessage['about'] = {},
	): Promise<CallbackDelivery> {
		const delivery: CallbackDelivery = {
			runId: null,
			batchId: null,
			...about,
			url,
			body,
			headers: { 'content-type': FORM, ...headers },
			status: null,
			error: null,
			at: this.now(),
		};
		const { signal } = this.cancel;
		try {
			const answer = await axios.post(url, body, {
				// Connections of its own, so that none is left open for the next callback.
				httpAgent: new http.Agent({ keepAlive: false }),
				httpsAgent: new https.Agent({
					keepAlive: false,
					rejectUnauthorized: !this.settings().anyCertificate,
				}),
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
		this.cancel = cancelOfMany();
		this.waiting.clear();
		this.clearDeliveries();
	}

	private arm(job: Job): void {
		const message = this.waiting.get(job);
		if (message === undefined) return;
		const leftMs = finishesAt(job) - this.now();
		if (leftMs > 0) {
			this.timers.after(Math.max(leftMs, LOOK_AGAIN_MS), () => {
				this.arm(job);
			});
			return;
		}
		this.waiting.delete(job);
		const { callbackDelivery, callbackDelayMs } = this.settings();
		if (callbackDelivery === 'never') return;
		const times = callbackDelivery === 'twice' ? 2 : 1;
		this.timers.after(callbackDelayMs, () => void this.deliver(job.callbackUrl, message(), times));
	}

	private async deliver(
		url: string | null,
		{ contentType, body, about }: CallbackMessage,
		times: number,
	): Promise<void> {
		for (let sent = 0; url !== null && sent < times; sent++) {
			await this.send(url, body, { 'content-type': contentType }, about);
		}
	}
}

/** Ends all callbacks that are under way, however many: Node.js would take more than ten for a leak. */
function cancelOfMany(): AbortController {
	const cancel = new AbortController();
	setMaxListeners(0, cancel.signal);
	return cancel;
}
