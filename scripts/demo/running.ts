import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../test/n8n-server/json';

/** There is a demo that has to be stopped first; nothing is wrong with its folder. */
export class RunningAlready extends Error {}

interface Running {
	/** Of the demo, which stops n8n when it is stopped. */
	pid: number;
	url: string;
}

const fileIn = (folder: string) => path.join(folder, 'running.json');

function read(folder: string): Running | undefined {
	const file = fileIn(folder);
	if (!existsSync(file)) return undefined;
	const noted = parseJson(readFileSync(file, 'utf8'));
	if (!isRecord(noted)) return undefined;
	const { pid, url } = noted;
	return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : undefined;
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

/**
 * Refuses to go on while an n8n of an earlier demo is still at work in the folder: two of them would spoil
 * each other's database.
 */
export async function refuseSecond(folder: string): Promise<void> {
	const running = read(folder);
	if (running === undefined || !(await answers(running.url))) return;
	throw new RunningAlready(
		`The demo is running already: ${running.url}. Stop it first, with Ctrl-C there or "kill ${running.pid}".`,
	);
}

/** Notes the n8n that works in the folder. */
export function noteRunning(folder: string, running: Running): void {
	writeFileSync(fileIn(folder), JSON.stringify(running));
}

/** Notes that none works there any more. */
export function noteStopped(folder: string): void {
	rmSync(fileIn(folder), { force: true });
}
