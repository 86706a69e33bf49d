import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { reports, root } from './paths.mjs';

/** The projects whose tests share one n8n server. */
const ONE_SERVER = ['e2e', 'versions', 'editor'];

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** The numbers of tests that jest reports. A file that could not be loaded counts as one failed test. */
function readCounts(report) {
	let result;
	try {
		result = JSON.parse(readFileSync(report, 'utf8'));
	} catch {
		return { passed: 0, failed: 0, skipped: 0 };
	}
	return {
		passed: result.numPassedTests,
		failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
		skipped: result.numPendingTests + result.numTodoTests,
	};
}

/**
 * Runs the tests of one jest project.
 *
 * @param {'unit' | 'engine' | 'e2e' | 'versions' | 'queue' | 'editor'} project
 * @param {string[]} more more arguments for jest
 * @returns {Promise<{ code: number, counts: Counts }>}
 */
export async function runTests(project, more = []) {
	mkdirSync(reports, { recursive: true });
	const version =
		ONE_SERVER.includes(project) && project !== 'editor'
			? `-${process.env.N8N_SERVER_VERSION}`
			: '';
	const report = path.join(reports, `${project}${version}.json`);
	rmSync(report, { force: true });
	const args = [path.join(root, 'node_modules', 'jest', 'bin', 'jest.js')];
	args.push('--selectProjects', project, '--json', `--outputFile=${report}`);
	// All of them use the same n8n server, and some measure it.
	if (ONE_SERVER.includes(project)) args.push('--runInBand');
	// They mostly wait: for pauses between tries to end, and for runs to finish.
	if (project === 'engine') args.push('--maxWorkers=3');
	args.push(...more);
	// Without a file, jest's --json would write the report to the standard output.
	const code = await run(process.execPath, args, { cwd: root });
	return { code, counts: readCounts(report) };
}

/** The last line of a test run. */
export function printCounts(all) {
	const sum = (field) => all.reduce((total, counts) => total + counts[field], 0);
	if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
	console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}
