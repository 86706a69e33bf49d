import type { Browser, Locator, Page } from 'playwright-core';
import type { SessionTicket } from '../../n8n-server';

/** The machine may be busy: what the editor does takes as long as it takes. */
const TIMEOUT_MS = 60_000;

export interface EditorOptions {
	theme?: 'light' | 'dark';
	viewport?: { width: number; height: number };
}

/** n8n's editor in a browser, worked by what a user sees of it. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** Opens a browser window that is signed in already: n8n allows only a few sign-ins in five minutes. */
	static async open(
		browser: Browser,
		{ url, browserId, cookie }: SessionTicket,
		{ theme = 'light', viewport = { width: 1280, height: 720 } }: EditorOptions = {},
	): Promise<Editor> {
		const context = await browser.newContext({ viewport });
		context.setDefaultTimeout(TIMEOUT_MS);
		const [name = '', value = ''] = cookie.split(/=(.*)/s);
		await context.addCookies([{ name, value, url }]);
		const stored = { 'n8n-browserId': browserId, N8N_THEME: theme };
		await context.addInitScript(`Object.assign(localStorage, ${JSON.stringify(stored)})`);
		return new Editor(await context.newPage(), url);
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	/** A part of the editor by its test id, those that are hidden left out. */
	part(testId: string): Locator {
		return this.page.getByTestId(testId).filter({ visible: true });
	}

	async goTo(path: string): Promise<void> {
		await this.page.goto(`${this.url}${path}`);
	}

	async newWorkflow(): Promise<void> {
		await this.goTo('/workflow/new');
		await this.part('canvas-plus-button').waitFor();
	}

	/** Opens a stored workflow, and the panel of one of its nodes if that is named by its id. */
	async openWorkflow(id: string, nodeId?: string): Promise<void> {
		await this.goTo(nodeId === undefined ? `/workflow/${id}` : `/workflow/${id}/${nodeId}`);
		await this.part('canvas-node').first().waitFor();
		if (nodeId !== undefined) await this.part('node-parameters').waitFor();
	}

	/** A node on the canvas by its name, or by its type where n8n named it. */
	node(nameOrType: string): Locator {
		const node = '[data-test-id="canvas-node"]';
		return this.page.locator(
			`${node}[data-node-name="${nameOrType}"], ${node}[data-node-type="${nameOrType}"]`,
		);
	}

	/** The field of the nodes panel in which one searches, after opening the panel if need be. */
	async nodesPanel(): Promise<Locator> {
		const search = this.part('node-creator-search-bar').last();
		const opener = this.part('canvas-handle-plus').or(this.part('canvas-plus-button')).last();
		await search.or(opener).first().waitFor();
		if (!(await search.isVisible())) await opener.click();
		return search;
	}

	/** The entries of the nodes panel by their names. */
	get entries(): Locator {
		return this.part('node-creator-item-name');
	}

	entry(name: string): Locator {
		return this.entries.filter({ has: this.page.getByText(name, { exact: true }) });
	}

	/** Types into the search of the nodes panel, and waits until the entry is there. */
	async find(word: string, name: string): Promise<Locator> {
		const search = await this.nodesPanel();
		// Without this, the entry may still be that of the word before.
		await search.fill('');
		await this.entry(name).first().waitFor({ state: 'hidden' });
		await search.fill(word);
		const found = this.entry(name).first();
		await found.waitFor();
		return found;
	}

	/** Adds a node: the entry of the nodes panel, then one of its actions if it has any. */
	async add(name: string, action?: string): Promise<void> {
		await (await this.nodesPanel()).fill(name);
		await this.entry(name).first().click();
		if (action !== undefined) await this.entry(action).first().click();
	}

	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.part('node-parameters').waitFor({ state: 'hidden' });
	}

	/** Opens the list of a resource locator. */
	async openList(parameter: string): Promise<void> {
		await this.part(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
	}

	get listed(): Locator {
		return this.part('rlc-item');
	}

	/** Opens a list, searches in it, and chooses the one entry that is left. */
	async choose(parameter: string, words: string, name: string): Promise<void> {
		await this.openList(parameter);
		await this.listed.first().waitFor();
		await this.searchList(words, name);
		await this.listed.click();
		await this.listed.first().waitFor({ state: 'hidden' });
	}

	/** Types into the search of the list that is open, and waits until only one entry is left. */
	async searchList(words: string, name: string): Promise<void> {
		await this.page.keyboard.type(words);
		const others = this.listed.filter({ hasNotText: name });
		await others.first().waitFor({ state: 'hidden' });
		await this.listed.filter({ hasText: name }).waitFor();
	}

	/** Chooses an entry of a field that has a fixed list, by the beginning of the entry. */
	async select(field: Locator, name: string): Promise<void> {
		await field.click();
		await this.page.getByRole('option', { name }).click();
	}

	/** Opens the dialog for a new credential from the panel of a node. */
	async newCredential(): Promise<void> {
		const slot = this.part('node-credentials-slot');
		const choice = slot.getByTestId('node-credentials-select');
		const first = slot.getByText('Connect to WebAdMIT');
		await choice.or(first).first().waitFor();
		if (await first.isVisible()) {
			await first.click();
		} else {
			await choice.click();
			await this.part('node-credentials-select-item-new').click();
		}
		await this.credentialDialog.waitFor();
	}

	get credentialDialog(): Locator {
		return this.part('editCredential-modal');
	}

	/** Fills in the fields of the credential dialog and saves, which tests the credential. */
	async enterCredential({ baseUrl, apiKey }: { baseUrl?: string; apiKey: string }): Promise<void> {
		const dialog = this.credentialDialog;
		if (baseUrl !== undefined) {
			await dialog.getByTestId('parameter-input-baseUrl').locator('input').fill(baseUrl);
		}
		await dialog.getByTestId('parameter-input-apiKey').locator('input').fill(apiKey);
		await dialog.getByRole('button', { name: 'Save' }).click();
	}

	async chooseCredential(name: string): Promise<void> {
		await this.select(this.part('node-credentials-select'), name);
	}

	/** "Execute step" in the node's panel; comes back when the node has run. */
	async executeStep(): Promise<void> {
		await this.part('node-execute-button').click();
		await this.part('output-panel').getByTestId('node-run-status-success').waitFor();
	}

	/** "Execute workflow" on the canvas; comes back when the last node has run. */
	async executeWorkflow(lastNode: string): Promise<void> {
		await this.part('execute-workflow-button').first().click();
		await this.node(lastNode).getByTestId('canvas-node-status-success').waitFor();
	}

	/** The notices in the node's panel. */
	get notices(): Locator {
		return this.part('node-parameters').locator('.notice-content');
	}

	/** Brings the whole workflow into view. */
	async showAll(): Promise<void> {
		await this.part('zoom-to-fit').click();
	}

	/** Takes a part of the editor, and what follows it, out of sight, for a picture. */
	async hide(testId: string): Promise<void> {
		const part = `[data-test-id="${testId}"]`;
		await this.page.addStyleTag({
			content: `${part}, ${part} ~ *, :has(> ${part}) ~ * { visibility: hidden }`,
		});
	}

	/** Waits until nothing moves and no message covers the page any more. */
	async settle(): Promise<void> {
		const { page } = this;
		await page.addStyleTag({
			content:
				'.el-notification { display: none !important } *, *::before, *::after { transition: none !important; caret-color: transparent !important }',
		});
		await page.waitForLoadState('networkidle');
		await page.waitForFunction(
			'document.getAnimations().every(({ effect }) => effect.getTiming().iterations === Infinity)',
		);
	}
}
