import { ExplainedError, UnsureError } from '../errors';

export interface StartingSettings {
	/**
	 * For how many milliseconds after the first try with a lost answer the call is repeated. What that try may have started
	 * is still running then, and a repetition gets the same run.
	 */
	repeatedWithin: number;
	/** What the user is told in addition, if it is not known whether something was started. */
	advice: string;
}

/** Remembers whether a try of a call may have started something. */
export class Starting {
	/** When the first try that may have started something was sent, in milliseconds since 1970. */
	private lostAt?: number;

	/** @param settings undefined for a call that starts nothing, which can always be repeated. */
	constructor(private readonly settings: StartingSettings | undefined) {}

	/** Whether something may have been started. Then the next try must not wait behind other calls. */
	get isUrgent(): boolean {
		return this.settings !== undefined && this.lostAt !== undefined;
	}

	/** Notes that a try may have worked, though no good answer came. */
	noteLost(sentAt: number): void {
		this.lostAt ??= sentAt;
	}

	/** Whether another try at that time would get what a lost one has started, instead of starting something again. */
	isRepeatable(at: number): boolean {
		if (!this.settings || this.lostAt === undefined) return true;
		return at - this.lostAt <= this.settings.repeatedWithin;
	}

	/** The error to throw. If something may have been started anyway, it says so. */
	explained(error: unknown): unknown {
		const isUnsure = this.settings && this.lostAt !== undefined && error instanceof ExplainedError;
		return isUnsure ? new UnsureError(error, this.settings.advice) : error;
	}
}
