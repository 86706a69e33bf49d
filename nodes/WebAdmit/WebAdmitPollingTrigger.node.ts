import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import * as listSearch from './methods/listSearch';
import { properties } from './polling/description';
import { poll } from './polling/poll';

export class WebAdmitPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WebAdMIT Polling Trigger',
		name: 'webAdmitPollingTrigger',
		icon: { light: 'file:webAdmit.svg', dark: 'file:webAdmit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["resource"] === "pdfManagerBatch" ? "Finished Batches" : "Finished Runs" }}',
		description:
			'Start a workflow when runs have finished, no matter who started them. Checks WebAdMIT on a schedule, so it works behind any firewall.',
		defaults: { name: 'WebAdMIT Polling Trigger' },
		eventTriggerDescription: '',
		activationMessage:
			'The workflow starts at the next poll after a run has finished in WebAdMIT, no matter who started it.',
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'webAdmitApi', required: true }],
		properties,
	};

	methods = { listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
