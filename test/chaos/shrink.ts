/**
 * Finds a part of a list with which something still happens, and from which no entry can be left out (Zeller's ddmin).
 * Tries only so many parts, and returns the smallest one by then.
 */
export async function smallest<T>(
	all: readonly T[],
	happens: (part: T[]) => Promise<boolean>,
	atMost = 40,
): Promise<T[]> {
	let rest = [...all];
	let pieces = 2;
	let asked = 0;
	while (rest.length > 0 && asked < atMost) {
		const size = Math.ceil(rest.length / pieces);
		let isSmaller = false;
		for (let start = 0; start < rest.length && asked < atMost; start += size) {
			const part = [...rest.slice(0, start), ...rest.slice(start + size)];
			asked++;
			if (!(await happens(part))) continue;
			rest = part;
			pieces = Math.max(pieces - 1, 2);
			isSmaller = true;
			break;
		}
		if (isSmaller) continue;
		if (size === 1) break;
		pieces = Math.min(pieces * 2, rest.length);
	}
	return rest;
}
