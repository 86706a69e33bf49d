import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../n8n-server/ports';
import { startSandbox } from '../../sandbox';
import { SandboxClient } from '../../sandbox/client';
import { apiOf, fileUrl, until } from './helpers';

describe('a sandbox', () => {
	it('closes with whatever is open or waiting', async () => {
		const sandbox = await startSandbox();
		const url = await fileUrl(sandbox);
		sandbox.addRun({ exportId: 86455, runSeconds: 3600, callbackUrl: 'http://127.0.0.1:9/' });
		sandbox.addFault({ on: 'files', kind: 'endless' });
		sandbox.addFault({ on: 'api', times: 1, kind: 'hang' });
		sandbox.addFault({ on: 'api', kind: { delayMs: 3600_000 } });
		const idle = connect(Number(new URL(sandbox.apiUrl).port), '127.0.0.1');
		idle.on('error', () => undefined);
		const gone = once(idle, 'close');
		await once(idle, 'connect');
		const open = [
			apiOf(sandbox).get('/exports'),
			apiOf(sandbox).get('/exports'),
			apiOf(sandbox).get(url),
		];
		const failed = Promise.allSettled(open);
		await until(() => sandbox.faults.every((fault) => fault.met === 1));
		await sandbox.close();
		expect((await failed).map(({ status }) => status)).toEqual(open.map(() => 'rejected'));
		await gone;
		await expect(apiOf(sandbox).get('/exports')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		await sandbox.close();
	});

	it('takes the ports that it is given, and frees them', async () => {
		const apiPort = await freePort();
		const first = await startSandbox({ apiPort });
		expect(new URL(first.apiUrl).port).toBe(String(apiPort));
		await expect(startSandbox({ apiPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		await first.close();
		const second = await startSandbox({ apiPort });
		expect(second.apiUrl).toBe(first.apiUrl);
		await second.close();
	});

	it.each(['SIGTERM', 'SIGINT'] as const)(
		'runs alone until %s',
		async (signal) => {
			const cli = path.resolve(__dirname, '../../sandbox/cli.ts');
			const args = ['--import', 'tsx', cli, '--json', '--run-seconds', '7'];
			const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
			try {
				const lines = createInterface({ input: child.stdout });
				const line = String(await once(lines, 'line'));
				const client = await SandboxClient.connect(/"adminUrl":"([^"]+)"/.exec(line)?.[1] ?? '');
				const { apiUrl, filesUrl, adminUrl, apiKey } = client;
				expect(JSON.parse(line)).toEqual({ apiUrl, filesUrl, adminUrl, apiKey });
				expect(await client.settings()).toMatchObject({ runSeconds: 7 });
				await client.addRun({ exportId: 86446, callbackUrl: 'http://127.0.0.1:9/' });
				const exit = once(child, 'exit');
				child.kill(signal);
				expect(await exit).toEqual([0, null]);
			} finally {
				child.kill('SIGKILL');
			}
		},
		20_000,
	);

	it('says what it does when it is asked, and what is wrong with an option', async () => {
		const cli = path.resolve(__dirname, '../../sandbox/cli.ts');
		const outcomes: Array<[string[], number, string]> = [
			[['--help'], 0, '--run-seconds S'],
			[['--api-port', 'x'], 1, '--api-port takes a number, not "x"'],
		];
		for (const [options, code, words] of outcomes) {
			const child = spawn(process.execPath, ['--import', 'tsx', cli, ...options]);
			let said = '';
			for (const stream of [child.stdout, child.stderr]) {
				stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
			}
			expect(await once(child, 'close')).toEqual([code, null]);
			expect(said).toContain(words);
		}
	}, 20_000);
});
