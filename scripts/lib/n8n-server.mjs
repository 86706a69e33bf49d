import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runQuietly } from './command.mjs';
import { cache, root } from './paths.mjs';
import { withProgress } from './progress.mjs';

/** The native modules that the server can't do without. All other install scripts stay unrun. */
const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

const STAMP = '.complete';

/** Where installed servers are: several checkouts can share them through N8N_SERVER_CACHE. */
const serverCache = () => process.env.N8N_SERVER_CACHE || cache;

/** Changes with what is to be installed, and on another platform. */
function stampOf(manifestFolder) {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json']) {
		hash.update(readFileSync(path.join(manifestFolder, file)));
	}
	return `${hash.digest('hex')} ${process.platform}-${process.arch}`;
}

const isComplete = (folder, stamp) => {
	const file = path.join(folder, STAMP);
	return existsSync(file) && readFileSync(file, 'utf8') === stamp;
};

/**
 * The environment that the native modules are built in: with the server's own Node first on the PATH
 * (n8n 2 needs a newer one than this package), and with that Node's headers, which spares a download.
 */
function buildEnvironment(folder) {
	const modules = path.join(folder, 'node_modules');
	const ownNode = path.join(modules, `node-${process.platform}-${process.arch}`);
	const env = { ...process.env };
	const PATH = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	env[PATH] = [path.join(modules, '.bin'), env[PATH]].join(path.delimiter);
	if (existsSync(path.join(ownNode, 'include'))) env.npm_config_nodedir = ownNode;
	return env;
}

async function install(manifestFolder, folder, log) {
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(path.join(manifestFolder, file), path.join(folder, file));
	}
	await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: folder,
		log,
	});
	// npm passes this package's own ignore-scripts on to the commands it starts: said again here.
	await runQuietly('npm', ['rebuild', '--ignore-scripts=false', ...NATIVE_MODULES], {
		cwd: folder,
		env: buildEnvironment(folder),
		log,
	});
}

/**
 * Makes a folder that the user may have named. Level by level, since on some file systems `mkdir` with `recursive`
 * never comes back from a folder that can't be made.
 */
function makeFolder(folder) {
	if (existsSync(folder)) return;
	makeFolder(path.dirname(folder));
	try {
		mkdirSync(folder);
	} catch (error) {
		if (error.code === 'EEXIST') return;
		throw new Error(
			`The n8n server can't be installed: the folder ${folder} can't be made (${error.code}). N8N_SERVER_CACHE can name another one.`,
		);
	}
}

/** Removes what installations left behind whose process is gone. */
function removeLeftovers(parent, prefix) {
	for (const name of readdirSync(parent)) {
		if (!name.startsWith(prefix)) continue;
		try {
			process.kill(Number(name.slice(prefix.length)), 0);
		} catch {
			rmSync(path.join(parent, name), { recursive: true, force: true });
		}
	}
}

/**
 * Installs an n8n server, unless it's there already. It takes shape beside its place and is moved there when
 * complete: neither an interrupted installation nor two at the same time can leave half a server.
 *
 * @param {string} version a folder of test/n8n-server, e.g. `2.40`
 * @returns {Promise<string>} the folder it is in
 */
export async function ensureN8nServer(version) {
	const manifestFolder = path.join(root, 'test', 'n8n-server', version);
	const parent = path.resolve(serverCache());
	const folder = path.join(parent, `n8n-${version}`);
	const stamp = stampOf(manifestFolder);
	if (isComplete(folder, stamp)) return folder;

	makeFolder(parent);
	const prefix = `n8n-${version}.installing-`;
	removeLeftovers(parent, prefix);
	const staging = path.join(parent, `${prefix}${process.pid}`);
	await withProgress(
		`Installing an n8n ${version} server for the tests and the demo (3 GB, some minutes, once)`,
		async () => {
			try {
				await install(manifestFolder, staging, path.join(cache, `install-n8n-${version}.log`));
			} catch (error) {
				rmSync(staging, { recursive: true, force: true });
				throw error;
			}
		},
	);
	writeFileSync(path.join(staging, STAMP), stamp);
	if (isComplete(folder, stamp)) {
		rmSync(staging, { recursive: true, force: true });
		return folder;
	}
	rmSync(folder, { recursive: true, force: true });
	renameSync(staging, folder);
	return folder;
}
