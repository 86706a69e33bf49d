/**
 * The sandbox's time. Whatever depends on time (the status of a run, the expiry of a URL, the hourly
 * limit) is computed from it, so a test moves the clock instead of sleeping.
 */
export class Clock {
	private offsetMs = 0;

	/** @param base the time that the offset is added to, in milliseconds since 1970 */
	constructor(private readonly base: () => number = Date.now) {}

	/** Milliseconds since 1970. */
	now(): number {
		return this.base() + this.offsetMs;
	}

	/** Moves the clock forward by this many milliseconds, or back if the number is negative. */
	advance(ms: number): void {
		this.offsetMs += ms;
	}

	/** Sets the clock back to the base's time. */
	reset(): void {
		this.offsetMs = 0;
	}
}
