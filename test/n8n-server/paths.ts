import { existsSync } from 'node:fs';
import path from 'node:path';

/** The server that is started unless another is asked for: a folder beside this file. `scripts/run.mjs` names it. */
export const DEFAULT_SERVER_VERSION = process.env.N8N_SERVER_VERSION || '2.40';

export const repositoryRoot = path.resolve(__dirname, '..', '..');

/** Everything that scripts and tests make and can make again. */
export const cacheFolder = path.join(repositoryRoot, '.cache');

/** Where `scripts/lib/package.mjs` puts the packed package. */
export const packedPackage = path.join(cacheFolder, 'n8n-nodes-webadmit.tgz');

/** Where `scripts/lib/n8n-server.mjs` installs servers. */
export function installedServer(version: string): string {
	const folder = path.join(process.env.N8N_SERVER_CACHE || cacheFolder, `n8n-${version}`);
	if (!existsSync(path.join(folder, 'node_modules', 'n8n'))) {
		throw new Error(
			`There is no n8n ${version} server in ${folder}: "npm run test:e2e" and "npm start" install it.`,
		);
	}
	return folder;
}
