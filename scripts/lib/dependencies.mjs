import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { root } from './paths.mjs';

const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * Whether node_modules has exactly what package-lock.json asks for. At the very end, npm notes what it has installed in
 * a lock file in node_modules. After an interrupted installation, there is none.
 */
function upToDate() {
	const noted = path.join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(noted)) return false;
	const installed = readPackages(noted);
	return Object.entries(readPackages(path.join(root, 'package-lock.json'))).every(
		([place, wanted]) => {
			if (place === '') return true;
			const found = installed[place];
			// Packages for other platforms are in the lock file, but are not installed.
			return found === undefined ? wanted.optional === true : found.version === wanted.version;
		},
	);
}

/** Installs the development dependencies, unless they are there already. */
export async function ensureDependencies() {
	if (upToDate()) return;
	console.log('Installing the dependencies (about a minute, once) …');
	const code = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root });
	if (code !== 0) throw new Error(`npm ci ended with code ${code}`);
}
