/** Runs a task as soon as there is room for it, in the order of the calls. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * A gate that lets at most `size` tasks run at the same time. (Packages that do this exist, but a verified n8n package
 * has no dependencies.)
 */
export function createLimit(size: number): Limit {
	let running = 0;
	const waiting: Array<() => void> = [];

	return async (task) => {
		if (running < size) running += 1;
		// Whoever ends hands its place to the first in line, so `running` stays as it is.
		else await new Promise<void>((admit) => waiting.push(admit));
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running -= 1;
		}
	};
}
