import { ExplainedError } from '../errors';
import type { RunSource } from '../runs/askTogether';
import { PERSISTENCE } from '../runs/persist';
import type { Run } from '../runs/RunKind';
import { UnexpectedAnswerError } from '../transport/refusals';

/** An error of a question about a run that has called back. Until the error is believed, it counts as passing. */
export class DoubtedError extends ExplainedError {
	constructor(error: ExplainedError, isBelieved: boolean) {
		const { message, description, httpCode, sentences, retryAt } = error;
		super(message, { description, httpCode, sentences, retryAt, isPassing: !isBelieved });
	}
}

/**
 * How often in a row WebAdMIT has to say that it doesn't have a run, before that is believed. WebAdMIT may call back
 * before it shows the run.
 */
const BELIEVED_AFTER = 3;

/** The errors of one question in a row, none of which was believed. */
interface Doubt {
	times: number;
	/** Milliseconds since 1970. */
	since: number;
}

/**
 * The error, marked as passing if it is not believed yet. That a run can't be seen or read is believed after
 * {@link BELIEVED_AFTER} times. A refused key is believed after some minutes, since the user may correct the key. A
 * passing error is never believed. That includes a proxy's page, which elsewhere may come only so often: here, nobody
 * waits for the error.
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

/** The sort of an error. Only errors of one sort are counted as a row. */
function sortOf({ httpCode, isPassing }: ExplainedError): string {
	if (isPassing) return 'passing';
	return httpCode === 401 ? 'key' : 'answer';
}

/** A source for questions because of a callback. Its errors are not all believed at once. */
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
