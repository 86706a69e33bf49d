import { listUserIdentities } from '../api/userIdentities';
import { ExplainedError } from '../errors';
import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';
import { isFinished } from './status';

/** The runs that were running at a certain moment. */
export interface RunsGoingOn {
	/** By ID. */
	runs: ReadonlyMap<number, Run>;
	/** The identities whose lists were asked for. */
	userIdentityIds: ReadonlySet<number>;
	/** When WebAdMIT was asked, in milliseconds since 1970. */
	askedAt: number;
}

/**
 * The runs of a kind that are running now, for all identities of the user. Identities may share an export, and its run
 * may be only in the list of the identity that started it. Lists that WebAdMIT refuses are left out: the start that
 * follows will meet the same refusal. If WebAdMIT does not answer, this fails, since nothing is known then.
 */
export async function runsGoingOn(
	request: ApiRequest,
	kind: RunKind,
	userIdentityId: number,
): Promise<RunsGoingOn> {
	const askedAt = Date.now();
	const identities = await listUserIdentities(request).catch(noneWhereRefused);
	const ids = new Set([userIdentityId, ...identities.map(({ id }) => id)]);
	const lists = await Promise.all(
		[...ids].map(async (id) => await kind.list(request, id).catch(noneWhereRefused)),
	);
	const runs = lists.flat().filter(({ status }) => !isFinished(status));
	return { runs: new Map(runs.map((run) => [run.id, run])), userIdentityIds: ids, askedAt };
}

function noneWhereRefused(error: unknown): [] {
	const status = error instanceof ExplainedError ? error.httpCode : undefined;
	if (status === 401 || status === 403 || status === 404) return [];
	throw error;
}
