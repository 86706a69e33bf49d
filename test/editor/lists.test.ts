import type { INodeParameters } from 'n8n-workflow';
import { fromList, webAdmit, workflow } from '../e2e/support/workflows';
import type { Editor } from './support/editor';
import { useEditor } from './support/world';

const { open, world } = useEditor({ world: 'empty' });

/** Opens the panel of a WebAdMIT node. */
async function openNode(parameters: INodeParameters): Promise<Editor> {
	const editor = await open();
	const node = webAdmit(world.credential, { resource: 'exportFile', ...parameters });
	const { id } = await world.n8n.createWorkflow(workflow(node));
	await editor.openWorkflow(id, node.id);
	return editor;
}

/** Opens a list that can't be filled, and tells what stands there instead. */
async function whyEmpty(parameters: INodeParameters, parameter: string): Promise<string> {
	const editor = await openNode(parameters);
	await editor.openList(parameter);
	const explanation = editor.part('rlc-error-container');
	await explanation.waitFor();
	return await explanation.innerText();
}

test('the list of identities says why it is empty', async () => {
	const text = await whyEmpty({ operation: 'runAndDownload' }, 'userIdentityId');

	expect(text).toContain('Your API key has no user identity to work with');
	expect(text).toContain('"API Access" permission');
});

test('the list of identities has the newest cycle first, and those without a cycle last', async () => {
	for (const cycle of ['2009 - 2010', null, '2015 - 2016', '2014 - 2015']) {
		world.sandbox.addIdentity({ association: 'SOPHAS', cycle });
	}
	const editor = await openNode({ operation: 'runAndDownload' });
	await editor.openList('userIdentityId');
	await editor.listed.first().waitFor();

	expect(await editor.listed.allInnerTexts()).toEqual([
		'2015 - 2016 · SOPHAS',
		'2014 - 2015 · SOPHAS',
		'2009 - 2010 · SOPHAS',
		'SOPHAS',
	]);
});

test('the list of exports says why it is empty', async () => {
	const { id } = world.sandbox.addIdentity();
	const parameters = { operation: 'runAndDownload', userIdentityId: fromList(id) };

	expect(await whyEmpty(parameters, 'exportId')).toContain('This user identity has no exports yet');
});

test('the list of export files says why it is empty', async () => {
	const identityIds = [world.sandbox.addIdentity().id];
	const { id } = world.sandbox.addExport({ name: 'New', identityIds });
	const text = await whyEmpty({ operation: 'download', exportId: fromList(id) }, 'exportFileId');

	expect(text).toContain('There are no recent files');
	expect(text).toContain('Run the export first');
});

test('a list says when the key was refused, and leads to the credential', async () => {
	world.sandbox.addFault({ on: 'api', kind: { status: 401 } });
	const text = await whyEmpty({ operation: 'runAndDownload' }, 'userIdentityId');

	expect(text).toContain('WebAdMIT refused the API key');
	expect(text).toContain('Account > Edit My Account > API Key');
	expect(text).toContain('Check your credential');
});

test('a list says when WebAdMIT does not answer', async () => {
	world.sandbox.addFault({ on: 'api', kind: { status: 503 } });
	const text = await whyEmpty({ operation: 'runAndDownload' }, 'userIdentityId');

	expect(text).toMatch(/WebAdMIT/);
});
