import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import type { Settings } from '../settings';
import { Timers } from '../timers';
import type { CallbackDelivery, Job } from '../types';
import { finishesAt } from './job';

/** Content type of a form. */
export const FORM = 'application/x-www-form-urlencoded';
/** Milliseconds that a callback waits for its answer. */
const PATIENCE_MS = 30_000;
/**
 * Milliseconds: the shortest pause before checking again whether a job has finished. It matters if the clock is behind
 * the timers.
 */
const LOOK_AGAIN_MS = 20;

/** What is POSTed to a callback URL. */
export interface CallbackMessage {
	contentType: string;
	body: string;
	/** The job that it is about, for the list of deliveries. */
	about: Partial<Pick<CallbackDelivery, 'runId' | 'batchId'>>;
}

/** Calls back when jobs finish, and records what was sent and answered. */
export class Callbacks {
	readonly deliveries: CallbackDelivery[] = [];
	/** The callbacks of the jobs that are still running. */
	private readonly waiting = new Map<Job, () => CallbackMessage>();
	/** The jobs whose callbacks are being sent, or will be when their delay is over. */
	private readonly leaving = new Set<Job>();
	private readonly timers = new Timers();
	private cancel = cancelOfMany();

	constructor(
		private readonly settings: () => Settings,
		private readonly now: () => number,
	) {}

	/** How many jobs have callbacks that are not delivered yet. */
	get pending(): number {
		return this.waiting.size + this.leaving.size;
	}

	/** Calls this job's URL back as soon as the job has finished, if it has one. */
	expect(job: Job, message: () => CallbackMessage): void {
		if (job.callbackUrl === null) return;
		this.waiting.set(job, message);
		this.arm(job);
	}

	/** Checks at once whether a job has finished. Needed when the clock was moved or a job was ended. */
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
				// Each callback has a connection of its own, so that none stays open.
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
		// Recorded together with its answer, so that a test that waits for a delivery finds all of it. Canceled deliveries are
		// not recorded.
		if (!signal.aborted) this.deliveries.push(delivery);
		return delivery;
	}

	/** Forgets the deliveries. The list stays the same object. */
	clearDeliveries(): void {
		this.deliveries.length = 0;
	}

	/** Drops all waiting and running callbacks, and forgets the deliveries. */
	clear(): void {
		this.timers.clear();
		this.cancel.abort();
		this.cancel = cancelOfMany();
		this.waiting.clear();
		this.leaving.clear();
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
		this.leaving.add(job);
		this.timers.after(callbackDelayMs, () => void this.deliver(job, message(), times));
	}

	private async deliver(
		job: Job,
		{ contentType, body, about }: CallbackMessage,
		times: number,
	): Promise<void> {
		const { callbackUrl: url } = job;
		for (let sent = 0; url !== null && sent < times; sent++) {
			await this.send(url, body, { 'content-type': contentType }, about);
		}
		this.leaving.delete(job);
	}
}

/** Ends all running callbacks. There may be more than ten listeners, which Node.js would otherwise take for a leak. */
function cancelOfMany(): AbortController {
	const cancel = new AbortController();
	setMaxListeners(0, cancel.signal);
	return cancel;
}
