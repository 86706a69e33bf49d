/** Random numbers from a seed. The same seed gives the same night again. */
export class Random {
	constructor(private state: number) {}

	/** A number from 0 to 1, without 1 itself (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from one to the other, both included. */
	between(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	/** One of these. */
	pick<T>(choices: readonly T[]): T {
		const chosen = choices[this.between(0, choices.length - 1)];
		if (chosen === undefined) throw new Error('There is nothing to pick from');
		return chosen;
	}

	/** One of these names. Each comes as often as its weight says. */
	weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
		const names = Object.keys(weights) as N[];
		let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
		for (const name of names) {
			left -= weights[name];
			if (left < 0) return name;
		}
		return this.pick(names);
	}
}
