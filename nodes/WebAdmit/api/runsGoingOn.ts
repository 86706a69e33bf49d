import { ExplainedError } from '../errors';
import { isFinished } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import type { ExportFile } from './exportFiles';
import { listRecentExportFiles } from './exportFiles';
import { listUserIdentities } from './userIdentities';

/**
 * The runs that are going on now, by id, whichever of the user's identities has started them: a run of an export that
 * several identities share may be in the list of another one only. What WebAdMIT does not let be seen is left out; the
 * call that this prepares will say what is wrong. When it does not answer, nothing is known, and this fails.
 */
export async function runsGoingOn(
	request: ApiRequest,
	userIdentityId: number,
): Promise<ReadonlyMap<number, ExportFile>> {
	const identities = await listUserIdentities(request).catch(noneWhereRefused);
	const ids = new Set([userIdentityId, ...identities.map(({ id }) => id)]);
	const lists = await Promise.all(
		[...ids].map(async (id) => await listRecentExportFiles(request, id).catch(noneWhereRefused)),
	);
	const files = lists.flat();
	return new Map(files.filter(({ status }) => !isFinished(status)).map((file) => [file.id, file]));
}

function noneWhereRefused(error: unknown): [] {
	const status = error instanceof ExplainedError ? error.httpCode : undefined;
	if (status === 401 || status === 403 || status === 404) return [];
	throw error;
}
