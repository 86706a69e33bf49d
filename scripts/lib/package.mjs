import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { run, runQuietly } from './command.mjs';
import { cache, root, tarball } from './paths.mjs';
import { readManifest } from './manifest.mjs';

/** Compiles the nodes and the credential into dist/. */
export async function build() {
	const code = await run('npm', ['run', '--silent', 'build'], { cwd: root });
	if (code !== 0) throw new Error(`The build ended with code ${code}`);
}

/** Packs what would be published into a file that always has the same name. */
export async function pack() {
	mkdirSync(cache, { recursive: true });
	await runQuietly('npm', ['pack', '--ignore-scripts', '--pack-destination', cache], {
		cwd: root,
		log: path.join(cache, 'pack.log'),
	});
	const { name, version } = readManifest();
	renameSync(path.join(cache, `${name}-${version}.tgz`), tarball);
}

/**
 * Puts the packed package into the root of the repository, under npm's name for it. Users and deploy/Dockerfile find it
 * there.
 *
 * @returns {string} the name of the file
 */
export function offer() {
	const { name, version } = readManifest();
	const file = `${name}-${version}.tgz`;
	copyFileSync(tarball, path.join(root, file));
	return file;
}
