/** Tasks that are about the same thing, one after the other in the order of their coming; others side by side. */
export class Turns {
	private readonly last = new Map<string, Promise<unknown>>();

	private readonly counts = new Map<string, number>();

	/** How many tasks with this key have not ended yet. */
	count(key: string): number {
		return this.counts.get(key) ?? 0;
	}

	/** Runs the task when all earlier ones with the same key have ended, well or not. */
	async take<T>(key: string, task: () => Promise<T>): Promise<T> {
		this.counts.set(key, this.count(key) + 1);
		const before = this.last.get(key);
		const turn = before ? before.then(task, task) : task();
		this.last.set(key, turn);
		try {
			return await turn;
		} finally {
			this.counts.set(key, this.count(key) - 1);
			if (this.last.get(key) === turn) {
				this.last.delete(key);
				this.counts.delete(key);
			}
		}
	}
}
