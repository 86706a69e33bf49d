import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { WebAdmitApi } from '../../credentials/WebAdmitApi.credentials';
import { WebAdmit } from '../../nodes/WebAdmit/WebAdmit.node';
import { WebAdmitPollingTrigger } from '../../nodes/WebAdmit/WebAdmitPollingTrigger.node';
import { WebAdmitTrigger } from '../../nodes/WebAdmit/WebAdmitTrigger.node';
import { FOLDER, renderPages } from '../../scripts/docs/pages';
import { repositoryRoot } from '../n8n-server';

const folder = path.join(repositoryRoot, FOLDER);

const { description: node } = new WebAdmit();
const { description: trigger } = new WebAdmitTrigger();
const { description: pollingTrigger } = new WebAdmitPollingTrigger();
const credential = new WebAdmitApi();

const rendered = Object.fromEntries(renderPages({ node, trigger, pollingTrigger, credential }));

const files = readdirSync(folder);
const written = Object.fromEntries(
	files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
);

test('the pages about the operations are up to date', () => {
	const outdated = [...new Set([...Object.keys(rendered), ...files])].filter(
		(file) => rendered[file] !== written[file],
	);
	if (outdated.length > 0) {
		throw new Error(`Run "npm run docs": ${outdated.join(', ')} in ${FOLDER} are not up to date`);
	}
});

test('every parameter is on a page', () => {
	const pages = Object.values(rendered).join('\n');
	const shown = [node, trigger, pollingTrigger, credential].flatMap(({ properties }) => properties);
	const missing = shown
		.filter(({ name }) => !['resource', 'operation'].includes(name))
		.filter(({ displayName, type }) =>
			type === 'notice' ? !pages.includes(displayName) : !pages.includes(`\n### ${displayName}\n`),
		);

	expect(shown.length).toBeGreaterThan(30);
	expect(missing).toEqual([]);
});

test.each([
	['**Return All** is off', 'export-get-many.md'],
	[
		'**When the Run Finishes** is **Wait Here** or **Suspend Until Finished**',
		'export-file-initiate-run.md',
	],
	['**Wait Until Ready** is on', 'export-file-download.md'],
	['**Environment** is **Custom**', 'webadmit-api-credential.md'],
])('a condition is told in the words that n8n shows: %s', (words, file) => {
	expect(written[file]).toContain(words);
});
