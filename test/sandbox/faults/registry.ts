import type { Fault, FaultState } from './types';

/** The faults that were added, oldest first. */
export class FaultRegistry {
	private readonly ordered: FaultState[] = [];

	/** Adds a fault. Throws if its `path` is not a regular expression. */
	add(fault: Fault): FaultState {
		if (fault.path !== undefined) new RegExp(fault.path);
		const state: FaultState = { ...fault, seen: 0, met: 0 };
		this.ordered.push(state);
		return state;
	}

	/** All faults, also those that are used up. */
	list(): FaultState[] {
		return [...this.ordered];
	}

	/** Forgets all faults. */
	clear(): void {
		this.ordered.length = 0;
	}

	/** The fault that a request meets now, which counts it. Undefined if the request meets none. */
	take(on: Fault['on'], method: string, path: string): FaultState | undefined {
		for (const fault of this.ordered) {
			if (!fits(fault, on, method, path)) continue;
			if (fault.met >= (fault.times ?? Infinity)) continue;
			fault.seen++;
			if (fault.seen <= (fault.after ?? 0)) continue;
			fault.met++;
			return fault;
		}
		return undefined;
	}
}

function fits(fault: Fault, on: Fault['on'], method: string, path: string): boolean {
	return (
		fault.on === on &&
		(fault.method === undefined || fault.method.toUpperCase() === method) &&
		(fault.path === undefined || new RegExp(fault.path).test(path))
	);
}
