/** Tasks that are about the same thing, one after the other in the order of their coming; others side by side. */
export class Turns {
	private readonly last = new Map<string, Promise<unknown>>();

	/** Runs the task when all earlier ones with the same key have ended, well or not. */
	async take<T>(key: string, task: () => Promise<T>): Promise<T> {
		const before = this.last.get(key);
		const turn = before ? before.then(task, task) : task();
		this.last.set(key, turn);
		try {
			return await turn;
		} finally {
			if (this.last.get(key) === turn) this.last.delete(key);
		}
	}
}
