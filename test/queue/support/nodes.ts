import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredCredential, type WorkflowDefinition, waitFor } from '../../n8n-server';
import { IDENTITY, after, line, node } from '../../e2e/callbacks/nodes';
import { byId, extractCsv, webAdmit } from '../../e2e/support/workflows';

/** Name of the node that starts these workflows. */
export const ORDER = 'Order';

/** A node of n8n's own with a URL: whoever calls it orders an export. */
export interface OrderNode extends INode {
	webhookId: string;
}

/** Starts the workflow as users' systems do, since only production executions go the whole way through the queue. */
export function order(): OrderNode {
	const webhookId = randomUUID();
	const parameters = { httpMethod: 'POST', path: webhookId, responseMode: 'onReceived' };
	return { ...node(ORDER, 'webhook', parameters, 2), webhookId };
}

const ordered = byId(`={{ $('${ORDER}').item.json.body.sourceId }}`);

/** What is ordered. */
export const ORDERED_EXPORT: INodeParameters = {
	resource: 'exportFile',
	userIdentityId: byId(IDENTITY),
	exportId: ordered,
};
export const ORDERED_TEMPLATE: INodeParameters = {
	resource: 'pdfManagerBatch',
	userIdentityId: byId(IDENTITY),
	pdfManagerTemplateId: ordered,
};

/** From the order to the rows. */
export const toRows = (start: OrderNode, credential: StoredCredential): WorkflowDefinition =>
	line(
		start,
		webAdmit(credential, { ...ORDERED_EXPORT, operation: 'runAndDownload' }),
		extractCsv(),
	);

/** Initiates the run of what is ordered, and goes on when it has finished. */
export const suspending = (
	start: OrderNode,
	credential: StoredCredential,
	what = ORDERED_EXPORT,
): WorkflowDefinition =>
	line(
		start,
		webAdmit(credential, { ...what, operation: 'initiateRun', completion: 'resume' }),
		after(),
	);

/** Initiates the run of what is ordered, which calls the trigger of the same workflow, or a URL. */
export const initiating = (
	start: OrderNode,
	credential: StoredCredential,
	completion: 'trigger' | 'url',
	callbackUrl = '',
	what = ORDERED_EXPORT,
): WorkflowDefinition =>
	line(start, webAdmit(credential, { ...what, operation: 'initiateRun', completion, callbackUrl }));

/** Orders a run of an export or a template, again where n8n says that it is too busy (503). */
export async function send(
	origin: string,
	{ webhookId }: OrderNode,
	sourceId: number,
): Promise<void> {
	await waitFor(
		async () => {
			const response = await fetch(`${origin}/webhook/${webhookId}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ sourceId }),
			});
			if (response.ok) return true;
			if (response.status === 503) return undefined;
			throw new Error(`The order was answered ${response.status}`);
		},
		{ what: `order of ${sourceId}`, timeoutMs: 60_000, everyMs: 500 },
	);
}
