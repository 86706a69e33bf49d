/**
 * Takes the pictures of the documentation: uses n8n's editor in a browser, and stores screenshots in docs/images/.
 * `node scripts/run.mjs pictures` has built and packed the package and installed n8n by the time this starts.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../test/editor/support/browser';
import { Editor, type EditorOptions } from '../test/editor/support/editor';
import { N8nServer, readWorkflowFile, repositoryRoot } from '../test/n8n-server';
import { API_KEY, startSandbox } from '../test/sandbox';
import { putCredential, putWorkflow } from './demo/content';

const folder = path.join(repositoryRoot, 'docs', 'images');
const examples = path.join(repositoryRoot, 'examples');

/** For the examples: wide, so that their notes can be read. */
const WIDE = { width: 1600, height: 800 };

/** The names of the pictures to take, as in `npm run pictures -- rows trigger`. Without names, all of them. */
const wanted = process.argv.slice(2);

const TRIGGER = {
	id: 'webadmit-trigger',
	name: 'WebAdMIT Trigger',
	type: 'n8n-nodes-webadmit.webAdmitTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

interface Scene {
	server: N8nServer;
	browser: Browser;
	/** The demo's workflow, which can run. */
	workflowId: string;
}

/** Opens a window, does something in it, and takes a screenshot of it, or of the part with this test ID. */
async function photograph(
	{ server, browser }: Scene,
	name: string,
	act: (editor: Editor) => Promise<void>,
	{ part, ...options }: EditorOptions & { part?: string } = {},
): Promise<void> {
	if (wanted.length > 0 && !wanted.includes(name)) return;
	const editor = await Editor.open(browser, server.client.session.ticket, options);
	await act(editor);
	await editor.settle();
	const file = path.join(folder, `${name}.png`);
	// Set if only a part of the window matters: the rest would make it small.
	const clip = part === undefined ? undefined : await editor.part(part).boundingBox();
	await editor.page.screenshot({ path: file, ...(clip ? { clip } : {}) });
	await editor.close();
	console.log(`docs/images/${name}.png`);
}

async function takeAll(scene: Scene): Promise<void> {
	const { workflowId, server } = scene;
	const run = async (editor: Editor) => {
		await editor.openWorkflow(workflowId);
		await editor.executeWorkflow('Extract From File');
	};
	const openNode = async (editor: Editor, name: string) => {
		await run(editor);
		await editor.node(name).dblclick();
		await editor.part('node-parameters').waitFor();
	};

	await photograph(scene, 'workflow', run);
	await photograph(scene, 'install', async (editor) => {
		await editor.goTo('/settings/community-nodes');
		await editor.page.getByRole('button', { name: 'Install a community node' }).click();
		await editor.page.getByPlaceholder('e.g. n8n-nodes-').fill('n8n-nodes-webadmit');
		await editor.part('user-agreement-checkbox').click();
	});
	await photograph(scene, 'nodes-panel', async (editor) => {
		await editor.newWorkflow();
		await editor.add('Trigger manually');
		await (await editor.find('admissions', 'WebAdMIT')).click();
		const action = editor.entry('Run export and download file');
		await action.waitFor();
		// It slides out while the actions slide in.
		await editor.entry('WebAdMIT').waitFor({ state: 'hidden' });
		// Shows it scrolled into view, and highlighted by the mouse.
		await action.scrollIntoViewIfNeeded();
		await action.hover();
	});
	await photograph(scene, 'credential', async (editor) => {
		await editor.newWorkflow();
		await editor.add('Trigger manually');
		await editor.add('WebAdMIT', 'Run export and download file');
		await editor.newCredential();
		await editor.credentialDialog.locator('input[type="password"]').fill(API_KEY);
	});
	await photograph(
		scene,
		'list',
		async (editor) => {
			await openNode(editor, 'Run and Download');
			await editor.openList('exportId');
			await editor.listed.first().waitFor();
			await editor.searchList('applicants', 'Nightly Applicants');
		},
		{ viewport: WIDE, part: 'node-parameters' },
	);
	await photograph(
		scene,
		'file',
		async (editor) => {
			await openNode(editor, 'Run and Download');
			await editor.part('output-panel').getByText('Nightly-Applicants.csv').waitFor();
		},
		{ viewport: WIDE, part: 'output-panel' },
	);
	await photograph(
		scene,
		'rows',
		async (editor) => {
			await openNode(editor, 'Extract From File');
			await editor.part('output-panel').getByText('José').first().waitFor();
		},
		{ viewport: WIDE, part: 'output-panel' },
	);
	await photograph(scene, 'trigger', async (editor) => {
		const { id } = await server.client.createWorkflow({
			name: 'Start When an Export Is Finished',
			nodes: [TRIGGER],
			connections: {},
		});
		await editor.openWorkflow(id, TRIGGER.id);
		await editor.notices.first().waitFor();
	});
	for (const file of readdirSync(examples)) {
		const workflow = readWorkflowFile(path.join(examples, file));
		const { id } = await server.client.createWorkflow(workflow);
		await photograph(
			scene,
			`example-${path.basename(file, '.json')}`,
			async (editor) => {
				await editor.openWorkflow(id);
				await editor.showAll();
				// This button covers what is at the bottom.
				await editor.hide('execute-workflow-button');
			},
			{ viewport: WIDE },
		);
	}
}

async function main(): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const sandbox = await startSandbox({ runSeconds: 0 });
	const server = await N8nServer.start();
	const browser = await startBrowser();
	try {
		const credential = await putCredential(server.client, sandbox);
		const { id: workflowId } = await putWorkflow(server.client, credential);
		await takeAll({ server, browser, workflowId });
	} finally {
		await browser.close();
		await server.stop();
		await sandbox.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
