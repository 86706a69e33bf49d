import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { useEditor } from './support/world';

const { open, world } = useEditor();

// n8n names a node after the action that it was added with.
const ACTION = 'Run export and download file';
const ROWS = 'n8n-nodes-base.extractFromFile';

/** The README's first workflow, done in the editor by what it says. */
test('from an empty workflow to rows, without typing an id', async () => {
	const name = `Admissions ${randomUUID()}`;
	const { apiUrl: baseUrl, apiKey } = world.sandbox;
	const data = { environment: 'custom', baseUrl, apiKey };
	await world.n8n.createCredential({ name, type: 'webAdmitApi', data });
	const editor = await open();
	await editor.newWorkflow();
	await editor.add('Trigger manually');
	await editor.add('WebAdMIT', ACTION);

	await editor.chooseCredential(name);
	await editor.choose('userIdentityId', 'sophas 2014', '2014 - 2015 · SOPHAS · Demo University');
	await editor.choose('exportId', 'nightly', 'Nightly Applicants · Comma-Separated Values');
	expect(await editor.notices.allInnerTexts()).toEqual([
		expect.stringContaining('run the same export twice at the same time'),
	]);
	await editor.executeStep();

	const output = editor.part('output-panel');
	await output.getByText('Nightly-Applicants.csv').waitFor();
	const downloading = editor.page.waitForEvent('download');
	await output.getByTestId('ndv-download-binary-data').click();
	expect(await readFile(await (await downloading).path(), 'utf8')).toContain('José');
	// What it shows depends on the browser: Chromium shows no CSV files.
	await output.getByTestId('ndv-view-binary-data').waitFor();
	await output.getByTestId('radio-button-table').click();
	await output.locator('th').first().waitFor();
	expect(await output.locator('th').allInnerTexts()).toEqual(
		expect.arrayContaining(['id', 'export_id', 'href', 'status', 'finished', 'downloadable']),
	);
	await editor.closeNode();

	await editor.node(ACTION).getByText('Run and Download: Export File').waitFor();
	await editor.add('Extract from File', 'Extract from CSV');
	await editor.closeNode();
	await editor.node(ROWS).waitFor();
	await editor.executeWorkflow(ROWS);
	await editor.node(ROWS).dblclick();
	await output.getByText('40 items').waitFor();
	await output.getByText('José').first().waitFor();
});
