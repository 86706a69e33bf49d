import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** On Windows, npm and similar commands are `.cmd` files, which only a shell can start. */
const shell = process.platform === 'win32';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} CommandOptions */

/**
 * Runs a command to its end, and returns its exit code. SIGINT and SIGTERM are passed on, so that stopping this process
 * also lets the command end cleanly. The exit code is always that of the command.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd, env = process.env, stdio = 'inherit' } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio, shell });
		const pass = (signal) => child.kill(signal);
		const done = () => {
			process.off('SIGINT', pass);
			process.off('SIGTERM', pass);
		};
		process.on('SIGINT', pass);
		process.on('SIGTERM', pass);
		child.once('error', (error) => {
			done();
			reject(error);
		});
		child.once('exit', (code, signal) => {
			done();
			// The exit code that a shell reports for a process that a signal ended: 128 plus the number of the signal.
			resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
		});
	});
}

/**
 * Runs a command whose output only matters if it fails. The output goes to a file, and the error has the end of that
 * file.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions & { log: string }} options
 * @returns {Promise<void>}
 */
export async function runQuietly(command, args, { log, ...options }) {
	mkdirSync(path.dirname(log), { recursive: true });
	const file = openSync(log, 'w');
	const code = await run(command, args, { ...options, stdio: ['ignore', file, file] }).finally(() =>
		closeSync(file),
	);
	if (code === 0) return;
	const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-25).join('\n');
	throw new Error(
		`${command} ${args.join(' ')} ended with code ${code}:\n${end}\n(all of it: ${log})`,
	);
}
