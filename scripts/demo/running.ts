import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../test/n8n-server/json';

/** Another demo is running and has to be stopped first. */
export class RunningAlready extends Error {}

interface Running {
	/** ID of the demo's process. Stopping it stops n8n too. */
	pid: number;
	/** URL of n8n, once it has started. */
	url?: string;
}

const fileIn = (folder: string) => path.join(folder, 'running.json');

function read(folder: string): Running | undefined {
	const file = fileIn(folder);
	if (!existsSync(file)) return undefined;
	const noted = parseJson(readFileSync(file, 'utf8'));
	if (!isRecord(noted)) return undefined;
	const { pid, url } = noted;
	if (typeof pid !== 'number') return undefined;
	return { pid, url: typeof url === 'string' ? url : undefined };
}

/** The value of a JSON text. Undefined for a file that was cut off while it was written. */
function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz`)).ok;
	} catch {
		return false;
	}
}

/** Whether there is such a process, even if it belongs to another user. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

const codeOf = (error: unknown) => (isRecord(error) ? error.code : undefined);

/** Writes a note about this process into the folder, unless there is a note. */
function note(folder: string): boolean {
	try {
		writeFileSync(fileIn(folder), JSON.stringify({ pid: process.pid }), { flag: 'wx' });
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
}

/** Takes the folder for this process. Throws while another demo is using it: two n8n would damage their database. */
export async function takeFolder(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	if (note(folder)) return;
	const running = read(folder);
	// If n8n answers, the demo is certainly running. The process ID is less certain: another process may have the ID of one
	// that is gone.
	const isAtWork = running && (running.url ? await answers(running.url) : isAlive(running.pid));
	if (!isAtWork) {
		leaveFolder(folder);
		if (note(folder)) return;
	}
	// Another demo may have taken the folder in the meantime.
	const other = read(folder);
	const where = other?.url ?? 'it is just being started';
	const how = other ? `Stop it first, with Ctrl-C there or "kill ${other.pid}".` : '';
	throw new RunningAlready(`The demo is running already: ${where}. ${how}`);
}

/** Notes the URL of this process's n8n. */
export function noteUrl(folder: string, url: string): void {
	writeFileSync(fileIn(folder), JSON.stringify({ pid: process.pid, url } satisfies Running));
}

/** Removes the note. */
export function leaveFolder(folder: string): void {
	rmSync(fileIn(folder), { force: true });
}
