import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../n8n-server';

/** Arrows: from each thing to what it points to. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const PAGE = 'docs/maintaining.md';
const ROOT = 'nodes/WebAdmit';

const diagram = readDiagram(readFileSync(path.join(repositoryRoot, PAGE), 'utf8'));
const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.join(folder, file)),
);
const imports = new Map(sources.map((file) => [file, new Set(importsOf(file))]));

describe(`the diagram in ${PAGE}`, () => {
	it.each([...diagram.places.keys()])('shows something that there is: %s', (place) => {
		expect(sources.map(placeOf)).toContain(place);
	});

	it.each(pairsOf(diagram.arrows))(
		'has an arrow that stands for an import: %s → %s',
		(from, to) => {
			expect(grouped(imports, placeOf).get(from)).toContain(to);
		},
	);
});

it.each(sources)('%s knows only what the diagram has below it', (file) => {
	const below = reachable(diagram.arrows, placeOf(file));
	const others = [...(imports.get(file) ?? [])].filter((imported) => {
		const place = placeOf(imported);
		return place !== placeOf(file) && !below.has(place);
	});
	expect(others).toEqual([]);
});

it('nothing knows itself through others', () => {
	expect(circlesIn(diagram.arrows)).toEqual([]);
	expect(circlesIn(grouped(imports, folderOf))).toEqual([]);
});

describe('the rules themselves', () => {
	const arrows: Graph = new Map([
		['a', new Set(['b'])],
		['b', new Set(['c'])],
		['d', new Set(['d', 'e'])],
		['e', new Set(['d'])],
	]);

	it('see what is below, also through others', () => {
		expect([...reachable(arrows, 'a')]).toEqual(['b', 'c']);
		expect([...reachable(arrows, 'c')]).toEqual([]);
	});

	it('see circles', () => {
		expect(circlesIn(arrows)).toEqual(['d', 'e']);
	});
});

/** The files that a file imports, as far as they are part of the package. */
function importsOf(file: string): string[] {
	const text = readFileSync(path.join(repositoryRoot, file), 'utf8');
	return ts
		.preProcessFile(text)
		.importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
		.map(({ fileName }) => {
			const target = path.join(path.dirname(file), fileName);
			const isFile = existsSync(path.join(repositoryRoot, `${target}.ts`));
			return isFile ? `${target}.ts` : path.join(target, 'index.ts');
		});
}

/**
 * Reads `id["folder/, file.ts<br>what it is"]` and `id --> id`. The paths are those below `nodes/WebAdmit`, or `credentials/`.
 */
function readDiagram(page: string): { places: ReadonlyMap<string, string[]>; arrows: Graph } {
	const [, text = ''] = /^```mermaid\nflowchart TD\n([^]*?)^```/m.exec(page) ?? [];
	const places = new Map(
		[...text.matchAll(/^\s*(\w+)\["(.+?)<br>.*"\]$/gm)].map(([, id = '', paths = '']) => [
			id,
			paths.split(', ').map((name) => (name.startsWith('credentials/') ? name : `${ROOT}/${name}`)),
		]),
	);
	const arrows = new Map([...places.keys()].map((id) => [id, new Set<string>()]));
	for (const [, from = '', to = ''] of text.matchAll(/^\s*(\w+) --> (\w+)$/gm)) {
		arrows.get(from)?.add(to);
	}
	return { places, arrows };
}

/** Where the diagram has a file: the place with the longest path that leads there, e.g. `runs/kinds/` before `runs/`. */
function placeOf(file: string): string {
	const [place] = [...diagram.places]
		.flatMap(([id, paths]) => paths.map((start) => ({ id, start })))
		.filter(({ start }) => file === start || (start.endsWith('/') && file.startsWith(start)))
		.sort((a, b) => b.start.length - a.start.length);
	if (place === undefined) throw new Error(`The diagram has no place for ${file}`);
	return place.id;
}

/** The folder of a file; the file itself where it is beside all folders. */
function folderOf(file: string): string {
	const folder = path.dirname(file);
	return folder === ROOT ? file : folder;
}

/** What groups of files import from each other. */
function grouped(graph: Graph, groupOf: (file: string) => string): Graph {
	const groups = new Map<string, Set<string>>();
	for (const [from, to] of pairsOf(graph)) {
		const group = groupOf(from);
		const others = groups.get(group) ?? new Set();
		if (groupOf(to) !== group) others.add(groupOf(to));
		groups.set(group, others);
	}
	return groups;
}

function pairsOf(graph: Graph): Array<[string, string]> {
	return [...graph].flatMap(([from, all]) => [...all].map((to): [string, string] => [from, to]));
}

/** All that arrows lead to from there, directly or through others. */
function reachable(graph: Graph, start: string): ReadonlySet<string> {
	const found = new Set(graph.get(start));
	for (const next of found) for (const further of graph.get(next) ?? []) found.add(further);
	return found;
}

/** All from which arrows lead back to themselves. */
function circlesIn(graph: Graph): string[] {
	return [...graph.keys()].filter((start) => reachable(graph, start).has(start));
}
