import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The programs that queue mode needs beside n8n, each with its full path. */
export interface Binaries {
	redisServer: string;
	initdb: string;
	postgres: string;
}

/** Debian keeps PostgreSQL's programs off the PATH, in a folder for each version. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function postgresFolders(): string[] {
	if (!existsSync(POSTGRES_VERSIONS)) return [];
	return readdirSync(POSTGRES_VERSIONS)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(POSTGRES_VERSIONS, version, 'bin'));
}

/** Finds the programs; of those that are missing, the names. */
export function findBinaries(): { found: Binaries } | { missing: string[] } {
	const onPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
	const find = (name: string, folders: string[]) =>
		folders.map((folder) => path.join(folder, name)).find(isExecutable);
	const redisServer = find('redis-server', onPath);
	const initdb = find('initdb', [...postgresFolders(), ...onPath]);
	// The two of PostgreSQL have to be of one version.
	const postgres = initdb && find('postgres', [path.dirname(initdb)]);
	if (redisServer && initdb && postgres) return { found: { redisServer, initdb, postgres } };
	return {
		missing: [...(redisServer ? [] : ['redis-server']), ...(postgres ? [] : ['postgresql'])],
	};
}
