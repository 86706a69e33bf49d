import { ExplainedError } from '../errors';
import type { RunSource } from '../runs/askTogether';
import type { Run } from '../runs/RunKind';

/**
 * How often in a row WebAdMIT says that a run is not to be had before that is believed: it may call back sooner than it shows the
 * run.
 */
export const BELIEVED_AFTER = 3;

/** An answer to a question about a run that has called back. While it is not believed yet, it counts as passing. */
export class DoubtedError extends ExplainedError {
	constructor(error: ExplainedError, isBelieved: boolean) {
		const { message, description, httpCode, sentences, retryAt } = error;
		super(message, { description, httpCode, sentences, retryAt, isPassing: !isBelieved });
	}
}

/**
 * The source, asked because of a callback: not everything that goes wrong is believed at once. What passes is never believed,
 * not even the page of a proxy, which elsewhere may come only so often: here, nobody waits for the error.
 *
 * @param believedAfter how often in a row something has to go wrong like that. Once: it is believed at once, or is no answer.
 */
export function doubting(
	source: RunSource<Run, number>,
	believedAfter: (error: ExplainedError) => number,
): RunSource<Run, number> {
	const doubts = new Map<string, number>();
	const judged = (about: string, error: unknown): unknown => {
		if (!(error instanceof ExplainedError)) return error;
		const before = doubts.get(about) ?? 0;
		doubts.delete(about);
		if (error.isPassing) return new DoubtedError(error, false);
		const times = believedAfter(error);
		if (times === 1) return error;
		doubts.set(about, before + 1);
		return new DoubtedError(error, before + 1 >= times);
	};
	const ask = async <T>(about: string, question: () => Promise<T>): Promise<T> => {
		try {
			const answer = await question();
			doubts.delete(about);
			return answer;
		} catch (error) {
			throw judged(about, error);
		}
	};
	return {
		...source,
		list: async (group) => await ask(`list ${group}`, async () => await source.list(group)),
		get: async (run) => await ask(`run ${run.id}`, async () => await source.get(run)),
	};
}
