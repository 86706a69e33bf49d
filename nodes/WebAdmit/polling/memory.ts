import type { RunKindName } from '../runs/RunKind';
import { isFinished } from '../runs/status';
import { accepts } from '../trigger/record';
import type { Wanted } from '../trigger/settings';

/** Whose runs the trigger checks. When this changes, everything starts over. */
export interface Subject {
	kind: RunKindName;
	userIdentityId: number;
	/** Root URL of WebAdMIT. Production and prelaunch number their runs independently. */
	baseUrl: string;
}

/** What the memory has to know about a run. */
export interface SeenRun {
	id: number;
	sourceId: number;
	status: string;
}

/** What a trigger remembers from poll to poll. It can be stored as JSON. */
export interface Memory {
	subject: Subject;
	/** The filters at the last poll. */
	wanted: Wanted;
	/**
	 * Finished runs with a lower ID are old, and are not remembered one by one. They had finished before the first poll, or
	 * were forgotten after many newer ones.
	 */
	floor: number;
	/** The other runs that polls have seen finished, whether the filters let them through or not. Ascending. */
	finished: number[];
	/**
	 * Runs that polls have seen running, and not finished since. They count when they finish, even if their ID is low.
	 * Ascending.
	 */
	goingOn: number[];
}

/** The result of a look at WebAdMIT's list. */
export interface Look<R extends SeenRun> {
	memory: Memory;
	/** The runs that start the workflow, oldest first. */
	found: R[];
}

/** How many runs each list of the memory holds. That is enough for some weeks of a school's runs, and takes less than 20 KB. */
export const CAPACITY = 2_000;

/**
 * Compares WebAdMIT's list with what is remembered.
 *
 * A run that is wanted is found in the first list that has it as finished. No order matters: not the order of the list,
 * nor that in which runs finish, nor that in which lists arrive. That is because a run that was seen finished never
 * counts as running again. A run that is missing in a list is still remembered. The first list of a subject finds
 * nothing: its finished runs had finished before.
 *
 * WebAdMIT doesn't document how far back its list goes, so old runs may appear later, when newer ones are deleted. New
 * runs have higher IDs. So a run that is finished when it first appears, and whose ID is below all IDs of the first
 * list, is old.
 *
 * After a change of the filters, the next poll finds only runs that both the old and the new filters let through.
 *
 * @param memory the memory after the last look. Undefined at the first one.
 */
export function look<R extends SeenRun>(
	memory: Memory | undefined,
	subject: Subject,
	wanted: Wanted,
	list: R[],
): Look<R> {
	const nowFinished = new Map(
		list.filter(({ status }) => isFinished(status)).map((run) => [run.id, run]),
	);
	const listed = list.map(({ id }) => id);
	const known = isAbout(memory, subject)
		? memory
		: {
				subject,
				wanted,
				floor: lowest(listed) ?? 0,
				finished: [...nowFinished.keys()],
				goingOn: [],
			};

	const finished = new Set(known.finished);
	const goingOn = new Set(known.goingOn);
	const isNew = ({ id }: SeenRun) => !finished.has(id) && (id >= known.floor || goingOn.has(id));
	const isWanted = (run: SeenRun) => fits(run, known.wanted) && fits(run, wanted);
	const found = [...nowFinished.values()].filter((run) => isNew(run) && isWanted(run));

	for (const id of nowFinished.keys()) finished.add(id);
	for (const id of listed) goingOn.add(id);
	for (const id of finished) goingOn.delete(id);
	const kept = newest(finished);
	return {
		memory: {
			subject,
			wanted,
			floor: kept.length < finished.size ? (kept[0] ?? known.floor) : known.floor,
			finished: kept,
			goingOn: newest(goingOn),
		},
		found: found.sort((a, b) => a.id - b.id),
	};
}

function lowest(ids: number[]): number | undefined {
	return [...ids].sort((a, b) => a - b)[0];
}

/** The highest IDs, which are those of the newest runs: as many as the memory holds, ascending. */
function newest(ids: ReadonlySet<number>): number[] {
	return [...ids].sort((a, b) => a - b).slice(-CAPACITY);
}

/** Whether the memory is about this subject. */
export function isAbout(memory: Memory | undefined, subject: Subject): memory is Memory {
	return (
		memory?.subject.kind === subject.kind &&
		memory.subject.userIdentityId === subject.userIdentityId &&
		memory.subject.baseUrl === subject.baseUrl
	);
}

function fits({ sourceId, status }: SeenRun, { statuses, sourceIds }: Wanted): boolean {
	return statuses.includes(status) && accepts(sourceIds, sourceId);
}
