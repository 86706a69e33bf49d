import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decisionsToTry } from '../../scripts/demo/decisions';
import { RunningAlready, leaveFolder, takeFolder } from '../../scripts/demo/running';
import { repositoryRoot } from '../n8n-server';
import { startSandbox } from '../sandbox';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const left = (text: string) => {
	writeFileSync(path.join(folder, 'running.json'), text);
};

test('an option that it does not have is refused before anything is built or installed', () => {
	const script = path.join(repositoryRoot, 'scripts', 'run.mjs');
	const args = [script, 'demo', '--help'];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });

	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(stderr).toContain('The only option is --once');
});

/** A place where nobody listens any more. */
async function closedUrl(): Promise<string> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('There is no port');
	return `http://127.0.0.1:${address.port}`;
}

/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30;

describe('the folder of the demo', () => {
	it('is taken by one of two that start at the same moment', async () => {
		const both = await Promise.allSettled([takeFolder(folder), takeFolder(folder)]);

		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		await expect(takeFolder(folder)).rejects.toThrow(RunningAlready);
		await expect(takeFolder(folder)).rejects.toThrow(`kill ${process.pid}`);
	});

	it('is free again when it has been left', async () => {
		await takeFolder(folder);
		leaveFolder(folder);
		await expect(takeFolder(folder)).resolves.toBeUndefined();
	});

	it('is taken in spite of a note of an n8n that no longer answers', async () => {
		left(JSON.stringify({ pid: process.pid, url: await closedUrl() }));
		await expect(takeFolder(folder)).resolves.toBeUndefined();
	});

	it.each([
		['of a process that is gone', JSON.stringify({ pid: NO_PROCESS })],
		['that was cut off', '{"pid":'],
	])('is taken in spite of a note %s', async (_, text) => {
		left(text);
		await expect(takeFolder(folder)).resolves.toBeUndefined();
	});
});

test('it names a program and applicants whose decisions can be set', async () => {
	const sandbox = await startSandbox();
	try {
		const text = decisionsToTry(sandbox);

		expect(text).toContain('Epidemiology, MPH · Demo University School of Public Health');
		const [, list = ''] = /CAS IDs +(.+)/.exec(text) ?? [];
		const [, id = ''] = /\(ID (\d+)\)/.exec(text) ?? [];
		const casIds = list.split(', ');
		expect(casIds).toHaveLength(3);
		for (const casId of casIds) {
			expect(sandbox.applicant(Number(id), casId)).toMatchObject({
				decisionId: null,
				localStatus: null,
				received: false,
			});
		}
		expect(text).toMatch(/Decisions +Accepted, Conditionally Accepted, .*Redirected$/);
	} finally {
		await sandbox.close();
	}
});
