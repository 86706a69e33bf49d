interface Place {
	/** Whether the task goes before all waiting tasks that are not marked as first. Default: false. */
	isFirst?: boolean;
}

/** Runs a task as soon as there is a place for it, in the order of the calls. */
export type Places = <T>(task: () => Promise<T>, place?: Place) => Promise<T>;

/**
 * Lets at most `size` tasks run at the same time. (There are packages for this, but a verified n8n package has no
 * dependencies.)
 */
export function createPlaces(size: number): Places {
	let running = 0;
	const waiting: Array<() => void> = [];
	const first: Array<() => void> = [];

	return async (task, { isFirst = false } = {}) => {
		if (running < size) running += 1;
		// A task that ends gives its place to the first in line, so `running` stays the same.
		else {
			await new Promise<void>((admit) => (isFirst ? first : waiting).push(admit));
		}
		try {
			return await task();
		} finally {
			const next = first.shift() ?? waiting.shift();
			if (next) next();
			else running -= 1;
		}
	};
}
