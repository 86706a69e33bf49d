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
	/** When the first try was sent that may have started something, in milliseconds since 1970. */
	private lostAt?: number;

	/** @param settings none for a call that starts nothing: it can always be repeated. */
	constructor(private readonly settings: StartingSettings | undefined) {}

	/** Whether something may have been started. Then the next try can't wait behind other calls. */
	get isUrgent(): boolean {
		return this.settings !== undefined && this.lostAt !== undefined;
	}

	/** Notes that a try may have been carried out, though no good answer came. */
	noteLost(sentAt: number): void {
		this.lostAt ??= sentAt;
	}

	/** @returns whether another try at that time gets what a lost one has started, instead of starting it again. */
	isRepeatable(at: number): boolean {
		if (!this.settings || this.lostAt === undefined) return true;
		return at - this.lostAt <= this.settings.repeatedWithin;
	}

	/** The error to throw: it says so when something may have been started anyway. */
	explained(error: unknown): unknown {
		const isUnsure = this.settings && this.lostAt !== undefined && error instanceof ExplainedError;
		return isUnsure ? new UnsureError(error, this.settings.advice) : error;
	}
}
