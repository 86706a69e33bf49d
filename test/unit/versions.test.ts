import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../n8n-server';

// The real scripts in a small repository of their own, whose servers are empty and whose jest only reports.
const folder = mkdtempSync(path.join(tmpdir(), 'versions-'));

jest.setTimeout(60_000);

function write(file: string, content: unknown): void {
	const place = path.join(folder, file);
	mkdirSync(path.dirname(place), { recursive: true });
	writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content));
}

/** What jest does with a version of n8n: its exit code, and its report if it comes to write one. */
const VERSIONS = {
	'1.1': { code: 0, report: [3, 0] },
	'1.2': { code: 1, report: [2, 1] },
	// n8n doesn't start.
	'1.3': { code: 1 },
	// n8n doesn't stop.
	'1.4': { code: 1, report: [3, 0] },
	// Every test is skipped.
	'1.5': { code: 0, report: [0, 0] },
};

const JEST = `
	const { code, report } = ${JSON.stringify(VERSIONS)}[process.env.N8N_SERVER_VERSION];
	const file = process.argv.find((argument) => argument.startsWith('--outputFile=')).split('=')[1];
	if (report) {
		const [numPassedTests, numFailedTests] = report;
		const others = { numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
		require('fs').writeFileSync(file, JSON.stringify({ numPassedTests, numFailedTests, ...others }));
	}
	process.exit(code);
`;

beforeAll(() => {
	for (const part of ['run.mjs', 'lib']) {
		cpSync(path.join(repositoryRoot, 'scripts', part), path.join(folder, 'scripts', part), {
			recursive: true,
		});
	}
	const manifest = { name: 'n8n-nodes-webadmit', version: '0.1.0' };
	const engines = { node: '>=20.0' };
	write('package.json', { ...manifest, engines, scripts: { build: 'node --version' } });
	const lock = { ...manifest, lockfileVersion: 3, packages: {} };
	for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) write(file, lock);
	write('node_modules/jest/bin/jest.js', JEST);
	write('test/n8n-server/versions.json', { versions: [] });
	for (const version of Object.keys(VERSIONS)) {
		write(`test/n8n-server/${version}/package.json`, manifest);
		write(`test/n8n-server/${version}/package-lock.json`, lock);
	}
});

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

function testVersions(...versions: string[]) {
	const args = [path.join(folder, 'scripts', 'run.mjs'), 'test:versions', ...versions];
	const env = { ...process.env, N8N_SERVER_CACHE: path.join(folder, 'servers') };
	const { status, stdout } = spawnSync(process.execPath, args, {
		encoding: 'utf8',
		env,
		timeout: 50_000,
	});
	return { status, results: stdout.split('\n').filter((line) => /^n8n .+:/.test(line)) };
}

test('a version of n8n is good if tests have run, and jest found nothing wrong', () => {
	expect(testVersions('1.1')).toEqual({ status: 0, results: ['n8n 1.1: 3 passed, 0 failed'] });
});

test.each([
	['1.2', '2 passed, 1 failed'],
	['1.3', 'could not be tried'],
	['1.4', '3 passed, 0 failed, but jest ended with code 1'],
	['1.5', 'could not be tried'],
	['an unknown one', 'could not be tried'],
])(
	'any other version is named with what went wrong, and is enough to fail: %s',
	(version, said) => {
		expect(testVersions(version, '1.1')).toEqual({
			status: 1,
			results: [`n8n ${version}: ${said}`, 'n8n 1.1: 3 passed, 0 failed'],
		});
	},
);
