import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { readWorkflowFile, repositoryRoot } from '../n8n-server';

const FOLDER = path.join(repositoryRoot, 'examples');
const FILES = readdirSync(FOLDER);

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';

/** The room that a node takes in the editor. */
function boxOf(node: INode): Box {
	const {
		name,
		position: [x, y],
		parameters: { width, height },
	} = node;
	if (isNote(node)) {
		return { name, left: x, top: y, right: x + Number(width), bottom: y + Number(height) };
	}
	// A square of 100, with its name below: about 200 wide, and in two lines where it is long.
	return { name, left: x - 50, top: y, right: x + 150, bottom: y + 150 };
}

const overlap = (one: Box, other: Box) =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

test('there are examples', () => {
	expect(FILES.filter((file) => file.endsWith('.json'))).toEqual(FILES);
	expect(FILES.length).toBeGreaterThanOrEqual(6);
});

const NAMED = [
	...readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8').matchAll(
		/\[([^\][]+)\]\(examples\/([^)]+\.json)\)/g,
	),
].map(([, name = '', file = '']) => ({ name, file }));

test('the README names each of them, and no other', () => {
	const files = new Set(NAMED.map(({ file }) => file));

	expect([...files].sort()).toEqual([...FILES].sort());
});

test.each(NAMED)('$file is called "$name" in n8n too', ({ name, file }) => {
	expect(readWorkflowFile(path.join(FOLDER, file)).name).toBe(`WebAdMIT: ${name}`);
});

describe.each(FILES)('%s', (file) => {
	const { nodes, connections, settings } = readWorkflowFile(path.join(FOLDER, file));
	const connected = Object.entries(connections).flatMap(([from, { main = [] }]) =>
		main.flatMap((output) => (output ?? []).map(({ node }) => ({ from, to: node }))),
	);
	const positionOf = (name: string) => nodes.find((node) => node.name === name)?.position;

	test('explains itself in notes', () => {
		const notes = nodes.filter(isNote).map(({ parameters }) => parameters.content);

		expect(notes.length).toBeGreaterThan(0);
		expect(JSON.stringify(notes)).toContain('**To do:**');
	});

	test('is executed in the order of n8n 1 and later', () => {
		expect(settings).toEqual({ executionOrder: 'v1' });
	});

	test('gives each node a name and an id of its own', () => {
		for (const key of ['name', 'id'] as const) {
			const given = nodes.map((node) => node[key]);

			expect(new Set(given).size).toBe(given.length);
		}
	});

	test('connects nodes that exist, from left to right or back to a wait, and leaves none out', () => {
		for (const { from, to } of connected) {
			const [start = Infinity, end = -Infinity] = [positionOf(from)?.[0], positionOf(to)?.[0]];
			const isWait = nodes.some(({ name, type }) => name === to && type === 'n8n-nodes-base.wait');
			if (!isWait) expect(end).toBeGreaterThan(start);
			else expect(end).not.toBe(-Infinity);
		}
		const names = new Set(connected.flatMap(({ from, to }) => [from, to]));
		const others = nodes.filter((node) => !isNote(node)).map(({ name }) => name);

		expect([...names].sort()).toEqual(others.sort());
	});

	test('refers to nodes that exist in its expressions', () => {
		const referred = [...JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)].map(
			([, name]) => name,
		);

		for (const name of referred) expect(positionOf(name ?? '')).toBeDefined();
	});

	test('leaves room for each node and note', () => {
		const boxes = nodes.map(boxOf);
		const overlapping = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => overlap(one, other))
				.map((other) => `${one.name} / ${other.name}`),
		);

		expect(overlapping).toEqual([]);
	});

	test('holds no credential, no choice of anybody, and no webhook that others would share', () => {
		for (const { credentials, webhookId, parameters } of nodes) {
			expect(credentials).toBeUndefined();
			expect(webhookId).toBeUndefined();
			for (const value of Object.values(parameters)) {
				if (typeof value !== 'object' || value === null || !('__rl' in value)) continue;
				expect(value.value).toEqual(expect.stringMatching(/^$|^=/));
			}
		}
	});
});
