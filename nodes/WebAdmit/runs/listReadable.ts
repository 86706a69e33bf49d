import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';

/**
 * The recent runs of an identity that can be read: an odd one is no reason to get none.
 *
 * @returns them in WebAdMIT's order, and what is wrong with each of the others.
 * @throws what is wrong with the first one when none can be read. That is no empty list.
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
