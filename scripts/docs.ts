/** Writes the pages of docs/operations anew; `npm run docs` starts it. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
// With `.js`, since without it the file that lies beside the node, `WebAdmit.node.json`, would be meant.
import { WebAdmitApi } from '../credentials/WebAdmitApi.credentials.js';
import { WebAdmit } from '../nodes/WebAdmit/WebAdmit.node.js';
import { WebAdmitPollingTrigger } from '../nodes/WebAdmit/WebAdmitPollingTrigger.node.js';
import { WebAdmitTrigger } from '../nodes/WebAdmit/WebAdmitTrigger.node.js';
import { FOLDER, renderPages } from './docs/pages';

const folder = path.resolve(__dirname, '..', FOLDER);
const pages = renderPages({
	node: new WebAdmit().description,
	trigger: new WebAdmitTrigger().description,
	pollingTrigger: new WebAdmitPollingTrigger().description,
	credential: new WebAdmitApi(),
});

mkdirSync(folder, { recursive: true });
// Of operations that are not there any more.
for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(path.join(folder, file));
for (const [file, text] of pages) writeFileSync(path.join(folder, file), text);
console.log(`${pages.size} pages in ${FOLDER}`);
