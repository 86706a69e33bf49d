import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import { additionalDataFor } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, WEBADMIT } from './nodeTypes';
import { buildWorkflow, nodeIn } from './workflow';

/** What n8n's engine hands to the WebAdMIT node when it executes it. */
export function executeContext(credentials: CredentialFields = {}): ExecuteContext {
	const name = 'WebAdMIT';
	const account = { webAdmitApi: { id: '1', name: 'WebAdMIT account' } };
	const workflow = buildWorkflow(
		[{ name, type: WEBADMIT, parameters: {}, credentials: account }],
		new NodeTypes([]),
	);
	return new ExecuteContext(
		workflow,
		nodeIn(workflow, name),
		additionalDataFor(new CredentialsHelper(credentials)),
		'trigger',
		createRunExecutionData(),
		0,
		[],
		{ main: [[]] },
		{ data: { main: [[]] }, node: nodeIn(workflow, name), source: null },
		[],
	);
}
