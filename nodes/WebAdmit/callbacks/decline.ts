import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { messageOf, withoutSecrets } from '../errors';

/**
 * Answers a callback that nothing comes of, and says in n8n's log why. The sender learns nothing but the HTTP status: it
 * may be anybody.
 */
export function decline(
	context: IWebhookFunctions,
	statusCode: number,
	why: string,
): IWebhookResponseData {
	context.logger[statusCode === 200 ? 'info' : 'warn'](`WebAdMIT: ${why}`, {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
	});
	context.getResponseObject().status(statusCode).json({ message: 'Received' });
	return { noWebhookResponse: true };
}

/** Answers a callback that could not be looked into. With an error status, a sender that repeats its callbacks comes again. */
export function unavailable(
	context: IWebhookFunctions,
	why: string,
	error: unknown,
): IWebhookResponseData {
	return decline(context, 503, `${why}: ${withoutSecrets(messageOf(error))}`);
}
