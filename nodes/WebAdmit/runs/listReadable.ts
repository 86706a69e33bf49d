import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';

/**
 * The recent runs of an identity, without those that can't be read. One run that can't be read does not hide the others.
 *
 * @returns `runs` in WebAdMIT's order, and in `odd` the error of each run that can't be read.
 * @throws the first error if there are runs and none can be read: that is not an empty list.
 */
export async function listReadable(
	request: ApiRequest,
	kind: RunKind,
	userIdentityId: number,
): Promise<{ runs: Run[]; odd: unknown[] }> {
	const odd: unknown[] = [];
	const runs = await kind.list(request, userIdentityId, (why) => odd.push(why));
	if (runs.length === 0 && odd.length > 0) throw odd[0];
	return { runs, odd };
}
