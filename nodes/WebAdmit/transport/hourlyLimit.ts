import { pause } from '../pause';
import type { TextResponse } from './httpResponse';
import { limitReached, retryAt } from './refusals';
import { growingPause, MAX_TRIES } from './retry';

/** For how many milliseconds no call is sent after WebAdMIT has refused `maxTries` calls in a row. */
const GIVEN_UP = 60_000;

/**
 * A gate that every call passes before it is sent. It is closed while WebAdMIT's hourly limit is reached. WebAdMIT
 * counts all calls of a key together, so a refusal of one call holds for all.
 *
 * WebAdMIT is expected to answer 429, with or without `Retry-After` (its documentation does not say). Calls wait until
 * then, but at least for the usual pause. Otherwise a service that always answers "now" would be asked without a pause.
 */
export class HourlyLimit {
	/** When the gate opens, in milliseconds since 1970. */
	private opens = 0;

	/** When the gate opens according to WebAdMIT, in milliseconds since 1970. */
	private announced?: number;

	/** When the gate was last closed, in milliseconds since 1970. */
	private closedAt = 0;

	/** How often in a row WebAdMIT has refused calls that the gate let through. */
	private refusals = 0;

	/** @param maxTries after this many refusals in a row, calls no longer wait. */
	constructor(private readonly maxTries = MAX_TRIES) {}

	/** When the gate opens, in milliseconds since 1970. In the past if it is open. */
	get opensAt(): number {
		return this.opens;
	}

	/**
	 * Waits until the gate is open.
	 *
	 * @param latest how long the call can wait, in milliseconds since 1970.
	 * @throws ExplainedError at once if the gate opens later, or WebAdMIT keeps refusing.
	 */
	async pass(latest: number, signal: AbortSignal): Promise<void> {
		while (this.opens > Date.now()) {
			if (this.opens > latest || this.refusals >= this.maxTries) throw limitReached(this.announced);
			await pause(this.opens - Date.now(), signal);
		}
	}

	/**
	 * Closes the gate for a while.
	 *
	 * @param response with status 429.
	 * @param sentAt when the refused call was sent. If that was before the gate was closed, the refusal is nothing new.
	 */
	close(response: Pick<TextResponse, 'headers'>, sentAt: number): void {
		if (sentAt <= this.closedAt) return;
		const now = Date.now();
		this.refusals += 1;
		this.closedAt = now;
		const usual = this.refusals >= this.maxTries ? GIVEN_UP : growingPause(this.refusals);
		this.announced = retryAt(response);
		this.opens = Math.max(this.opens, this.announced ?? 0, now + usual);
	}

	/** Notes that WebAdMIT has accepted a call. A call that was sent before the gate was closed says nothing about the limit. */
	open(sentAt: number): void {
		if (sentAt >= this.opens) this.refusals = 0;
	}
}
