import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import { additionalDataFor } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, WEBADMIT } from './nodeTypes';
import { buildWorkflow, nodeIn } from './workflow';

export interface ListOptions {
	/** The node's parameters as they stand in the panel. */
	currentParameters?: INodeParameters;
	/** What the user typed into the list's search field. */
	filter?: string;
	credentials: CredentialFields;
}

// As in n8n, the list is loaded for a node that is in no workflow.
const NODE_NAME = 'Temp-Node';

/** Loads the entries of a list as the panel of the node does. */
export async function loadList(
	method: string,
	{ filter, ...panel }: ListOptions,
): Promise<INodeListSearchResult> {
	const { context, methods } = openPanel(panel);
	const search = methods?.listSearch?.[method];
	if (search === undefined) throw new Error(`The node has no list ${method}`);
	return await search.call(context, filter);
}

/** Loads the columns of a resource mapper as the panel of the node does. */
export async function loadColumns(
	method: string,
	panel: Omit<ListOptions, 'filter'>,
): Promise<ResourceMapperFields> {
	const { context, methods } = openPanel(panel);
	const load = methods?.resourceMapping?.[method];
	if (load === undefined) throw new Error(`The node has no columns ${method}`);
	return await load.call(context);
}

function openPanel({ currentParameters = {}, credentials }: Omit<ListOptions, 'filter'>) {
	const nodeTypes = new NodeTypes([]);
	const workflow = buildWorkflow(
		[
			{
				name: NODE_NAME,
				type: WEBADMIT,
				parameters: currentParameters,
				credentials: { webAdmitApi: { id: '1', name: 'WebAdMIT account' } },
			},
		],
		nodeTypes,
	);
	const context = new LoadOptionsContext(
		workflow,
		nodeIn(workflow, NODE_NAME),
		additionalDataFor(new CredentialsHelper(credentials), {
			currentNodeParameters: currentParameters,
		}),
		'',
	);
	return { context, methods: nodeTypes.getByName(WEBADMIT).methods };
}
