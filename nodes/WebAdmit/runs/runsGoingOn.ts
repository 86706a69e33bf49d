import { listUserIdentities } from '../api/userIdentities';
import { ExplainedError } from '../errors';
import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';
import { isFinished } from './status';

/** The runs that were running at a moment. */
export interface RunsGoingOn {
	/** By id. */
	runs: ReadonlyMap<number, Run>;
	/** Whose lists were asked for. */
	userIdentityIds: ReadonlySet<number>;
	/** When WebAdMIT was asked, in milliseconds since 1970. */
	askedAt: number;
}

/**
 * The runs of a kind that are running now, whichever of the user's identities has started them: a run of an export
 * that several identities share may be in the list of another one only. What WebAdMIT does not let be seen is left out;
 * the call that this prepares will say what is wrong. When it does not answer, nothing is known, and this fails.
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
