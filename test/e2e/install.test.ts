import { execFileSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	N8nServer,
	type StoredCredential,
	type StoredWorkflow,
	repositoryRoot,
} from '../n8n-server';
import { asRecord, textOf } from '../n8n-server/json';
import { type Sandbox, startSandbox } from '../sandbox';
import { EXTRACT, NODE_TYPE, extractCsv, fromList, webAdmit, workflow } from './support/workflows';
import { createCredential } from './support/world';

const MINUTES = 60_000;
const IDENTITY = 37442;
const ROSTER = 86446;
const OLDER = '0.0.9';
const PACKAGE = 'n8n-nodes-webadmit';

const page = readFileSync(path.join(repositoryRoot, 'docs', 'install.md'), 'utf8');
const manifest = asRecord(
	JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')),
);
const VERSION = textOf(manifest, 'version');
const FILE = `${PACKAGE}-${VERSION}.tgz`;

/** The first commands under a heading of the page. */
function commandsUnder(heading: string): string {
	const [, chapter] = page.split(`\n## ${heading}\n`);
	const commands = /^```sh\n([^]*?)^```$/m.exec(chapter?.split('\n## ')[0] ?? '')?.[1];
	if (commands === undefined) throw new Error(`The page has no commands under "${heading}"`);
	return commands;
}

const BUILD = commandsUnder('1. Build the file');
const INSTALL = commandsUnder('2. Install it: n8n from npm');
const REMOVE = commandsUnder('Remove');

/** The home folder of the user that n8n runs as, and the folder that the packed file was copied to. */
const home = mkdtempSync(path.join(tmpdir(), 'install-home-'));
const downloads = mkdtempSync(path.join(tmpdir(), 'install-downloads-'));
const nodesFolder = path.join(home, '.n8n', 'nodes');

/** Runs commands as that user, whose npm reaches nobody. */
function runAsUser(commands: string): void {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')),
	);
	execFileSync('sh', ['-ec', commands], {
		cwd: downloads,
		env: { ...env, HOME: home, npm_config_registry: 'http://127.0.0.1:9/' },
		stdio: 'pipe',
	});
}

/** The same package under an older number, as if it had been built then. */
function packOlder(): void {
	const folder = path.join(downloads, 'older');
	mkdirSync(folder);
	execFileSync('tar', ['-xzf', path.join(downloads, FILE), '-C', folder]);
	const file = path.join(folder, 'package', 'package.json');
	const older = { ...asRecord(JSON.parse(readFileSync(file, 'utf8'))), version: OLDER };
	writeFileSync(file, JSON.stringify(older, undefined, 2));
	const packed = path.join(downloads, `${PACKAGE}-${OLDER}.tgz`);
	execFileSync('tar', ['-czf', packed, '-C', folder, 'package']);
}

const installedVersion = (): string => {
	const file = path.join(nodesFolder, 'node_modules', PACKAGE, 'package.json');
	return textOf(asRecord(JSON.parse(readFileSync(file, 'utf8'))), 'version');
};

/** What n8n's own dialog leaves behind: a folder, and a line in its list. */
function installOtherPackage(): void {
	const folder = path.join(nodesFolder, 'node_modules', 'n8n-nodes-other');
	const manifestOfOther = { name: 'n8n-nodes-other', version: '1.0.0', dependencies: { ms: '2' } };
	mkdirSync(path.join(folder, 'node_modules', 'ms'), { recursive: true });
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifestOfOther));
	writeFileSync(
		path.join(folder, 'node_modules', 'ms', 'package.json'),
		JSON.stringify({ name: 'ms', version: '2.1.3' }),
	);
	const list = path.join(nodesFolder, 'package.json');
	const listed = asRecord(JSON.parse(readFileSync(list, 'utf8')));
	const dependencies = { ...asRecord(listed.dependencies), 'n8n-nodes-other': '1.0.0' };
	writeFileSync(list, JSON.stringify({ ...listed, dependencies }));
}

const isOtherThere = () =>
	existsSync(
		path.join(nodesFolder, 'node_modules', 'n8n-nodes-other', 'node_modules', 'ms', 'package.json'),
	);

