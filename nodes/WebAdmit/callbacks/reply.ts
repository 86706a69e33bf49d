import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { messageOf } from '../errors';
import { withoutSecrets } from '../secrets';

/** Replies to a callback, if that has not been done yet. The sender learns nothing but the HTTP status: it may be anybody. */
export function reply(context: IWebhookFunctions, statusCode: number): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(statusCode).json({ message: 'Received' });
}

/** Milliseconds that a sender waits at most: long enough for WebAdMIT to be asked, when nothing is wrong. */
const REPLY_TIME = 1_000;

/** Replies to a callback soon, even if it takes long to find out what comes of it. */
export async function replySoon(context: IWebhookFunctions): Promise<void> {
	await sleep(REPLY_TIME);
	reply(context, 200);
}

/** Replies to a callback that nothing comes of, and says in n8n's log why. */
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
 * Replies to a callback that could not be looked into. With an error status, a sender that repeats its callbacks comes
 * again; it gets that when it can be said soon.
 */
export function unavailable(
	context: IWebhookFunctions,
	why: string,
	error: unknown,
): IWebhookResponseData {
	return decline(context, 503, `${why}: ${withoutSecrets(messageOf(error))}`);
}
