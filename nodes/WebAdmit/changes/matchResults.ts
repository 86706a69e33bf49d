import type { ChangeKey, ChangeKind, ChangeResult } from './ChangeKind';

/** One way to find the result of a change. */
interface Way {
	keyOf: (of: ChangeKey | ChangeResult) => string;
	takes: (result: ChangeResult) => boolean;
	/** Whether later changes are looked at first. Of two equal changes, the later one counts. */
	fromTheEnd?: boolean;
	/** Whether a match counts only if a single change and a single result are left for a key. */
	onlyAlone?: boolean;
}

/** The most certain way first. Each result goes to one change only. */
const WAYS: Way[] = [
	{
		keyOf: ({ casId, target, value }) => key(casId, target, value),
		takes: isGood,
		fromTheEnd: true,
	},
	{ keyOf: ({ casId, target, value }) => key(casId, target, value), takes: hasErrors },
	// The result of a refused change need not have the refused value. It can have the value that is set instead, or none.
	{ keyOf: ({ casId, target }) => key(casId, target), takes: hasErrors },
	{ keyOf: ({ casId }) => key(casId), takes: hasErrors },
];

/** Ignores the value, which WebAdMIT may have returned in another form. */
const REWRITTEN: Way = {
	keyOf: ({ casId, target }) => key(casId, target),
	takes: isGood,
	onlyAlone: true,
};

/**
 * Finds the result of each change. The results may come in any order, and one applicant may have several.
 *
 * @returns a result for each change. Undefined for a change that WebAdMIT says nothing about.
 */
export function matchResults(
	changes: readonly ChangeKey[],
	results: readonly ChangeResult[],
	{ rewritesValues }: Pick<ChangeKind, 'rewritesValues'>,
): Array<ChangeResult | undefined> {
	const matched: Array<ChangeResult | undefined> = changes.map(() => undefined);
	const left = new Set(results);
	const ways = rewritesValues ? [...WAYS, REWRITTEN] : WAYS;
	for (const { keyOf, takes, fromTheEnd = false, onlyAlone = false } of ways) {
		const byKey = groupBy(
			[...left].filter((result) => takes(result)),
			keyOf,
		);
		const open = [...changes.entries()].filter(([index]) => matched[index] === undefined);
		const openByKey = groupBy(open, ([, change]) => keyOf(change));
		for (const [index, change] of fromTheEnd ? open.reverse() : open) {
			const found = byKey.get(keyOf(change)) ?? [];
			const rivals = openByKey.get(keyOf(change)) ?? [];
			if (onlyAlone && (found.length > 1 || rivals.length > 1)) continue;
			const result = found.shift();
			if (result === undefined) continue;
			matched[index] = result;
			left.delete(result);
		}
	}
	return matched;
}

const key = (...parts: Array<string | undefined>) => JSON.stringify(parts);

function groupBy<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of all) {
		const group = groups.get(keyOf(one));
		if (group) group.push(one);
		else groups.set(keyOf(one), [one]);
	}
	return groups;
}

function isGood({ errors }: ChangeResult): boolean {
	return errors.length === 0;
}

function hasErrors({ errors }: ChangeResult): boolean {
	return errors.length > 0;
}
