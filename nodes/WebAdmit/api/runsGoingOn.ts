import { isFinished } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import type { ExportFile } from './exportFiles';
import { listRecentExportFiles } from './exportFiles';
import { listUserIdentities } from './userIdentities';

/**
 * The runs that are going on now, by id, whichever of the user's identities has started them: a run of an export that
 * several identities share may be in the list of another one only. What WebAdMIT does not let be seen is left out; the
 * call that this prepares will say what is wrong.
 */
export async function runsGoingOn(
	request: ApiRequest,
	userIdentityId: number,
): Promise<ReadonlyMap<number, ExportFile>> {
	const identities = await listUserIdentities(request).catch(() => []);
	const ids = new Set([userIdentityId, ...identities.map(({ id }) => id)]);
	const lists = await Promise.allSettled(
		[...ids].map(async (id) => await listRecentExportFiles(request, id)),
	);
	const files = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
	return new Map(files.filter(({ status }) => !isFinished(status)).map((file) => [file.id, file]));
}
