/** Longest delay that Node's timers accept, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** All timers of one sandbox in one place, so that closing it leaves none behind. */
export class Timers {
	private readonly pending = new Set<NodeJS.Timeout>();

	/** Calls `action` after this many real milliseconds, unless the timers are cleared before. */
	after(ms: number, action: () => void): void {
		const timer = setTimeout(
			() => {
				this.pending.delete(timer);
				action();
			},
			Math.min(Math.max(ms, 0), LONGEST_MS),
		);
		this.pending.add(timer);
	}

	/** Resolves after this many real milliseconds. Never, if the timers are cleared before. */
	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.after(ms, resolve);
		});
	}

	/** Drops all pending timers. */
	clear(): void {
		for (const timer of this.pending) clearTimeout(timer);
		this.pending.clear();
	}
}
