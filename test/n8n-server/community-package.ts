import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asRecord, textOf } from './json';

/**
 * Puts a packed package where n8n puts a community package that a user installs. Only what is in
 * the tarball gets there: no dependencies, as the package has none at run time.
 */
export function installCommunityPackage(tarball: string, userFolder: string): void {
	if (!existsSync(tarball)) {
		throw new Error(`There is no packed package at ${tarball}: "npm run test:e2e" makes it.`);
	}
	const nodesFolder = path.join(userFolder, '.n8n', 'nodes');
	const unpacked = path.join(nodesFolder, 'unpacked');
	rmSync(unpacked, { recursive: true, force: true });
	mkdirSync(unpacked, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);

	const manifest = asRecord(JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')));
	const name = textOf(manifest, 'name');
	const place = path.join(nodesFolder, 'node_modules', name);
	rmSync(place, { recursive: true, force: true });
	mkdirSync(path.dirname(place), { recursive: true });
	renameSync(unpacked, place);
	// n8n writes this file when it installs a package, and npm would remove what is not listed in it.
	writeFileSync(
		path.join(nodesFolder, 'package.json'),
		JSON.stringify(
			{
				name: 'installed-nodes',
				private: true,
				dependencies: { [name]: textOf(manifest, 'version') },
			},
			undefined,
			2,
		),
	);
}
