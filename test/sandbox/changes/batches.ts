import type { Settings } from '../settings';
import type { ChangeBatchView, ChangeOutcome, JsonObject, RunStatus } from '../types';
import { Table } from '../world/table';
import { shuffled } from './shuffle';
import type { ChangeKind, Place } from './kind';

/** A batch, with what it does when it ends. */
interface ChangeBatch extends Omit<ChangeBatchView, 'status' | 'finishesAt'> {
	durationMs: number;
	outcome: ChangeOutcome;
	/** Whether it has ended, and has done what it does. */
	isOver: boolean;
	carryOut: () => JsonObject[];
}

/** What batches of changes work with. */
export interface ChangeTools {
	now: () => number;
	settings: () => Settings;
}

/**
 * Batches of changes. A batch makes its changes when it ends. Call `settle` before you read or change applicants, so
 * that all batches that have ended by the clock have made theirs.
 */
export class ChangeBatches {
	// The ID of the batch in the example of WebAdMIT's documentation.
	private readonly table = new Table<ChangeBatch>('batch of changes', 74780);
	private going: ChangeBatch[] = [];

	constructor(private readonly tools: ChangeTools) {}

	/** Adds a batch of changes, whose form has been checked. */
	create<C>(
		kind: ChangeKind<C>,
		{ identityId, programId }: Pick<Place, 'identityId' | 'programId'>,
		entries: JsonObject[],
	): ChangeBatchView {
		const { changeSeconds, changeOutcome } = this.tools.settings();
		const batch: ChangeBatch = this.table.add(undefined, (id) => ({
			id,
			kind: kind.name,
			identityId,
			programId,
			startedAt: this.tools.now(),
			durationMs: changeSeconds * 1000,
			outcome: changeOutcome,
			isOver: false,
			changes: entries,
			results: null,
			carryOut: () =>
				carryOut(kind, entries, { identityId, programId, batchId: id, at: endOf(batch) }),
		}));
		this.going.push(batch);
		return this.view(batch, this.tools.now());
	}

	/** Makes the changes of all batches that have ended by now, in the order in which they ended. */
	settle(now = this.tools.now()): void {
		const over = this.going.filter((batch) => batch.outcome !== 'stuck' && endOf(batch) <= now);
		if (over.length === 0) return;
		for (const batch of over.sort((a, b) => endOf(a) - endOf(b) || a.id - b.id)) {
			batch.isOver = true;
			if (batch.outcome === 'done') batch.results = shuffled(batch.carryOut(), batch.id);
		}
		this.going = this.going.filter(({ isOver }) => !isOver);
	}

	/** Ends a batch now. One that would never end is done, unless it should fail. Throws if it has ended already. */
	finish(id: number, outcome?: 'done' | 'failed'): ChangeBatchView {
		const now = this.tools.now();
		this.settle(now);
		const batch = this.table.need(id);
		if (batch.isOver) throw new Error(`Batch of changes ${id} is over`);
		batch.durationMs = Math.max(0, now - batch.startedAt);
		batch.outcome = outcome ?? (batch.outcome === 'failed' ? 'failed' : 'done');
		this.settle(now);
		return this.view(batch, now);
	}

	/** The batch with this id, as it is now. */
	get(id: number): ChangeBatchView | undefined {
		const now = this.tools.now();
		this.settle(now);
		const batch = this.table.get(id);
		return batch === undefined ? undefined : this.view(batch, now);
	}

	/** All batches, in the order in which they came, as they are now. */
	get all(): ChangeBatchView[] {
		const now = this.tools.now();
		this.settle(now);
		return this.table.all.map((batch) => this.view(batch, now));
	}

	/** Forgets all batches. */
	clear(): void {
		this.table.clear();
		this.going = [];
	}

	private view(batch: ChangeBatch, now: number): ChangeBatchView {
		const { id, kind, identityId, programId, startedAt, changes, results } = batch;
		return {
			id,
			kind,
			identityId,
			programId,
			status: this.statusOf(batch, now),
			startedAt,
			finishesAt: batch.outcome === 'stuck' ? null : endOf(batch),
			changes,
			results,
		};
	}

	private statusOf(batch: ChangeBatch, now: number): RunStatus {
		if (!batch.isOver) {
			return now < batch.startedAt + batch.durationMs / 2 ? 'queued' : 'in_progress';
		}
		if (batch.results === null) return 'failed';
		const hasErrors = batch.results.some(({ errors }) => errors !== null);
		return hasErrors ? this.tools.settings().statusWithErrors : 'available';
	}
}

function endOf({ startedAt, durationMs }: ChangeBatch): number {
	return startedAt + durationMs;
}

/** Tries all changes in their order, except those that a later change overrides. */
function carryOut<C>(
	kind: ChangeKind<C>,
	entries: readonly JsonObject[],
	place: Place,
): JsonObject[] {
	const changes = entries.map((entry) => kind.read(entry));
	const newest = new Map(changes.map((change) => [kind.target(change), kind.setting(change)]));
	return changes.map((change) => {
		const setting = newest.get(kind.target(change));
		const isOverridden = setting !== undefined && setting !== kind.setting(change);
		const sentence = `A newer update (setting ${setting}) is overriding this update`;
		return kind.carryOut(change, place, isOverridden ? sentence : undefined);
	});
}
