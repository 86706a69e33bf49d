import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The files beside package.json that have the version of the package. */
const FILES = [
	'deploy/Dockerfile',
	'deploy/compose.postgres.yml',
	'deploy/compose.sqlite.yml',
	'deploy/docker-compose.yml',
	'docs/install.md',
];

/**
 * The text before the version: in the name of the packed file, in the Dockerfile, and in the name of the image after
 * n8n's version.
 */
const BEFORE = [
	String.raw`n8n-nodes-webadmit-`,
	String.raw`WEBADMIT_VERSION=`,
	String.raw`n8n-webadmit:\d+\.\d+\.\d+-`,
];

/** Replaces the current version of the package everywhere. */
export function writeVersion(folder, present, version) {
	const places = new RegExp(`(${BEFORE.join('|')})${present.replaceAll('.', '\\.')}(?!\\d)`, 'g');
	for (const name of FILES) {
		const file = path.join(folder, name);
		if (!existsSync(file)) continue;
		const text = readFileSync(file, 'utf8');
		writeFileSync(
			file,
			text.replace(places, (_, before) => `${before}${version}`),
		);
	}
}
