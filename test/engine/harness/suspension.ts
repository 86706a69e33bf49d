import { WebhookContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';
import { WebAdmit } from '../../../nodes/WebAdmit/WebAdmit.node';
import type { Engine } from '.';
import { additionalDataFor } from './additionalData';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, WEBADMIT } from './nodeTypes';
import type { NodeResult, RunOptions } from './runNode';
import { NODE_NAME } from './runNode';
import type { WebhookServer } from './webhookServer';
import { buildWorkflow, nodeIn, WORKFLOW_ID } from './workflow';

/**
 * An execution that may suspend itself, with what n8n does about that: refuse callbacks until it is stored, then take
 * them. As in n8n 1, nothing but the node itself keeps several callbacks from making it go on several times.
 */
export class Suspension {
	/** What the execution went on with, an entry for each time that it did. */
	readonly resumed: INodeExecutionData[][] = [];

	/** HTTP statuses that callbacks were answered with, in their order. */
	readonly answers: number[] = [];

	/** The execution as n8n has it in its database. */
	private stored: string | undefined;

	constructor(
		private readonly engine: Engine,
		private readonly webhooks: WebhookServer,
		private readonly executionUrl: string,
	) {}

	/** What WebAdMIT is to call; n8n adds a signature. */
	get url(): string {
		return `${this.executionUrl}/webadmit`;
	}

	/** @param parameters of the node, but for what is the same in each test. */
	async run(
		parameters: INodeParameters,
		items?: IDataObject[],
		more: Partial<RunOptions> = {},
	): Promise<NodeResult> {
		this.webhooks.register(this.url, async (request, response) => {
			response.once('finish', () => this.answers.push(response.statusCode));
			if (this.stored === undefined) {
				response.status(409).json({ message: 'The execution "1" is running already.' });
			} else {
				await this.receive(this.stored, request, response);
			}
		});
		const { origin, pathname } = new URL(this.executionUrl);
		return await this.engine.runNode({
			parameters: { operation: 'initiateRun', completion: 'resume', ...parameters },
			...(items ? { items } : {}),
			onError: 'continueRegularOutput',
			...more,
			server: {
				webhookWaitingBaseUrl: `${origin}${pathname.slice(0, pathname.lastIndexOf('/'))}`,
				executionId: pathname.slice(pathname.lastIndexOf('/') + 1),
				...more.server,
			},
		});
	}

	/** As n8n does some time after the node has ended. Only what survives the way through the database is kept. */
	store({ data }: IRun): void {
		this.stored = JSON.stringify(data);
	}

	private async receive(
		stored: string,
		...[request, response]: Parameters<Parameters<WebhookServer['register']>[1]>
	): Promise<void> {
		const workflow = buildWorkflow(
			[
				{
					name: NODE_NAME,
					type: WEBADMIT,
					parameters: {},
					credentials: { webAdmitApi: { id: '1', name: 'WebAdMIT account' } },
				},
			],
			new NodeTypes([]),
		);
		const additionalData = additionalDataFor(new CredentialsHelper(this.engine.credentials), {
			httpRequest: request,
			httpResponse: response,
			executionId: this.executionUrl,
		});
		const node = new WebAdmit();
		const [webhookDescription] = node.description.webhooks ?? [];
		if (webhookDescription === undefined) throw new Error('The node describes no webhook');
		const context = new WebhookContext(
			workflow,
			nodeIn(workflow, NODE_NAME),
			additionalData,
			'trigger',
			{
				httpMethod: 'POST',
				node: NODE_NAME,
				path: 'webadmit',
				webhookDescription,
				workflowId: WORKFLOW_ID,
				workflowExecuteAdditionalData: additionalData,
			},
			[],
			JSON.parse(stored) as IRun['data'],
		);
		const { workflowData, noWebhookResponse } = await node.webhook.call(context);
		if (noWebhookResponse !== true) response.json({ message: 'Workflow was started' });
		if (workflowData?.[0]) this.resumed.push(workflowData[0]);
	}
}
