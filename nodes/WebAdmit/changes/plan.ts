import type { Batch, ItemChanges } from './ChangeKind';

/** The API documentation does not say how many changes a batch can have. Another call of the API has this limit. */
const MOST_CHANGES = 1_000;

/**
 * Divides items into batches. Each batch is for one identity and program, and has at most `most` changes. All changes of
 * an applicant are in the same batch, in the order of the items, so that the last one counts. So only a batch of a
 * single applicant can be larger.
 */
export function planBatches(items: ItemChanges[], most = MOST_CHANGES): Batch[] {
	const programs = grouped(items, ({ applicant: { userIdentityId, programId } }) =>
		[userIdentityId, programId].join('/'),
	);
	return programs.flatMap((ofProgram) => {
		const batches: Batch[] = [];
		let room = 0;
		for (const ofApplicant of grouped(ofProgram, ({ applicant }) => applicant.casId)) {
			const count = countChanges(ofApplicant);
			const batch = batches.at(-1);
			if (batch && count <= room) {
				batch.items.push(...ofApplicant);
				room -= count;
			} else {
				const program = ofApplicant[0]?.applicant;
				if (program) batches.push({ program, items: [...ofApplicant] });
				room = most - count;
			}
		}
		return batches;
	});
}

/** Each item by itself. */
export function planSingly(items: ItemChanges[]): Batch[] {
	return items.map((item) => ({ program: item.applicant, items: [item] }));
}

export function countChanges(items: ItemChanges[]): number {
	return items.reduce((sum, { changes }) => sum + changes.length, 0);
}

/** The entries in groups by a key. The groups are in the order of their first entries. */
function grouped<T>(entries: T[], keyOf: (entry: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const entry of entries) {
		const key = keyOf(entry);
		const group = groups.get(key);
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	}
	return [...groups.values()];
}
