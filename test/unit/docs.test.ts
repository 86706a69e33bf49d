import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { WebAdmitApi } from '../../credentials/WebAdmitApi.credentials';
import { WebAdmit } from '../../nodes/WebAdmit/WebAdmit.node';
import { WebAdmitPollingTrigger } from '../../nodes/WebAdmit/WebAdmitPollingTrigger.node';
import { WebAdmitTrigger } from '../../nodes/WebAdmit/WebAdmitTrigger.node';
import { renderSchemas, SCHEMA_FOLDER } from '../../scripts/docs/outputs';
import { FOLDER, renderPages } from '../../scripts/docs/pages';
import { repositoryRoot } from '../n8n-server';

const { description: node } = new WebAdmit();
const { description: trigger } = new WebAdmitTrigger();
const { description: pollingTrigger } = new WebAdmitPollingTrigger();
const credential = new WebAdmitApi();

const rendered = Object.fromEntries(renderPages({ node, trigger, pollingTrigger, credential }));

/** What a folder holds, by the path in it. */
function filesIn(folder: string): Record<string, string> {
	const root = path.join(repositoryRoot, folder);
	const files = readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
	return Object.fromEntries(
		files.map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]),
	);
}

const written = filesIn(FOLDER);

test.each([
	['pages about the operations', FOLDER, rendered],
	['schemas of the output', SCHEMA_FOLDER, Object.fromEntries(renderSchemas())],
])('the %s are up to date', (_, folder, made) => {
	const found = filesIn(folder);
	const outdated = [...new Set([...Object.keys(made), ...Object.keys(found)])].filter(
		(file) => made[file] !== found[file],
	);
	if (outdated.length > 0) {
		throw new Error(`Run "npm run docs": ${outdated.join(', ')} in ${folder} are not up to date`);
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
