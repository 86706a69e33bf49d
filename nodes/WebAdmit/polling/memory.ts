import type { RunKindName } from '../runs/RunKind';
import { isFinished } from '../runs/status';
import { accepts } from '../trigger/record';
import type { Wanted } from '../trigger/settings';

/** Whose runs are looked at. When this changes, everything starts over. */
export interface Subject {
	kind: RunKindName;
	userIdentityId: number;
	/** Root URL of WebAdMIT. Production and prelaunch number their runs independently. */
	baseUrl: string;
}

/** What the memory has to know of a run. */
export interface SeenRun {
	id: number;
	sourceId: number;
	status: string;
}

/** What is remembered from poll to poll, in a form that can be stored as JSON. */
export interface Memory {
	subject: Subject;
	/** What was wanted at the last poll. */
	wanted: Wanted;
	/**
	 * Finished runs with an ID below this one are old, and need not be remembered one by one: they were finished before the
	 * first poll, or so many came after them that they were forgotten.
	 */
	floor: number;
	/** The other runs that have been seen finished, whether they were wanted or not. Ascending. */
	finished: number[];
	/** Runs that have been seen running, and not finished since. They count when they finish, old or not. Ascending. */
	goingOn: number[];
}

/** What comes of a look at WebAdMIT's list. */
export interface Look<R extends SeenRun> {
	memory: Memory;
	/** The runs that start the workflow, oldest first. */
	found: R[];
}

/** How many runs each list of the memory holds. The numbers of a school's runs of some weeks, in less than 20 KB. */
export const CAPACITY = 2_000;

/**
 * Compares what WebAdMIT lists with what is remembered.
 *
 * A run is found by the first list that has it finished, if it is wanted. It depends on no order: neither that of the list nor
 * that in which runs finish, nor that in which lists arrive, since nothing that was seen finished ever counts as running again. A run
 * that is missing in a list is kept in mind. The first list of a subject finds nothing: what it has finished was so before.
 *
 * WebAdMIT's list has an end that is not documented, so old runs may come into view later, when newer ones are deleted. IDs
 * grow: what is finished at first sight and lies below all that the first list had is old.
 *
 * After a change of what is wanted, runs count that were wanted before and still are. The others that are finished
 * by then were, or would have been, passed over.
 *
 * @param memory what the last look gave; undefined at the first one.
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

/** As many IDs as the memory holds, ascending. Those of the newest runs are the highest. */
function newest(ids: ReadonlySet<number>): number[] {
	return [...ids].sort((a, b) => a - b).slice(-CAPACITY);
}

/** Whether these runs have been looked at before. */
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
