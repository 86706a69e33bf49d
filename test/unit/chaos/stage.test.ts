import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesWith, openSockets } from '../../chaos/stage';

(existsSync('/proc/self') ? describe : describe.skip)('open connections', () => {
	let server: Server;
	let port: number;

	beforeEach(async () => {
		server = createServer();
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('There is no port');
		port = address.port;
	});

	afterEach(() => {
		server.close();
	});

	test('are counted by port', async () => {
		expect(openSockets(process.pid, [port])).toBe(0);
		const socket = connect(port, '127.0.0.1');
		await once(socket, 'connect');

		expect(openSockets(process.pid, [port])).toBe(1);
		socket.destroy();
	});

	test('of a process that is gone cannot be counted', () => {
		expect(openSockets(2 ** 30, [port])).toBeUndefined();
	});
});

test('files with a secret are found, and a folder that is gone has none', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-webadmit-secrets-'));
	const file = path.join(folder, 'log');
	writeFileSync(file, 'the secret');
	writeFileSync(path.join(folder, 'other'), 'nothing');

	expect(filesWith(['secret'], [folder, path.join(folder, 'gone')])).toEqual([file]);
	rmSync(folder, { recursive: true });
});
