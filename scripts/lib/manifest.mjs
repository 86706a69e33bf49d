import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** The package's own package.json. */
export const readManifest = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Ends the process with a message if Node is older than `engines` of the package allows. */
export function requireNode() {
	const [major, minor] = readManifest().engines.node.match(/\d+/g).map(Number);
	const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
	if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
	console.error(
		`This needs Node.js ${major}.${minor} or newer, and this is ${process.versions.node}.`,
	);
	process.exit(1);
}
