import type { IExecuteFunctions } from 'n8n-workflow';
import { assertCallable, ENTER_REACHABLE, MAKE_REACHABLE } from '../../callbacks/reachable';
import { resumeUrl } from '../../callbacks/suspend';
import { ExplainedError, valueInMessage } from '../../errors';
import { atItem, readParameter } from '../../parameters/Entered';
import type { NodeParameters } from '../../parameters/NodeParameters';
import type { RunKind } from '../../runs/RunKind';
import { triggerUrlFor } from '../../trigger/triggerUrl';
import type { Completion } from './completion';

/**
 * The URL that WebAdMIT will call when the run has finished. Undefined if it will call none.
 *
 * @param baseUrl root URL of the API, which decides what WebAdMIT can reach.
 * @throws ExplainedError when WebAdMIT can't call it.
 */
export function callbackUrl(
	context: IExecuteFunctions,
	kind: RunKind,
	completion: Completion,
	sourceId: number,
	baseUrl: string,
	parameters: NodeParameters,
): string | undefined {
	if (completion === 'none' || completion === 'poll') return undefined;
	if (completion === 'url') {
		const url = readCallbackUrl(parameters);
		assertCallable(kind, url, baseUrl, ENTER_REACHABLE);
		return url;
	}
	const url = completion === 'resume' ? resumeUrl(context) : triggerUrlFor(context, kind, sourceId);
	assertCallable(kind, url, baseUrl, MAKE_REACHABLE);
	return url;
}

function readCallbackUrl(parameters: NodeParameters): string {
	const field = readParameter(parameters, 'callbackUrl', 'Callback URL');
	const { value } = field;
	const written = typeof value === 'string' ? value.trim() : '';
	const url = URL.canParse(written) ? new URL(written) : undefined;
	if (url && /^https?:$/.test(url.protocol)) {
		// WebAdMIT accepts neither `HTTPS://` nor `https:/n8n.example.edu`. The rest stays as the user wrote it.
		return written.replace(/^https?:\/*/i, `${url.protocol}//`);
	}
	throw new ExplainedError(
		`'Callback URL' must be a URL that begins with https:// or http://, but it is ${valueInMessage(value)}${atItem(field)}`,
		{
			description:
				"Copy the production URL of the WebAdMIT Trigger (or of a Webhook node) in the other workflow into 'Callback URL'.",
		},
	);
}
