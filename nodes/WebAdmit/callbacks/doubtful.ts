import { ExplainedError } from '../errors';
import type { RunSource } from '../runs/askTogether';
import { PERSISTENCE } from '../runs/persist';
import type { Run } from '../runs/RunKind';
import { UnexpectedAnswerError } from '../transport/refusals';

/** What goes wrong with a question about a run that has called back. While it is not believed yet, it counts as passing. */
export class DoubtedError extends ExplainedError {
	constructor(error: ExplainedError, isBelieved: boolean) {
		const { message, description, httpCode, sentences, retryAt } = error;
		super(message, { description, httpCode, sentences, retryAt, isPassing: !isBelieved });
	}
}

/**
 * How often in a row WebAdMIT says that a run is not to be had before that is believed: it may call back sooner than it shows the
 * run.
 */
const BELIEVED_AFTER = 3;

/** What has gone wrong in a row with one question, each time without being believed. */
interface Doubt {
	times: number;
	/** Milliseconds since 1970. */
	since: number;
}

/**
 * The error as it is to be taken, by what has gone wrong before. A run that can't be seen or read is an answer, which is
 * believed after a while. A refused key is none: it is asked with again for some minutes, since the user can put it right. What
 * passes is never believed, not even the page of a proxy, which elsewhere may come only so often: here, nobody waits for the error.
 */
function believed(error: ExplainedError, { times, since }: Doubt): ExplainedError {
	const { httpCode, isPassing } = error;
	if (isPassing) return new DoubtedError(error, false);
	if (httpCode === 401) {
		return Date.now() - since < PERSISTENCE.time ? new DoubtedError(error, false) : error;
	}
	const isAnswer = httpCode === 403 || httpCode === 404 || error instanceof UnexpectedAnswerError;
	return isAnswer ? new DoubtedError(error, times >= BELIEVED_AFTER) : error;
}

/** What can go wrong in a row: what is told apart. */
function sortOf({ httpCode, isPassing }: ExplainedError): string {
	if (isPassing) return 'passing';
	return httpCode === 401 ? 'key' : 'answer';
}

/** The source, asked because of a callback: not everything that goes wrong is believed at once. */
export function doubting(source: RunSource<Run, number>): RunSource<Run, number> {
	const doubts = new Map<string, Doubt & { sort: string }>();
	const judged = (about: string, error: unknown): unknown => {
		if (!(error instanceof ExplainedError)) return error;
		const sort = sortOf(error);
		const before = doubts.get(about);
		const isSame = before?.sort === sort;
		const doubt = {
			sort,
			times: isSame ? before.times + 1 : 1,
			since: isSame ? before.since : Date.now(),
		};
		doubts.set(about, doubt);
		return believed(error, doubt);
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
