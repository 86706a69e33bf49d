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
import type { TriggerRecord } from '../../../nodes/WebAdmit/trigger/record';
import { NOTHING_KNOWN, readRecords } from '../../../nodes/WebAdmit/trigger/record';
import { WebAdmitTrigger } from '../../../nodes/WebAdmit/WebAdmitTrigger.node';
import type { Protocol } from '../../support/kinds';
import { additionalDataFor } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, TRIGGER } from './nodeTypes';
import type { WebhookServer } from './webhookServer';
import { buildWorkflow, nodeIn } from './workflow';

const { default: webhookMethods } = new WebAdmitTrigger().webhookMethods;

/** A workflow in n8n's database, which its triggers share. */
export interface StoredWorkflow {
	id: string;
	staticData: IDataObject;
}

export interface TriggerOptions {
	parameters: INodeParameters;
	credentials: CredentialFields;
	/** Default: '1'. */
	credentialId?: string;
	webhooks: WebhookServer;
	/** How n8n is reached; default: http. */
	protocol?: Protocol;
	/** Tells triggers apart. */
	id: string;
	workflow: StoredWorkflow;
	/** Whether it is the editor that listens for a test event. */
	isTest?: boolean;
	/** What n8n tells the node about its URLs, where it is not the truth. */
	publicUrl?: string;
}

/** A WebAdMIT Trigger in a workflow, with what n8n does with it around. */
export class TriggerNode {
	/** What the trigger has started, an entry an execution. */
	readonly started: INodeExecutionData[][] = [];

	private name: string;

	/** Calls that it is still looking into: their senders may have been answered already. */
	private readonly underWay = new Set<Promise<void>>();

	constructor(private readonly options: TriggerOptions) {
		this.name = `WebAdMIT Trigger ${options.id}`;
	}

	/** As n8n 1 activates a workflow: where one trigger fails, all are switched off, with data that are loaded anew. */
	static async activateAll(nodes: [TriggerNode, ...TriggerNode[]]): Promise<void> {
		const [first] = nodes;
		const workflow = first.loadWorkflow(nodes);
		try {
			for (const node of nodes) await node.activateIn(workflow, 'activate');
		} catch (error) {
			const loadedAnew = first.loadWorkflow(nodes);
			for (const node of nodes) await node.deactivateIn(loadedAnew);
			first.save(loadedAnew);
			throw error;
		}
		first.save(workflow);
	}

	/** The same trigger in another process of n8n, which knows no more than the database. */
	inNewProcess(change: Partial<TriggerOptions> = {}): TriggerNode {
		const { workflow } = this.options;
		const copy = { id: `${workflow.id} again`, staticData: structuredClone(workflow.staticData) };
		return new TriggerNode({ ...this.options, workflow: copy, ...change });
	}

	get url(): string {
		const url = this.hookContext(this.loadWorkflow(), 'activate').getNodeWebhookUrl('default');
		if (url === undefined) throw new Error('The trigger has no URL');
		return url;
	}

	/** What n8n has in its database for the workflow. */
	get staticData(): IDataObject {
		return this.options.workflow.staticData;
	}

	/** What it has there about the trigger. */
	get data(): TriggerRecord {
		const { global } = this.staticData;
		return readRecords(isRecord(global) ? global : {}).get(this.options.id) ?? NOTHING_KNOWN;
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
		await this.activateIn(workflow, activation);
		this.save(workflow);
	}

	async deactivate(): Promise<void> {
		const workflow = this.loadWorkflow();
		await this.deactivateIn(workflow);
		this.save(workflow);
	}

	private async activateIn(workflow: Workflow, activation: WorkflowActivateMode): Promise<void> {
		const context = this.hookContext(workflow, activation);
		this.options.webhooks.register(this.url, async (request, response) => {
			const received = this.receive(request, response);
			this.underWay.add(received);
			await received.finally(() => this.underWay.delete(received));
		});
		if (!(await webhookMethods.checkExists.call(context))) {
			await webhookMethods.create.call(context);
		}
	}

	private async deactivateIn(workflow: Workflow): Promise<void> {
		this.options.webhooks.unregister(this.url);
		await webhookMethods.delete.call(this.hookContext(workflow, 'update'));
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
	private loadWorkflow(nodes: TriggerNode[] = [this]): Workflow {
		const { id, staticData } = this.options.workflow;
		return buildWorkflow(
			nodes.map((node) => node.json),
			new NodeTypes([]),
			structuredClone(staticData),
			id,
		);
	}

	private get json() {
		const { id, parameters, credentialId = '1' } = this.options;
		return {
			id,
			name: this.name,
			type: TRIGGER,
			webhookId: `webhook-of-${id}`,
			parameters,
			credentials: { webAdmitApi: { id: credentialId, name: 'WebAdMIT account' } },
		};
	}

	/** n8n saves data that a node has changed, but nothing of a test. */
	private save({ staticData }: Workflow): void {
		// n8n's own mark.
		if (this.options.isTest === true || staticData.__dataChanged !== true) return;
		this.options.workflow.staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
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
		const { credentials, webhooks, protocol, publicUrl } = this.options;
		const urls = publicUrl === undefined ? webhooks.urls(protocol) : { webhookBaseUrl: publicUrl };
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
			workflowId: workflow.id,
			workflowExecuteAdditionalData: this.additionalData(),
			isTest: this.options.isTest === true,
		};
	}
}
