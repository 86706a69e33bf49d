import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';
import { nameOfRun } from './RunKind';

/** How to ask for the state of runs. One question can be about all runs of a `Group`, which is an identity. */
export interface RunSource<R, Group> {
	/** The current state of the recent runs of a group. A run that is missing here is asked about by itself. */
	list(group: Group): Promise<R[]>;
	/** The current state of one run. */
	get(run: R): Promise<R>;
	/** The name of the run in messages, e.g. "run 74780 of export 86446". */
	nameOf(run: R): string;
	/** What the user can do if a run does not finish in time. */
	onGivingUp: string;
}

/** The source for runs of a kind. Their group is the identity. */
export function runSource(kind: RunKind, request: ApiRequest): RunSource<Run, number> {
	return {
		list: async (userIdentityId) => await kind.list(request, userIdentityId),
		get: async (run) => await kind.get(request, run),
		nameOf: (run) => nameOfRun(kind, run),
		onGivingUp:
			"It continues in WebAdMIT: get it later with the operation 'Download', or increase 'Max Wait'.",
	};
}

/**
 * The current state of runs of one group, with as few questions as possible: one about all of them, and one about each
 * run that is missing in that answer.
 *
 * @param group without one, there is a question about each run. The same goes for a single run, since asking for a list
 *   saves no calls.
 * @returns a promise for each run, in the order of the runs, so that no run has to wait for the slowest answer. Rejects
 *   if the question about all of them fails.
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

/** Like {@link askTogether}, for runs of several groups. Waits for all answers. */
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
