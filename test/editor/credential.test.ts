import { useEditor } from './support/world';

const { open, world } = useEditor();

test('a credential is made in the panel; a wrong key is explained, the right one is accepted', async () => {
	const editor = await open();
	await editor.newWorkflow();
	await editor.add('Trigger manually');
	await editor.add('WebAdMIT', 'Run export and download file');
	await editor.newCredential();
	const dialog = editor.credentialDialog;
	await dialog.getByText('In WebAdMIT: Account > Edit My Account > API Key').waitFor();

	await editor.select(dialog.getByTestId('parameter-input-environment'), 'Custom');
	const { apiUrl, apiKey } = world.sandbox;
	await editor.enterCredential({ baseUrl: apiUrl, apiKey: 'f'.repeat(32) });
	await dialog.getByText('More details').click();
	await dialog.getByText('WebAdMIT refused the API key. Copy it again').waitFor();

	await editor.enterCredential({ apiKey });
	await dialog.waitFor({ state: 'hidden' });
	await editor.part('credential-edit-button').click();
	await editor.part('credentials-config-container-test-success').waitFor();
});
