import { ExplainedError } from '../errors';
import { runSource } from '../runs/askTogether';
import { PERSISTENCE } from '../runs/persist';
import type { Callback, Run, RunKind } from '../runs/RunKind';
import { RunWatcher } from '../runs/RunWatcher';
import type { ApiRequest } from '../transport/apiRequest';
import { doubting } from './doubtful';

/** Longest pause between two questions, in milliseconds. */
const POLL_INTERVAL = 60_000;

/**
 * Asks WebAdMIT about the run that a callback names, since anyone can send a callback. Asks again for some minutes while
 * WebAdMIT is not available, does not show the run, or says that it is not finished. A callback can come before
 * WebAdMIT's own status changes, and even before WebAdMIT shows the run.
 *
 * @param requestOnce sends a call without trying again.
 * @returns the run as WebAdMIT knows it, or undefined if there is no such run.
 * @throws ExplainedError if WebAdMIT does not say in time that the run is finished, or refuses to answer.
 */
export async function confirmCallback(
	kind: RunKind,
	requestOnce: ApiRequest,
	callback: Callback,
): Promise<Run | undefined> {
	const source = doubting(runSource(kind, requestOnce));
	const watcher = new RunWatcher(source, new AbortController().signal);
	const unknown = { ...callback, status: 'unknown' };
	const options = { pollInterval: POLL_INTERVAL, maxWait: PERSISTENCE.time, firstPause: 0 };
	const run = await watcher.wait(unknown, undefined, options).catch((error: unknown) => {
		if (isUnknown(error)) return undefined;
		throw error;
	});
	return run?.id === callback.id && run.sourceId === callback.sourceId ? run : undefined;
}

function isUnknown(error: unknown): boolean {
	return error instanceof ExplainedError && error.httpCode === 404;
}
