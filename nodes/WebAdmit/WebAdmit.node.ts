import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { properties } from './actions/resources';
import { router } from './actions/router';
import * as listSearch from './methods/listSearch';

export class WebAdmit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WebAdMIT',
		name: 'webAdmit',
		icon: { light: 'file:webAdmit.svg', dark: 'file:webAdmit.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Run exports of applicants in WebAdMIT and get their files',
		defaults: { name: 'WebAdMIT' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'webAdmitApi', required: true }],
		properties,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
