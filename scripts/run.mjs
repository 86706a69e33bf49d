/**
 * All that `npm start`, `npm test`, and similar commands do, even in a fresh clone: what is missing is installed first.
 * So this file and those in lib/ use nothing but Node.
 */
import path from 'node:path';
import { NO_CHROMIUM, provideChromium } from './lib/chromium.mjs';
import { run } from './lib/command.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/manifest.mjs';
import { ensureN8nServer, otherVersions } from './lib/n8n-server.mjs';
import { build, offer, pack } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { printCounts, runTests } from './lib/tests.mjs';

/**
 * The n8n servers for the end-to-end tests, by their folders in test/n8n-server: the newest that can be installed, and
 * the oldest that the package supports. The demo runs on the newest. So does a single test file, unless
 * N8N_SERVER_VERSION names another.
 */
const [NEWEST, OLDEST] = ['2.40', '1.123'];

const script = (name) => run('npm', ['run', '--silent', name], { cwd: root });

const typescript = (file, args) =>
	run(process.execPath, ['--import', 'tsx', path.join(root, file), ...args], { cwd: root });

async function preparePackedServer(version) {
	await pack();
	await ensureN8nServer(version);
	process.env.N8N_SERVER_VERSION = version;
}

/** Some tests check dist/, so it is always built first. */
async function onlyTests(project, args) {
	await build();
	if (project !== 'unit' && project !== 'engine') {
		const wanted = project === 'editor' ? undefined : process.env.N8N_SERVER_VERSION;
		await preparePackedServer(wanted || NEWEST);
	}
	if (project === 'editor' && !provideChromium()) throw new Error(NO_CHROMIUM);
	const { code, counts } = await runTests(project, args);
	printCounts([counts]);
	return code;
}

async function verify() {
	await pack();
	return await run(process.execPath, [path.join(root, 'scripts', 'verify.mjs')], { cwd: root });
}

/** The file that users install without npm's registry. */
async function packageForUsers() {
	await build();
	await pack();
	console.log(`Packed: ${offer()}. docs/install.md says how to install it.`);
	return 0;
}

async function everyTest() {
	const counted = [];
	const tests = (project) => async () => {
		const { code, counts } = await runTests(project);
		counted.push(counts);
		return code;
	};
	/** Skipped if there is no browser, unless nothing may be skipped. */
	const editorTests = async () => {
		if (provideChromium()) {
			await preparePackedServer(NEWEST);
			return await tests('editor')();
		}
		console.log(`Skipped. ${NO_CHROMIUM}`);
		return process.env.WEBADMIT_REQUIRE_ALL === '1' ? 1 : 0;
	};
	const steps = [
		['Format', () => script('format:check')],
		['Lint', () => script('lint')],
		['Type check', () => script('typecheck')],
		['Build', () => script('build')],
		["n8n's guidelines for verified packages", verify],
		['Unit tests', tests('unit')],
		['Engine tests', tests('engine')],
		...[NEWEST, OLDEST].flatMap((version) => [
			[`n8n ${version} server`, () => preparePackedServer(version).then(() => 0)],
			[`End-to-end tests on n8n ${version}`, tests('e2e')],
			...(version === NEWEST
				? [
						[`n8n ${version} in queue mode`, tests('queue')],
						['Three nights in which everything goes wrong', () => nights(['--nights', '3'])],
					]
				: []),
		]),
		['Tests of the editor in a browser', editorTests],
	];
	for (const [index, [name, step]] of steps.entries()) {
		console.log(`\n[${index + 1}/${steps.length}] ${name}`);
		const code = await step().catch((error) => {
			console.error(error.message);
			return 1;
		});
		if (code === 0) continue;
		console.log(`\nStopped at: ${name} (code ${code})`);
		printCounts(counted);
		return code;
	}
	console.log('');
	printCounts(counted);
	return 0;
}

const NOT_TRIED = 'could not be tried';

/** What is said of a version. If n8n doesn't start or stop, jest ends with a code, and no test fails. */
function outcomeOf(code, { passed, failed }) {
	if (passed + failed === 0) return NOT_TRIED;
	const more = code !== 0 && failed === 0 ? `, but jest ended with code ${code}` : '';
	return `${passed} passed, ${failed} failed${more}`;
}

/**
 * A short set of end-to-end tests on many versions of n8n, or on the named ones. Continues if one fails, and reports the
 * result of each at the end.
 */
async function testVersions(args) {
	await build();
	const versions = args.length > 0 ? args : [OLDEST, ...otherVersions(), NEWEST];
	const results = [];
	for (const version of versions) {
		console.log(`\nn8n ${version}`);
		try {
			await preparePackedServer(version);
			const { code, counts } = await runTests('versions');
			results.push([version, outcomeOf(code, counts), code === 0 && counts.passed > 0]);
		} catch (error) {
			console.error(error.message);
			results.push([version, NOT_TRIED, false]);
		}
	}
	console.log('');
	for (const [version, outcome] of results) console.log(`n8n ${version}: ${outcome}`);
	return results.every(([, , isGood]) => isGood) ? 0 : 1;
}

async function demo(args) {
	// Checked before anything is installed, which takes minutes.
	const unknown = args.filter((argument) => argument !== '--once');
	if (unknown.length > 0) {
		console.error(
			`Unknown: ${unknown.join(' ')}. The only option is --once (stop after the first run), as in: npm start -- --once`,
		);
		return 2;
	}
	console.log('Building the package …');
	await build();
	await preparePackedServer(NEWEST);
	return await typescript('scripts/demo.ts', args);
}

async function bench(args) {
	await build();
	await preparePackedServer(process.env.N8N_SERVER_VERSION || NEWEST);
	return await typescript('test/bench/main.ts', args);
}

const nights = async (args) => await typescript('test/chaos/main.ts', args);

async function chaos(args) {
	await build();
	await preparePackedServer(process.env.N8N_SERVER_VERSION || NEWEST);
	return await nights(args);
}

/** The pictures of the documentation. */
async function pictures(args) {
	if (!provideChromium()) throw new Error(NO_CHROMIUM);
	await build();
	await preparePackedServer(NEWEST);
	return await typescript('scripts/pictures.ts', args);
}

const jobs = {
	bench,
	chaos,
	demo,
	test: everyTest,
	'test:unit': (args) => onlyTests('unit', args),
	'test:engine': (args) => onlyTests('engine', args),
	'test:e2e': (args) => onlyTests('e2e', args),
	'test:versions': testVersions,
	'test:queue': (args) => onlyTests('queue', args),
	verify: async () => {
		await build();
		return await verify();
	},
	docs: (args) => typescript('scripts/docs.ts', args),
	'test:editor': (args) => onlyTests('editor', args),
	pictures,
	package: packageForUsers,
	sandbox: (args) => typescript('test/sandbox/cli.ts', args),
};

requireNode();
const [name, ...args] = process.argv.slice(2);
const job = Object.hasOwn(jobs, name ?? '') ? jobs[name] : undefined;
if (job === undefined) {
	console.error(`Usage: node scripts/run.mjs ${Object.keys(jobs).join('|')}`);
	process.exit(2);
}
try {
	await ensureDependencies();
	process.exitCode = await job(args);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
