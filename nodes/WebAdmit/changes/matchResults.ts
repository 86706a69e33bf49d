import type { ChangeKey, ChangeResult } from './ChangeKind';

/** When a result is about a change, the surest way first. Each result goes to one change only. */
const WAYS: Array<{
	keyOf: (of: ChangeKey | ChangeResult) => string;
	takes: (result: ChangeResult) => boolean;
	/** Whether later changes are looked at before earlier ones: of two equal ones, the later one counts. */
	fromTheEnd?: boolean;
}> = [
	{
		keyOf: ({ casId, target, value }) => key(casId, target, value),
		takes: ({ errors }) => errors.length === 0,
		fromTheEnd: true,
	},
	{ keyOf: ({ casId, target, value }) => key(casId, target, value), takes: hasErrors },
	// What was refused need not be in the result: it can have what is set instead, or nothing.
	{ keyOf: ({ casId, target }) => key(casId, target), takes: hasErrors },
	{ keyOf: ({ casId }) => key(casId), takes: hasErrors },
];

/**
 * Which result is about which change, in whatever order they come and also where one applicant has several.
 *
 * @returns a result for each change, undefined for one of which WebAdMIT says nothing.
 */
export function matchResults(
	changes: readonly ChangeKey[],
	results: readonly ChangeResult[],
): Array<ChangeResult | undefined> {
	const matched: Array<ChangeResult | undefined> = changes.map(() => undefined);
	const left = new Set(results);
	for (const { keyOf, takes, fromTheEnd = false } of WAYS) {
		const byKey = new Map<string, ChangeResult[]>();
		for (const result of left) {
			if (!takes(result)) continue;
			const found = byKey.get(keyOf(result));
			if (found) found.push(result);
			else byKey.set(keyOf(result), [result]);
		}
		const inOrder = [...changes.entries()].filter(([index]) => matched[index] === undefined);
		for (const [index, change] of fromTheEnd ? inOrder.reverse() : inOrder) {
			const result = byKey.get(keyOf(change))?.shift();
			if (result === undefined) continue;
			matched[index] = result;
			left.delete(result);
		}
	}
	return matched;
}

const key = (...parts: Array<string | undefined>) => JSON.stringify(parts);

function hasErrors({ errors }: ChangeResult): boolean {
	return errors.length > 0;
}
