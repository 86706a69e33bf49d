import type { IDataObject } from 'n8n-workflow';
import { applicantFields } from '../api/programAddress';
import type { Session } from '../session';
import { createPlaces } from '../transport/places';
import { carryOutBatch, createBatchWatcher } from './batch';
import type { ChangeKind, ItemChanges } from './ChangeKind';
import { countChanges, planBatches, planSingly } from './plan';
import type { ChangeOutcome } from './refusedChange';
import { itemError } from './refusedChange';

/** How many batches run at the same time. With four, 10,000 changes take three rounds, and WebAdMIT still has room for others. */
const CONCURRENT_BATCHES = 4;

/** The result of one item. */
export type ItemOutcome = { output: IDataObject } | { error: unknown };

/**
 * Makes the changes of all items with as few calls as possible. Items of one identity and program go in batches. An item
 * that is alone has calls of its own. Each item gets its own outcome.
 *
 * @returns the outcomes, by the index of the item.
 */
export async function makeChanges(
	kind: ChangeKind,
	items: ItemChanges[],
	session: Session,
): Promise<Map<number, ItemOutcome>> {
	const outcomes = new Map<number, ItemOutcome>();
	const note = (entry: ItemChanges, changes: ChangeOutcome[]) => {
		outcomes.set(entry.item, outcomeOf(kind, entry, changes));
	};
	for (const entry of items) if (entry.changes.length === 0) note(entry, []);

	const places = createPlaces(CONCURRENT_BATCHES);
	const watcher = createBatchWatcher(kind, session);
	const plan = kind.hasBatches ? planBatches : planSingly;
	const batches = plan(items.filter(({ changes }) => changes.length > 0));
	await Promise.all(
		batches.map(async (batch) => {
			const [first] = batch.items;
			if (!first) return;
			const isAlone = batch.items.length === 1 && countChanges([first]) <= kind.mostSingleCalls;
			try {
				if (isAlone) note(first, await makeAlone(first, session));
				else {
					const made = await places(async () => await carryOutBatch(kind, batch, session, watcher));
					batch.items.forEach((entry, index) => {
						note(entry, made[index] ?? []);
					});
				}
			} catch (error) {
				for (const { item } of batch.items) outcomes.set(item, { error });
			}
		}),
	);
	return outcomes;
}

function outcomeOf(
	kind: ChangeKind,
	{ applicant, changes }: ItemChanges,
	outcomes: ChangeOutcome[],
): ItemOutcome {
	const outputs = outcomes.flatMap((outcome) => ('output' in outcome ? [outcome.output] : []));
	if (outputs.length < changes.length) return { error: itemError(applicant, changes, outcomes) };
	return { output: { ...applicantFields(applicant), ...kind.output(outputs) } };
}

async function makeAlone(
	{ applicant, changes }: ItemChanges,
	{ request }: Session,
): Promise<ChangeOutcome[]> {
	const made = await Promise.allSettled(
		changes.map(async (change) => await change.makeAlone(request, applicant)),
	);
	return made.map((result) => {
		if (result.status === 'fulfilled') return { output: result.value };
		const error: unknown = result.reason;
		return { error };
	});
}
