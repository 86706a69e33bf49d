import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The files beside package.json that name the package's version. */
const FILES = [
	'deploy/Dockerfile',
	'deploy/compose.postgres.yml',
	'deploy/compose.sqlite.yml',
	'deploy/docker-compose.yml',
	'docs/install.md',
];

/** What stands before the version: in the name of the packed file, in the Dockerfile, after n8n's version in the image's name. */
const BEFORE = [
	String.raw`n8n-nodes-webadmit-`,
	String.raw`WEBADMIT_VERSION=`,
	String.raw`n8n-webadmit:\d+\.\d+\.\d+-`,
];

/** Writes a new version of the package wherever the present one is named. */
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
