import path from 'node:path';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../../test/n8n-server';
import { readWorkflowFile } from '../../test/n8n-server';

/** A fixed id: each start puts the workflow back instead of adding another one. */
const WORKFLOW_ID = 'webadmitDemo0001';

const WORKFLOW_FILE = path.resolve(__dirname, '..', 'demo-workflow.json');

/** The demo's credential, made or brought up to date: the sandbox's address can be another one. */
export async function putCredential(
	client: N8nClient,
	sandbox: { apiUrl: string; apiKey: string },
): Promise<StoredCredential> {
	const credential = {
		name: 'WebAdMIT sandbox',
		type: 'webAdmitApi',
		data: { environment: 'custom', baseUrl: sandbox.apiUrl, apiKey: sandbox.apiKey },
	};
	const existing = (await client.listCredentials()).find(
		({ name, type }) => name === credential.name && type === credential.type,
	);
	return existing === undefined
		? await client.createCredential(credential)
		: await client.updateCredential(existing.id, credential);
}

/** The demo's workflow, imported or put back as the file has it. */
export async function putWorkflow(
	client: N8nClient,
	{ id, name }: StoredCredential,
): Promise<StoredWorkflow> {
	const workflow = readWorkflowFile(WORKFLOW_FILE, { webAdmitApi: { id, name } });
	const existing = await client.findWorkflow(WORKFLOW_ID);
	if (existing === undefined) return await client.createWorkflow({ ...workflow, id: WORKFLOW_ID });
	if (existing.isArchived) await client.unarchiveWorkflow(WORKFLOW_ID);
	return await client.updateWorkflow(WORKFLOW_ID, workflow);
}
