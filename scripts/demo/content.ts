import path from 'node:path';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../../test/n8n-server';
import { readWorkflowFile } from '../../test/n8n-server';

/** A fixed ID, so that each start restores the workflow instead of adding another one. */
const WORKFLOW_ID = 'webadmitDemo0001';

const WORKFLOW_FILE = path.resolve(__dirname, '..', 'demo-workflow.json');

/** Adds or updates the demo's credential. The address of the sandbox may have changed. */
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

/** Adds the demo's workflow, or restores it from the file. */
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
