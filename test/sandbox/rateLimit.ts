import type { Settings } from './settings';

/** Whether a call is allowed, and how many calls the key has left. */
export interface Allowance {
	allowed: boolean;
	limit: number;
	remaining: number;
	/** Seconds until the next period begins, at least 1. */
	secondsLeft: number;
}

/** Counts the calls of one key in fixed periods. The first call begins the first period. */
export class RateLimiter {
	private periodStart: number | null = null;
	private used = 0;

	constructor(
		private readonly rateLimit: () => Settings['rateLimit'],
		private readonly now: () => number,
	) {}

	/** Counts one call and says whether it is within the limit. */
	count(): Allowance {
		this.turnOver();
		this.used++;
		return this.look();
	}

	/** How many calls are left, without counting a call. */
	look(): Allowance {
		const { limit, perSeconds } = this.rateLimit();
		const elapsedMs = this.periodStart === null ? 0 : this.now() - this.periodStart;
		return {
			allowed: this.used <= limit,
			limit,
			remaining: Math.max(0, limit - this.used),
			secondsLeft: Math.max(1, Math.ceil(perSeconds - elapsedMs / 1000)),
		};
	}

	/** Forgets all calls. */
	clear(): void {
		this.periodStart = null;
		this.used = 0;
	}

	private turnOver(): void {
		const now = this.now();
		const periodMs = this.rateLimit().perSeconds * 1000;
		if (this.periodStart === null || now - this.periodStart >= periodMs) {
			this.periodStart = now;
			this.used = 0;
		}
	}
}
