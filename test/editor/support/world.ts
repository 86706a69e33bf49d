import type { Browser } from 'playwright-core';
import { asArray, asRecord, textOf } from '../../n8n-server/json';
import { type World, useWorld } from '../../e2e/support/world';
import type { SandboxOptions } from '../../sandbox';
import { startBrowser } from './browser';
import { Editor, type EditorOptions } from './editor';

/** What a test in the browser works with. */
export interface EditorWorld {
	readonly world: World;
	/** Opens a window of the editor, which is closed when the test is over. */
	readonly open: (options?: EditorOptions) => Promise<Editor>;
}

/** Gives each test of a file a sandbox of its own, which n8n knows, and a browser. */
export function useEditor(options: SandboxOptions = {}): EditorWorld {
	const world = useWorld(options, 'test');
	let browser: Browser | undefined;
	const windows: Editor[] = [];
	beforeAll(async () => {
		browser = await startBrowser();
	});
	afterEach(async () => {
		for (const editor of windows.splice(0)) await editor.close();
	});
	afterAll(async () => {
		await browser?.close();
	});
	return {
		world,
		async open(editorOptions) {
			if (browser === undefined) throw new Error('There is a browser only while a test runs');
			const editor = await Editor.open(browser, world.server.session, editorOptions);
			windows.push(editor);
			return editor;
		},
	};
}

/** A node type as the editor gets it, by its full name. */
export async function editorNodeType(
	{ n8n }: World,
	name: string,
): Promise<Record<string, unknown>> {
	const types = asArray(await n8n.session.request('GET', '/types/nodes.json')).map(asRecord);
	const found = types.find((type) => textOf(type, 'name') === name);
	if (found === undefined) throw new Error(`n8n knows no node type ${name}`);
	return found;
}
