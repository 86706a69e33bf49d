import type {
	IDataObject,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	INodeTypeBaseDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { WebAdmit } from '../../../nodes/WebAdmit/WebAdmit.node';
import { WebAdmitPollingTrigger } from '../../../nodes/WebAdmit/WebAdmitPollingTrigger.node';
import { WebAdmitTrigger } from '../../../nodes/WebAdmit/WebAdmitTrigger.node';

/** The types as workflows name them. */
export const WEBADMIT = 'n8n-nodes-webadmit.webAdmit';
/** The variant of a node that n8n makes for AI agents. */
export const WEBADMIT_TOOL = `${WEBADMIT}Tool`;
export const TRIGGER = 'n8n-nodes-webadmit.webAdmitTrigger';
export const POLLING_TRIGGER = 'n8n-nodes-webadmit.webAdmitPollingTrigger';
export const START = 'test.start';
export const HTTP_REQUEST = 'test.httpRequest';

/** The node types that a workflow can use: those of the package, and two small ones around them. */
export class NodeTypes implements INodeTypes {
	private readonly types: Record<string, INodeType>;

	/** @param items what the start node gives */
	constructor(items: IDataObject[]) {
		this.types = {
			[WEBADMIT]: new WebAdmit(),
			[WEBADMIT_TOOL]: new WebAdmit(),
			[TRIGGER]: new WebAdmitTrigger(),
			[POLLING_TRIGGER]: new WebAdmitPollingTrigger(),
			[START]: startNode(items),
			[HTTP_REQUEST]: httpRequestNode(),
		};
	}

	getByName(name: string): INodeType {
		const type = this.types[name];
		if (type === undefined) throw new Error(`There is no node type ${name}`);
		return type;
	}

	getByNameAndVersion(name: string): INodeType {
		return this.getByName(name);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/** Where a workflow begins: gives the items of the test. */
function startNode(items: IDataObject[]): INodeType {
	return {
		description: describe('Start', { inputs: [] }),
		execute: async () => [items.map((json) => ({ json }))],
	};
}

/**
 * What a user can do with the credential elsewhere: send a request to any URL with it, in the way of n8n's HTTP Request
 * node (`legacy`, which is also how that node's redirects are followed) or in that of newer nodes.
 */
function httpRequestNode(): INodeType {
	return {
		description: describe('HTTP Request', {
			credentials: [{ name: 'webAdmitApi', required: true }],
			properties: [
				{ displayName: 'URL', name: 'url', type: 'string', default: '' },
				{ displayName: 'Legacy', name: 'legacy', type: 'boolean', default: false },
			],
		}),
		async execute() {
			const uri = this.getNodeParameter('url', 0);
			if (typeof uri !== 'string') throw new Error('The URL is no text');
			const sent = this.getNodeParameter('legacy', 0)
				? // eslint-disable-next-line @typescript-eslint/no-deprecated -- n8n's HTTP Request node uses it
					this.helpers.requestWithAuthentication.call(this, 'webAdmitApi', {
						uri,
						method: 'GET',
						followRedirect: true,
						followAllRedirects: true,
					})
				: this.helpers.httpRequestWithAuthentication.call(this, 'webAdmitApi', {
						url: uri,
						encoding: 'text',
					});
			const response: unknown = await sent;
			return [[{ json: { response: String(response) } }]];
		},
	};
}

function describe(displayName: string, more: Partial<INodeTypeDescription>): INodeTypeDescription {
	const base: INodeTypeBaseDescription = {
		displayName,
		name: displayName,
		group: ['input'],
		description: displayName,
	};
	return {
		...base,
		version: 1,
		defaults: { name: displayName },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...more,
	};
}
