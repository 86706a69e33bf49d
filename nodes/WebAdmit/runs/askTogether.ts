import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';
import { nameOfRun } from './RunKind';

/** How the state of runs is learned. `Group` is what many runs can be asked for together by: an identity. */
export interface RunSource<R, Group> {
	/** The present state of the group's recent runs. A run that is missing here is asked for singly. */
	list(group: Group): Promise<R[]>;
	/** The present state of one run. */
	get(run: R): Promise<R>;
	/** The run in words for a message, e.g. "run 74780 of export 86446". */
	nameOf(run: R): string;
	/** What the user can do when a run has not finished in time. */
	onGivingUp: string;
}

/** Runs of a kind, which can be asked for together by their identity. */
export function runSource(kind: RunKind, request: ApiRequest): RunSource<Run, number> {
	return {
		list: async (userIdentityId) => await kind.list(request, userIdentityId),
		get: async (run) => await kind.get(request, run),
		nameOf: (run) => nameOfRun(kind, run),
		onGivingUp:
			"It continues in WebAdMIT: fetch it later with the operation 'Download', or set 'Max Wait' to more minutes.",
	};
}

/**
 * The present state of runs of one group, with as few questions as possible: one for all of them, and one more for each
 * that is missing in that answer.
 *
 * @param group without one, each run is asked for singly; so is a single run, for which a list would be no fewer calls.
 * @returns a promise for each run, in the order of the runs, so that nobody has to wait for the slowest answer. Rejects
 *   when the question for all fails.
 */
export async function askTogether<R extends { id: number }, Group>(
	source: Pick<RunSource<R, Group>, 'list' | 'get'>,
	group: Group | undefined,
	runs: R[],
): Promise<Array<Promise<R>>> {
	const listed = group === undefined || runs.length < 2 ? [] : await source.list(group);
	const byId = new Map(listed.map((run) => [run.id, run]));
	return runs.map(async (run) => byId.get(run.id) ?? (await source.get(run)));
}

/** Like {@link askTogether} for runs of several groups; each group is asked for together. Waits for all answers. */
export async function askAll<R extends { id: number }, Group>(
	source: Pick<RunSource<R, Group>, 'list' | 'get'>,
	members: Array<{ group: Group | undefined; run: R }>,
): Promise<Array<PromiseSettledResult<R>>> {
	const groups = [...new Set(members.map(({ group }) => group))];
	const answers = new Map<R, PromiseSettledResult<R>>();
	await Promise.all(
		groups.map(async (group) => {
			const runs = members.filter((member) => member.group === group).map(({ run }) => run);
			const answered = await askTogether(source, group, runs).catch((error: unknown) =>
				runs.map(async (): Promise<R> => {
					throw error;
				}),
			);
			const settled = await Promise.allSettled(answered);
			runs.forEach((run, index) => {
				const answer = settled[index];
				if (answer) answers.set(run, answer);
			});
		}),
	);
	return members.flatMap(({ run }) => answers.get(run) ?? []);
}
