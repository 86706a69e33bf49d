interface Place {
	/** Whether it is to be before all that wait, except for those that are to be first too. Default false. */
	isFirst?: boolean;
}

/** Runs a task as soon as there is room for it, in the order of the calls. */
export type Places = <T>(task: () => Promise<T>, place?: Place) => Promise<T>;

/**
 * A gate that lets at most `size` tasks run at the same time. (Packages that do this exist, but a verified n8n package
 * has no dependencies.)
 */
export function createPlaces(size: number): Places {
	let running = 0;
	const waiting: Array<() => void> = [];
	const first: Array<() => void> = [];

	return async (task, { isFirst = false } = {}) => {
		if (running < size) running += 1;
		// Whoever ends hands its place to the first in line, so `running` stays as it is.
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
