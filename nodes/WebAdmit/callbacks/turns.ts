import { unlessAborted } from '../pause';

/**
 * Runs tasks with the same key one after the other, in the order in which they come. Tasks with different keys run side
 * by side.
 */
export class Turns {
	private readonly last = new Map<string, Promise<unknown>>();

	private readonly counts = new Map<string, number>();

	/** How many tasks with this key have not ended yet. */
	count(key: string): number {
		return this.counts.get(key) ?? 0;
	}

	/**
	 * Runs the task when all earlier ones with the same key have ended, whether they failed or not.
	 *
	 * @param signal when it is aborted, the wait ends, and a task that has not started never does.
	 */
	async take<T>(key: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		this.counts.set(key, this.count(key) + 1);
		const begin = async () => {
			signal?.throwIfAborted();
			return await task();
		};
		const before = this.last.get(key);
		const turn = before ? before.then(begin, begin) : begin();
		this.last.set(key, turn);
		const ended = this.endOf(key, turn);
		try {
			return await (signal && before ? unlessAborted(turn, signal) : turn);
		} finally {
			// A `count` right after this call must not include this task.
			if (!signal?.aborted) await ended;
		}
	}

	/**
	 * Forgets a turn once it has ended. A turn that was aborted while it waited keeps its place until then: the next one
	 * still has to wait for those before it.
	 */
	private async endOf(key: string, turn: Promise<unknown>): Promise<void> {
		await turn.catch(() => undefined);
		this.counts.set(key, this.count(key) - 1);
		if (this.last.get(key) === turn) {
			this.last.delete(key);
			this.counts.delete(key);
		}
	}
}
