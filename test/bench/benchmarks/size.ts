import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packedPackage } from '../../n8n-server';
import { installedServer } from '../../n8n-server/paths';
import type { Benchmark } from '../benchmark';
import type { Stage } from '../stage';
import { median, ratios } from '../statistics';

const PAIRS = 9;

/** A package of one node without anything in it. */
const EMPTY_NODE = `"use strict";
exports.Empty = class Empty {
	description = { displayName: 'Empty', name: 'empty', group: [], version: 1, description: '', defaults: { name: 'Empty' }, inputs: ['main'], outputs: ['main'], properties: [] };
	async execute() { return [this.getInputData()]; }
};
`;

function emptyPackage(folder: string): string {
	mkdirSync(path.join(folder, 'dist'), { recursive: true });
	writeFileSync(path.join(folder, 'dist', 'Empty.node.js'), EMPTY_NODE);
	writeFileSync(
		path.join(folder, 'package.json'),
		JSON.stringify({
			name: 'n8n-nodes-empty',
			version: '1.0.0',
			files: ['dist'],
			n8n: { n8nNodesApiVersion: 1, nodes: ['dist/Empty.node.js'] },
		}),
	);
	execFileSync('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: folder });
	return path.join(folder, 'n8n-nodes-empty-1.0.0.tgz');
}

function unpack(tarball: string, folder: string): string {
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	return folder;
}

/** The bytes of all files in a folder. */
function sizeOf(folder: string): number {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

/** Milliseconds that a new process takes to load what n8n loads of a package. n8n itself has loaded n8n-workflow by then. */
function loadTime({ node, server }: Stage, files: string[]): number {
	const script = `require('n8n-workflow'); const begin = performance.now();
for (const file of ${JSON.stringify(files)}) for (const made of Object.values(require(file))) if (typeof made === 'function') new made();
console.log(performance.now() - begin);`;
	const modules = path.join(installedServer(server.version), 'node_modules');
	const env = { ...process.env, NODE_PATH: modules };
	// Not from here: this repository has an n8n-workflow of its own.
	return Number(execFileSync(node, ['-e', script], { cwd: modules, env, encoding: 'utf8' }));
}

export const size: Benchmark = {
	name: 'size',
	title: 'Size, and time to load',
	about:
		'The package against a package with an empty node. Loading means that a new process loads the files of the nodes and the credential, as n8n does when it starts.',
	async run(stage, tell) {
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-bench-'));
		try {
			const emptyTarball = emptyPackage(path.join(folder, 'making'));
			const own = unpack(packedPackage, path.join(folder, 'own'));
			const empty = unpack(emptyTarball, path.join(folder, 'empty'));
			const ownFiles = [
				'nodes/WebAdmit/WebAdmit.node.js',
				'nodes/WebAdmit/WebAdmitTrigger.node.js',
				'nodes/WebAdmit/WebAdmitPollingTrigger.node.js',
				'credentials/WebAdmitApi.credentials.js',
			].map((file) => path.join(own, 'dist', file));
			const emptyFiles = [path.join(empty, 'dist', 'Empty.node.js')];
			const ours: number[] = [];
			const others: number[] = [];
			for (let pair = 0; pair < PAIRS; pair++) {
				ours.push(loadTime(stage, ownFiles));
				others.push(loadTime(stage, emptyFiles));
			}
			tell(`${Math.round(ours[0] ?? 0)} ms, empty ${Math.round(others[0] ?? 0)} ms`);
			const kilobytes = (ownBytes: number, emptyBytes: number) => [
				{ side: 'n8n-nodes-webadmit', unit: 'kB', values: [ownBytes / 1000] },
				{ side: 'Empty package', unit: 'kB', values: [emptyBytes / 1000] },
			];
			return [
				{
					what: 'Time to load',
					sides: [
						{ side: 'n8n-nodes-webadmit', unit: 'ms', values: ours },
						{ side: 'Empty package', unit: 'ms', values: others },
					],
					ratio: { of: 'n8n-nodes-webadmit / empty', values: ratios(ours, others) },
					bar: { text: 'at most 20 ms', met: median(ours) <= 20 },
				},
				{
					what: 'Size, packed',
					sides: kilobytes(statSync(packedPackage).size, statSync(emptyTarball).size),
				},
				{ what: 'Size, unpacked', sides: kilobytes(sizeOf(own), sizeOf(empty)) },
			];
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
};
