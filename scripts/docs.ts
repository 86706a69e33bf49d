/** Writes the pages of docs/operations and the schemas of the output. `npm run docs` starts it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
// With `.js`: without it, `WebAdmit.node.json` beside the node would be loaded.
import { WebAdmitApi } from '../credentials/WebAdmitApi.credentials.js';
import { WebAdmit } from '../nodes/WebAdmit/WebAdmit.node.js';
import { WebAdmitPollingTrigger } from '../nodes/WebAdmit/WebAdmitPollingTrigger.node.js';
import { WebAdmitTrigger } from '../nodes/WebAdmit/WebAdmitTrigger.node.js';
import { renderSchemas, SCHEMA_FOLDER } from './docs/outputs';
import { FOLDER, renderPages } from './docs/pages';

/** Fills a folder. All other files in it are deleted. */
function fill(folder: string, files: Map<string, string>): void {
	const root = path.resolve(__dirname, '..', folder);
	rmSync(root, { recursive: true, force: true });
	for (const [file, text] of files) {
		mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
		writeFileSync(path.join(root, file), text);
	}
	console.log(`${files.size} files in ${folder}`);
}

fill(
	FOLDER,
	renderPages({
		node: new WebAdmit().description,
		trigger: new WebAdmitTrigger().description,
		pollingTrigger: new WebAdmitPollingTrigger().description,
		credential: new WebAdmitApi(),
	}),
);
fill(SCHEMA_FOLDER, renderSchemas());
