import type { ExportFile } from '../api/exportFiles';
import { ExplainedError } from '../errors';
import { isFinished, statusLabel } from './status';

/**
 * Lets a run pass that is finished with or without a file: an empty list is an answer, not something gone wrong.
 *
 * @throws ExplainedError when the run did not come to a good end, with what the user can do.
 */
export function assertSucceeded(file: ExportFile): void {
	if (file.status === 'failed') {
		throw new ExplainedError(`Run ${file.id} of export ${file.exportId} failed in WebAdMIT`, {
			description:
				'Look at the export in WebAdMIT, run it there once, and correct what it complains about. Then run this again.',
		});
	}
	if (!isFinished(file.status)) {
		throw new ExplainedError(
			`Run ${file.id} of export ${file.exportId} is still going on: its status is "${statusLabel(file.status)}"`,
			{
				description:
					"Turn on 'Wait Until Ready' in the operation 'Download' to wait for it, or download it later: the run goes on in WebAdMIT.",
			},
		);
	}
}
