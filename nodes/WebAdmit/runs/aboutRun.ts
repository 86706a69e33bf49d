import { ExplainedError } from '../errors';
import type { Run, RunKind } from './RunKind';
import { nameOfRun } from './RunKind';

/** Does a task that follows the start of a run. Its errors name the run, so that the user can get the file later. */
export async function aboutRun<T>(kind: RunKind, run: Run, task: () => Promise<T>): Promise<T> {
	try {
		return await task();
	} catch (error) {
		throw namingRun(kind, run, error);
	}
}

/** The error with the run in its message. */
export function namingRun(kind: RunKind, run: Run, error: unknown): unknown {
	const name = nameOfRun(kind, run);
	// Other errors, e.g. the end of the execution, are not about the run.
	if (!(error instanceof ExplainedError)) return error;
	if (error.message.toLowerCase().includes(name.toLowerCase())) return error;
	return new ExplainedError(`${error.message.replace(/\.$/, '')} (${name})`, error);
}
