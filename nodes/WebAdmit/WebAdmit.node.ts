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
		// An AI agent also reads this when it chooses a tool.
		description:
			'Run exports of applicants and PDF Manager templates in WebAdMIT, the admissions system, check their status, download their files, and set decisions and custom fields',
		defaults: { name: 'WebAdMIT' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'webAdmitApi', required: true }],
		// Resumes executions that are suspended until WebAdMIT calls back. n8n registers no other URL for this node.
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

	/** Nothing to do here: n8n itself registers a webhook that only resumes executions. */
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
