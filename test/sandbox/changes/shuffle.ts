/** The list in another order. The order depends on the seed: the same seed gives the same order. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
	let state = seed >>> 0;
	const random = () => {
		// A linear congruential generator with the constants of Numerical Recipes.
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	const mixed = list
		.map((value) => ({ value, place: random() }))
		.sort((a, b) => a.place - b.place)
		.map(({ value }) => value);
	const [first, ...rest] = mixed;
	const isAsBefore = mixed.every((value, index) => value === list[index]);
	return isAsBefore && first !== undefined ? [...rest, first] : mixed;
}
