import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readWorkflowFile, repositoryRoot } from '../n8n-server';
import { useEditor } from './support/world';

const { open, world } = useEditor();

const FOLDER = path.join(repositoryRoot, 'examples');

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

const overlap = (a: Box, b: Box) =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Run in the browser: the notes whose text is longer than they are. */
const NOTES_CUT_OFF = `[...document.querySelectorAll('[data-test-id="sticky"]')]
	.filter((note) => [...note.querySelectorAll('p, h2, li')]
		.some((text) => text.getBoundingClientRect().bottom > note.getBoundingClientRect().bottom))
	.map((note) => note.textContent.slice(0, 40))`;

test.each(readdirSync(FOLDER))('the notes of %s can be read, and cover nothing', async (file) => {
	const { id } = await world.n8n.createWorkflow(readWorkflowFile(path.join(FOLDER, file)));
	const editor = await open({ viewport: { width: 1600, height: 800 } });
	await editor.openWorkflow(id);
	await editor.showAll();
	await editor.settle();

	const notes = editor.part('sticky');
	expect(await notes.count()).toBeGreaterThan(0);
	expect(await editor.page.evaluate(NOTES_CUT_OFF)).toEqual([]);

	const boxes: Box[] = [];
	const parts = ['sticky', 'canvas-default-node', 'canvas-trigger-node'];
	for (const part of parts) {
		for (const one of await editor.part(part).all()) {
			const box = await one.boundingBox();
			if (box) boxes.push(box);
		}
	}
	expect(boxes.length).toBeGreaterThan(2);
	const covered = boxes.filter((box, index) =>
		boxes.slice(index + 1).some((other) => overlap(box, other)),
	);
	expect(covered).toEqual([]);
});

/** Run in the browser: how much of the icon's square its drawing fills, across and down, without what strokes add. */
const filledBy = (url: string) => `(async () => {
	const text = await (await fetch(${JSON.stringify(url)})).text();
	const icon = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
	document.body.append(icon);
	const drawing = icon.getBBox();
	const square = icon.viewBox.baseVal;
	icon.remove();
	if (square.width !== square.height) throw new Error('The icon is not square');
	return { across: drawing.width / square.width, down: drawing.height / square.height };
})()`;

test('dark mode has the dark icon, both icons are large, and the line below the node is in words', async () => {
	const { id } = await world.n8n.createWorkflow(
		readWorkflowFile(path.join(FOLDER, 'nightly-spreadsheet.json')),
	);
	for (const [theme, icon] of [
		['light', 'webAdmit.svg'],
		['dark', 'webAdmit.dark.svg'],
	] as const) {
		const editor = await open({ theme });
		await editor.openWorkflow(id);
		const node = editor.node('Run the Export and Get the File');
		await node.getByText('Run and Download: Export File').waitFor();
		const url = (await node.locator('img').getAttribute('src')) ?? '';
		expect(url).toMatch(new RegExp(`/${icon}$`));
		expect(await editor.page.evaluate(filledBy(url))).toEqual({
			across: expect.closeTo(0.95, 1) as unknown,
			down: expect.closeTo(0.95, 1) as unknown,
		});
	}
});
