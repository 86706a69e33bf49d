import { capitalized, ExplainedError } from '../errors';
import type { Run, RunKind } from './RunKind';
import { nameOfRun } from './RunKind';
import { isFinished, statusLabel } from './status';

/** How often in a row WebAdMIT may say that there are files, but not where. With the growing pauses, that is some minutes. */
const MISSING_IN_A_ROW = 8;

/**
 * The error for a run whose status says that there are files, but that has no links to them. It is passing, since the
 * links may come soon.
 */
export function missingLink({ words }: RunKind, { id }: Run): ExplainedError {
	return new ExplainedError(`WebAdMIT gave no download URL for ${words.run} ${id}`, {
		description: `Run this again in a moment. If this keeps happening, look at the ${words.run} in WebAdMIT.`,
		isPassing: true,
		timesInARow: MISSING_IN_A_ROW,
	});
}

/**
 * Checks that a run has finished well. An empty list is a good end too.
 *
 * @throws ExplainedError that says what to do, if the run has failed or is not finished.
 */
export function assertSucceeded(kind: RunKind, run: Run): void {
	const name = nameOfRun(kind, run);
	const named = capitalized(name);
	if (run.status === 'failed') {
		throw new ExplainedError(`${named} failed in WebAdMIT`, {
			description: `Look at the ${kind.words.source} in WebAdMIT, run it there once, and correct what it complains about. Then run this again.`,
		});
	}
	if (!isFinished(run.status)) {
		throw new ExplainedError(
			`${named} is still running: its status is "${statusLabel(run.status)}"`,
			{
				description: `Turn on 'Wait Until Ready' in the operation 'Download' to wait for it, or download it later: the ${kind.words.run} continues in WebAdMIT.`,
			},
		);
	}
}
