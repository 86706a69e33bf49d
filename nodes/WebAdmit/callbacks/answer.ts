import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { messageOf, withoutSecrets } from '../errors';

/** Answers a callback, if that has not been done yet. The sender learns nothing but the HTTP status: it may be anybody. */
export function answer(context: IWebhookFunctions, statusCode: number): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(statusCode).json({ message: 'Received' });
}

/** Milliseconds that a sender waits at most: long enough for WebAdMIT to be asked, when nothing is wrong. */
const ANSWER_TIME = 1_000;

/** Answers a callback soon, even if it takes long to find out what comes of it. */
export async function answerSoon(context: IWebhookFunctions): Promise<void> {
	await sleep(ANSWER_TIME);
	answer(context, 200);
}

/** Answers a callback that nothing comes of, and says in n8n's log why. */
export function decline(
	context: IWebhookFunctions,
	statusCode: number,
	why: string,
): IWebhookResponseData {
	context.logger[statusCode === 200 ? 'info' : 'warn'](`WebAdMIT: ${why}`, {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
	});
	answer(context, statusCode);
	return { noWebhookResponse: true };
}

/**
 * Answers a callback that could not be looked into. With an error status, a sender that repeats its callbacks comes again; it gets
 * that when it can be said soon.
 */
export function unavailable(
	context: IWebhookFunctions,
	why: string,
	error: unknown,
): IWebhookResponseData {
	return decline(context, 503, `${why}: ${withoutSecrets(messageOf(error))}`);
}
