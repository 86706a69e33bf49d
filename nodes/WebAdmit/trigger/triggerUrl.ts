import type { IExecuteFunctions } from 'n8n-workflow';
import { resumeUrl } from '../callbacks/suspend';
import { ExplainedError } from '../errors';
import { sourceLocatorOf } from '../fields/locators';
import type { RunKind } from '../runs/RunKind';
import { findTriggerUrl } from './record';
import { knownTriggers } from './store';

/**
 * The URL of the active WebAdMIT Trigger in the execution's workflow that takes runs of this source.
 *
 * @returns the URL, with the address that n8n has now. The trigger may have been activated under another one.
 * @throws ExplainedError that says what to do, if there is no such trigger.
 */
export function triggerUrlFor(context: IExecuteFunctions, kind: RunKind, sourceId: number): string {
	const active = knownTriggers(context).filter(({ url }) => url !== undefined);
	const found = findTriggerUrl(active, kind.name, sourceId);
	if (found !== undefined) {
		const { pathname, search } = new URL(found);
		const url = new URL(new URL(resumeUrl(context)).origin);
		url.pathname = pathname;
		url.search = search;
		return url.href;
	}
	const { words, displayName } = kind;
	if (active.length > 0) {
		throw new ExplainedError(
			`No active WebAdMIT Trigger of this workflow takes ${words.runs} of ${words.source} ${sourceId}`,
			{
				description: `Add ${sourceId} to '${words.sourceIds}' of a WebAdMIT Trigger with 'Runs Are Started' set to 'By Other Nodes' and 'Resource' set to '${displayName}', or add such a trigger without '${words.sourceIds}'. (A trigger that starts its own run takes only ${words.runs} of its '${sourceLocatorOf(kind).displayName}'.) Then publish (activate) the workflow again.`,
			},
		);
	}
	throw new ExplainedError('This workflow has no active WebAdMIT Trigger to call back', {
		description:
			"Add a WebAdMIT Trigger with 'Runs Are Started' set to 'By Other Nodes' to this workflow and publish (activate) the workflow. If you have just done that, wait a few seconds. In n8n's queue mode, the trigger may not be found: choose 'Call Back a URL' in 'When the Run Finishes' instead, with the production URL of the trigger.",
	});
}
