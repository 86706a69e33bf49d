import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { messageOf } from '../errors';
import { withoutSecrets } from '../secrets';

/** Replies to a callback, unless there was a reply before. The sender may be anyone, so it learns only the HTTP status. */
export function reply(context: IWebhookFunctions, statusCode: number): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(statusCode).json({ message: 'Received' });
}

/** The longest time that a sender waits, in milliseconds. It is long enough to ask WebAdMIT, if nothing is wrong. */
const REPLY_TIME = 1_000;

/** Replies to a callback soon, even if checking the callback takes long. */
export async function replySoon(context: IWebhookFunctions): Promise<void> {
	await sleep(REPLY_TIME);
	reply(context, 200);
}

/** Replies to a callback that has no effect, and writes the reason into n8n's log. */
export function decline(
	context: IWebhookFunctions,
	statusCode: number,
	why: string,
): IWebhookResponseData {
	context.logger[statusCode === 200 ? 'info' : 'warn'](`WebAdMIT: ${why}`, {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
	});
	reply(context, statusCode);
	return { noWebhookResponse: true };
}

/**
 * Replies to a callback that could not be checked. The status 503 makes a sender try again, if it repeats its callbacks.
 * A sender that already has a reply does not get that status.
 */
export function unavailable(
	context: IWebhookFunctions,
	why: string,
	error: unknown,
): IWebhookResponseData {
	return decline(context, 503, `${why}: ${withoutSecrets(messageOf(error))}`);
}