let sandbox: Sandbox;
let server: N8nServer | undefined;
let credential: StoredCredential;
let stored: StoredWorkflow;

const n8n = () => {
	if (server === undefined) throw new Error('n8n does not run');
	return server;
};

/** Whether n8n knows the node. */
const isKnown = async (): Promise<boolean> =>
	await n8n()
		.client.nodeType(NODE_TYPE)
		.then(
			({ name }) => name === 'webAdmit',
			() => false,
		);

async function expectRows(): Promise<void> {
	const run = await n8n().client.runToEnd(stored.id);
	expect(run.error).toBeUndefined();
	expect(run.status).toBe('success');
	expect(run.items(EXTRACT).length).toBeGreaterThan(0);
}

beforeAll(async () => {
	sandbox = await startSandbox({ runSeconds: 0 });
}, MINUTES);

afterAll(async () => {
	await server?.stop();
	await sandbox.close();
	for (const folder of [home, downloads]) rmSync(folder, { recursive: true, force: true });
}, MINUTES);

test(
	'the last of the commands that build the file makes it',
	() => {
		const command = BUILD.trim().split('\n').at(-1) ?? '';
		expect(command).toBe('npm run package');
		const made = path.join(repositoryRoot, FILE);
		rmSync(made, { force: true });

		execFileSync('sh', ['-ec', command], { cwd: repositoryRoot, stdio: 'pipe' });

		copyFileSync(made, path.join(downloads, FILE));
		rmSync(made);
		packOlder();
		expect(readdirSync(downloads)).toContain(`${PACKAGE}-${OLDER}.tgz`);
	},
	3 * MINUTES,
);

test(
	'its commands install an older file into a fresh folder, and a workflow gets rows',
	async () => {
		runAsUser(INSTALL.replaceAll(VERSION, OLDER));
		expect(installedVersion()).toBe(OLDER);
		expect(readdirSync(path.join(nodesFolder, 'node_modules')).sort()).toEqual([
			'.package-lock.json',
			PACKAGE,
		]);

		server = await N8nServer.start({ userFolder: home, tarball: null });
		const { apiUrl: baseUrl, apiKey } = sandbox;
		credential = await createCredential(server.client, { baseUrl, apiKey });
		stored = await server.client.createWorkflow(
			workflow(
				webAdmit(credential, {
					resource: 'exportFile',
					operation: 'runAndDownload',
					userIdentityId: fromList(IDENTITY),
					exportId: fromList(ROSTER),
				}),
				extractCsv(),
			),
		);
		expect(await isKnown()).toBe(true);
		await expectRows();
	},
	4 * MINUTES,
);

test('n8n does not list it among the community nodes that it has installed by itself', async () => {
	const { session } = n8n().client;

	expect(await session.request('GET', '/rest/community-packages')).toEqual([]);
});

test(
	'its commands update it: workflows, credentials and other community nodes stay',
	async () => {
		installOtherPackage();

		runAsUser(INSTALL);
		expect(installedVersion()).toBe(VERSION);
		expect(isOtherThere()).toBe(true);
		await n8n().restart();

		const kept = await n8n().client.getWorkflow(stored.id);
		expect(kept.nodes).toEqual(stored.nodes);
		await expectRows();
	},
	4 * MINUTES,
);

test(
	'its commands remove it: workflows, credentials and other community nodes stay',
	async () => {
		runAsUser(REMOVE);
		expect(readdirSync(nodesFolder).filter((name) => name.endsWith('.tgz'))).toEqual([]);
		expect(isOtherThere()).toBe(true);
		await n8n().restart();

		expect(await isKnown()).toBe(false);
		const outcome = await n8n()
			.client.runToEnd(stored.id)
			.then(
				({ status }) => status,
				() => 'refused',
			);
		expect(outcome).not.toBe('success');
		expect((await n8n().client.getWorkflow(stored.id)).nodes).toEqual(stored.nodes);

		runAsUser(INSTALL);
		await n8n().restart();
		await expectRows();
	},
	5 * MINUTES,
);
