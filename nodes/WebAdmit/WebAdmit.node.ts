import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { properties, subtitle } from './actions/resources';
import { router } from './actions/router';
import { resume } from './callbacks/resume';
import { RESUME_PATH } from './callbacks/resumePath';
import * as listSearch from './methods/listSearch';
import * as resourceMapping from './methods/resourceMapping';

export class WebAdmit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WebAdMIT',
		name: 'webAdmit',
		icon: { light: 'file:webAdmit.svg', dark: 'file:webAdmit.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle,
		// Also what an AI agent reads when it chooses among its tools.
		description:
			'Run exports and PDF Manager templates in WebAdMIT, the admissions system, check their status, download their files, and set decisions and custom fields',
		defaults: { name: 'WebAdMIT' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'webAdmitApi', required: true }],
		// For executions that are suspended until WebAdMIT calls back; no other URL is ever registered for this node.
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: RESUME_PATH,
				restartWebhook: true,
				isFullPath: true,
			},
		],
		properties,
	};

	methods = { listSearch, resourceMapping };

	/** n8n registers a webhook that only resumes executions by itself: there is nothing to set up or to take back. */
	webhookMethods = {
		default: {
			checkExists: async () => true,
			create: async () => true,
			delete: async () => true,
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume.call(this);
	}
}
