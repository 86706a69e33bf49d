import { ExplainedError } from '../errors';
import type { Run, RunKind } from './RunKind';
import { nameOfRun } from './RunKind';

/**
 * Does what follows the start of a run. An error says which run it is about, so that the user can get its file later.
 */
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
	// The end of an execution is nothing that is said about a run.
	if (!(error instanceof ExplainedError)) return error;
	if (error.message.toLowerCase().includes(name.toLowerCase())) return error;
	return new ExplainedError(`${error.message.replace(/\.$/, '')} (${name})`, error);
}
