import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../test/n8n-server/json';

/** There is a demo that has to be stopped first; nothing is wrong with its folder. */
export class RunningAlready extends Error {}

interface Running {
	/** Of the demo, which stops n8n when it is stopped. */
	pid: number;
	/** Of n8n, once it has started. */
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

/** A file that was cut off while it was written says nothing. */
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

/** Whether there is such a process, be it that of another user. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

const codeOf = (error: unknown) => (isRecord(error) ? error.code : undefined);

/** Puts this process's note into the folder, if there is none. */
function note(folder: string): boolean {
	try {
		writeFileSync(fileIn(folder), JSON.stringify({ pid: process.pid }), { flag: 'wx' });
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
}

/**
 * Takes the folder for this process. Refuses while an earlier demo is at work in it: two n8n would spoil each
 * other's database.
 */
export async function takeFolder(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	if (note(folder)) return;
	const running = read(folder);
	// An n8n that answers tells for sure; another process may have got the number of one that is gone.
	const isAtWork = running && (running.url ? await answers(running.url) : isAlive(running.pid));
	if (!isAtWork) {
		leaveFolder(folder);
		if (note(folder)) return;
	}
	// Another one may have taken it meanwhile.
	const other = read(folder);
	const where = other?.url ?? 'it is just being started';
	const how = other ? `Stop it first, with Ctrl-C there or "kill ${other.pid}".` : '';
	throw new RunningAlready(`The demo is running already: ${where}. ${how}`);
}

/** Notes where the n8n of this process is. */
export function noteUrl(folder: string, url: string): void {
	writeFileSync(fileIn(folder), JSON.stringify({ pid: process.pid, url } satisfies Running));
}

/** Notes that nobody works there any more. */
export function leaveFolder(folder: string): void {
	rmSync(fileIn(folder), { force: true });
}
