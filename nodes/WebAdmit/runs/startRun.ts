import { ExplainedError, UnsureError } from '../errors';
import type { ApiCall } from '../transport/apiCall';
import type { ApiRequest } from '../transport/apiRequest';
import type { Run, RunKind } from './RunKind';

/**
 * For how many milliseconds a start is repeated after its answer was lost. Hardly any run is finished so soon. Later,
 * the same call could start a second run. (It is an object, so that tests can change it and need not wait.)
 */
export const REPEATED = { within: 20_000 };

/**
 * Sends the call that starts a run. While a run of the same source is running, WebAdMIT answers with that run and starts
 * no other. (WebAdMIT's documentation says that one must finish before the next can start.) So it is safe to send the
 * call again soon after its answer was lost.
 *
 * @param read reads the run from the answer.
 * @throws UnsureError if the run may have been started anyway.
 */
export async function startRun(
	request: ApiRequest,
	{ words }: RunKind,
	call: ApiCall,
	read: (answer: unknown) => Run,
): Promise<Run> {
	const advice = `The ${words.run} may have been started anyway. Check with the operation '${words.listOperation}' before you start it again.`;
	const answer = await request({
		...call,
		method: 'POST',
		starting: { repeatedWithin: REPEATED.within, advice },
	});
	try {
		return read(answer);
	} catch (error) {
		throw error instanceof ExplainedError ? new UnsureError(error, advice) : error;
	}
}
