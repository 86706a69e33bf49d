/**
 * Stops the publishing of anything that is not a release: `node scripts/check-tag.mjs v1.2.3`. The workflow that
 * publishes needs it, since everybody who may push a tag can start that workflow.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findEntry } from './lib/changelog.mjs';

const folder = process.cwd();
const tag = process.argv[2] ?? '';

try {
	const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	if (tag !== `v${version}`) {
		throw new Error(`The tag is "${tag}", but the version in package.json is ${version}.`);
	}
	if (findEntry(folder, version).isOpen) {
		throw new Error(`CHANGELOG.md says that ${version} is not yet released.`);
	}
	console.log(`${tag} is the version in package.json, and CHANGELOG.md tells of it.`);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
