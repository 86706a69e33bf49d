import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import * as listSearch from './methods/listSearch';
import { properties, triggerPanel } from './trigger/description';
import { passOnOnce } from './trigger/onlyOnce';
import { receive } from './trigger/receive';
import { checkExists, create, remove } from './trigger/activation';

export class WebAdmitTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WebAdMIT Trigger',
		name: 'webAdmitTrigger',
		icon: { light: 'file:webAdmit.svg', dark: 'file:webAdmit.dark.svg' },
		group: ['trigger'],
		// Both versions are the same. For nodes of version 1, n8n evaluates an expression at each callback, which takes longer
		// than everything else.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle:
			'={{ $parameter["registration"] === "byNodes" ? "Runs of Other Nodes" : "Run on Activation" }}',
		// n8n's nodes panel shows the trigger and the node as one entry, with this description. So it describes both.
		description:
			'Get exports and documents from WebAdMIT, set decisions, and start a workflow when WebAdMIT finishes a run',
		defaults: { name: 'WebAdMIT Trigger' },
		eventTriggerDescription: 'Waiting for WebAdMIT to finish a run',
		activationMessage:
			'The workflow starts whenever WebAdMIT reports that a run of this trigger has finished.',
		triggerPanel,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'webAdmitApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webadmit' },
		],
		properties,
	};

	methods = { listSearch };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkExists.call(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await create.call(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove.call(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}

	/** n8n calls this with the output of `webhook()`, in the process that runs the execution. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await passOnOnce.call(this);
	}
}
