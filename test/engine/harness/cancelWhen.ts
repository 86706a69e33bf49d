import type { Engine, NodeResult } from '.';
import { byId } from './locator';
import { until } from './until';

/** Milliseconds in which an execution ends once it is cancelled, even on a busy machine. */
const AT_ONCE = 5_000;

/** Seconds until a fourth try, which growing pauses come before: 9 at most, and more on a busy machine. */
const LONGEST_WAY = 20;

/** Pauses at the hourly limit: one that another execution outlasts, and one that is much longer than {@link AT_ONCE}. */
export const LIMITS = ['1', '15'].map((seconds) => ({
	status: 429,
	headers: { 'Retry-After': seconds },
}));

/** How often something has failed: the pause that follows is one that another execution outlasts, or 6 seconds at least. */
export const FAILURES = [1, 4];

/**
 * Runs the node, cancels it as soon as the condition holds, and makes sure that it ends at once and sends nothing afterwards.
 *
 * It takes two pauses to see both: a pause that is long enough for a busy machine is longer than anybody waits for what is
 * sent after it.
 */
export async function cancelWhen(
	engine: Engine,
	condition: () => boolean,
	options: Parameters<Engine['runNode']>[0],
): Promise<NodeResult> {
	let since = 0;
	const result = await engine.runNode({
		...options,
		cancelAfter: until(condition, 'it is time to cancel', LONGEST_WAY).then(() => {
			since = Date.now();
		}),
	});
	const took = Date.now() - since;
	const sent = engine.requests().length;
	engine.sandbox.clearFaults();
	const others = await letRoundsPass(engine);

	expect(took).toBeLessThan(AT_ONCE);
	expect(result.status).toBe('canceled');
	// Otherwise n8n passes on what came in.
	if (options.onError === undefined) expect(result.items).toEqual([]);
	const afterwards = engine.requests().slice(sent);
	expect(afterwards.filter((request) => !others.test(request))).toEqual([]);
	return result;
}

/**
 * Another execution that waits for its own run through two rounds of questions, so that one that was cancelled but not
 * stopped would have asked at least once in the meantime.
 *
 * @returns what its requests look like.
 */
async function letRoundsPass(engine: Engine): Promise<RegExp> {
	const { id } = engine.sandbox.addExport({ identityIds: [45310], runSeconds: 1.5 });
	const { error } = await engine.runNode({
		parameters: {
			operation: 'initiateRun',
			completion: 'poll',
			userIdentityId: byId(45310),
			exportId: byId(id),
		},
	});
	expect(error).toBeUndefined();
	return new RegExp(`/exports/${id}/`);
}
