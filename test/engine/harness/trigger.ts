import { HookContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IWebhookData,
	Workflow,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { isRecord } from '../../../nodes/WebAdmit/json';
import type { TriggerData } from '../../../nodes/WebAdmit/trigger/triggerData';
import { readTriggerData } from '../../../nodes/WebAdmit/trigger/triggerData';
import { WebAdmitTrigger } from '../../../nodes/WebAdmit/WebAdmitTrigger.node';
import { additionalDataFor } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, TRIGGER } from './nodeTypes';
import type { WebhookServer } from './webhookServer';
import { buildWorkflow, nodeIn, WORKFLOW_ID } from './workflow';

const { default: webhookMethods } = new WebAdmitTrigger().webhookMethods;

export interface TriggerOptions {
	parameters: INodeParameters;
	credentials: CredentialFields;
	webhooks: WebhookServer;
	/** Tells triggers apart. */
	id: string;
	/** Whether it is the editor that listens for a test event. */
	isTest?: boolean;
	/** What n8n tells the node about its URLs, where it is not the truth. */
	publicUrl?: string;
}

/** A WebAdMIT Trigger in a workflow, with what n8n does with it around. */
export class TriggerNode {
	/** What the trigger has started, an entry an execution. */
	readonly started: INodeExecutionData[][] = [];

	/** What n8n has in its database for the workflow. */
	staticData: IDataObject = {};

	private name = 'WebAdMIT Trigger';

	/** Calls that it is still looking into: their senders may have been answered already. */
	private readonly underWay = new Set<Promise<void>>();

	constructor(private readonly options: TriggerOptions) {}

	get url(): string {
		const url = this.hookContext(this.loadWorkflow(), 'activate').getNodeWebhookUrl('default');
		if (url === undefined) throw new Error('The trigger has no URL');
		return url;
	}

	/** What the trigger has left in the workflow's static data. */
	get data(): TriggerData {
		const { global } = this.staticData;
		return readTriggerData(isRecord(global) ? global : {}, this.options.id);
	}

	rename(name: string): void {
		this.name = name;
	}

	change(parameters: INodeParameters): void {
		this.options.parameters = parameters;
	}

	/** As n8n does when a workflow is switched on, or when n8n itself starts (`init`). */
	async activate(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.loadWorkflow();
		const context = this.hookContext(workflow, activation);
		this.options.webhooks.register(this.url, async (request, response) => {
			const received = this.receive(request, response);
			this.underWay.add(received);
			await received.finally(() => this.underWay.delete(received));
		});
		if (!(await webhookMethods.checkExists.call(context))) {
			await webhookMethods.create.call(context);
		}
		this.save(workflow);
	}

	async deactivate(): Promise<void> {
		const workflow = this.loadWorkflow();
		this.options.webhooks.unregister(this.url);
		await webhookMethods.delete.call(this.hookContext(workflow, 'update'));
		this.save(workflow);
	}

	/** Resolves when everything has come of the calls so far that comes of them. */
	async settled(): Promise<void> {
		await Promise.all(this.underWay);
	}

	private async receive(
		request: Parameters<Parameters<WebhookServer['register']>[1]>[0],
		response: Parameters<Parameters<WebhookServer['register']>[1]>[1],
	): Promise<void> {
		const workflow = this.loadWorkflow();
		const node = nodeIn(workflow, this.name);
		const context = new WebhookContext(
			workflow,
			node,
			this.additionalData({ httpRequest: request, httpResponse: response }),
			this.mode,
			this.webhookData(workflow),
			[],
			null,
		);
		const { workflowData, noWebhookResponse } = await new WebAdmitTrigger().webhook.call(context);
		if (noWebhookResponse !== true) response.json({ message: 'Workflow was started' });
		this.save(workflow);
		if (workflowData?.[0]) this.started.push(workflowData[0]);
	}

	private get mode() {
		return this.options.isTest === true ? 'manual' : 'trigger';
	}

	/** As n8n does: a new one for each activation and for each request, with what the database has. */
	private loadWorkflow(): Workflow {
		return buildWorkflow(
			[
				{
					id: this.options.id,
					name: this.name,
					type: TRIGGER,
					webhookId: `webhook-of-${this.options.id}`,
					parameters: this.options.parameters,
					credentials: { webAdmitApi: { id: '1', name: 'WebAdMIT account' } },
				},
			],
			new NodeTypes([]),
			structuredClone(this.staticData),
		);
	}

	/** n8n saves data that a node has changed, but nothing of a test. */
	private save({ staticData }: Workflow): void {
		// n8n's own mark.
		if (this.options.isTest === true || staticData.__dataChanged !== true) return;
		this.staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
	}

	private hookContext(workflow: Workflow, activation: WorkflowActivateMode): HookContext {
		return new HookContext(
			workflow,
			nodeIn(workflow, this.name),
			this.additionalData(),
			this.mode,
			activation,
			this.webhookData(workflow),
		);
	}

	private additionalData(more: Parameters<typeof additionalDataFor>[1] = {}) {
		const { credentials, webhooks, publicUrl } = this.options;
		const urls = publicUrl === undefined ? webhooks.urls : { webhookBaseUrl: publicUrl };
		return additionalDataFor(new CredentialsHelper(credentials), { ...urls, ...more });
	}

	private webhookData(workflow: Workflow): IWebhookData {
		const [description] =
			workflow.nodeTypes.getByNameAndVersion(TRIGGER).description.webhooks ?? [];
		if (description === undefined) throw new Error('The trigger describes no webhook');
		return {
			httpMethod: 'POST',
			node: this.name,
			path: description.path,
			webhookDescription: description,
			workflowId: WORKFLOW_ID,
			workflowExecuteAdditionalData: this.additionalData(),
			isTest: this.options.isTest === true,
		};
	}
}
