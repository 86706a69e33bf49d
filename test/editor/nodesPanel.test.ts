import { useEditor } from './support/world';

const { open } = useEditor();

const ACTIONS = [
	'Get many custom fields',
	'Get custom field answer',
	'Set custom field answers (changes records)',
	'Get many decisions',
	'Clear decision of designation (changes records)',
	'Get designation',
	'Set decision of designation (changes records)',
	'Get many exports',
	'Download export file',
	'Get status of export file',
	'Initiate run of export',
	'List recent export files',
	'Run export and download file',
	'Get many organizations',
	'Download PDF manager batch',
	'Get many PDF manager batches',
	'Get status of PDF manager batch',
	'Initiate run of PDF manager template',
	'Run PDF manager template and download zip files',
	'Get many PDF manager templates',
	'Get many programs',
	'Download social security numbers',
	'Get many user identities',
];

test('the nodes panel finds WebAdMIT by what people type', async () => {
	const editor = await open();
	await editor.newWorkflow();

	for (const word of [
		'WebAdMIT',
		'admissions',
		'applicants',
		'applications',
		'student',
		'liaison',
		'CAS',
		'centralized',
		'SOPHAS',
		'university',
		'college',
		'export',
	]) {
		await editor.find(word, 'WebAdMIT');
	}
});

test('its entry speaks for both nodes, and its actions read as sentences', async () => {
	const editor = await open();
	await editor.newWorkflow();
	await editor.add('Trigger manually');
	await (await editor.find('liaison', 'WebAdMIT')).click();
	await editor.entry('Get many exports').waitFor();

	// It slides out while the actions slide in.
	await editor.entry('WebAdMIT').waitFor({ state: 'hidden' });
	expect(await editor.entries.allInnerTexts()).toEqual(ACTIONS);
	await editor.page
		.getByText('Get exports and documents from WebAdMIT, set decisions, and start')
		.waitFor();
});

test('nobody takes one trigger for the other: one calls for a callback, the other asks', async () => {
	const editor = await open();
	await editor.newWorkflow();
	await editor.find('webadmit', 'WebAdMIT');
	expect(await editor.entries.allInnerTexts()).toEqual(['WebAdMIT', 'WebAdMIT Polling Trigger']);
	for (const text of [
		'Get exports and documents from WebAdMIT, set decisions, and start a workflow when WebAdMIT finishes a run',
		'Start a workflow when runs have finished, no matter who started them. Checks WebAdMIT on a schedule, so it works behind any firewall.',
	]) {
		await editor.page.getByText(text, { exact: true }).first().waitFor();
	}

	await editor.entry('WebAdMIT').first().click();
	await editor.entry('On new WebAdMIT event').waitFor();
});
