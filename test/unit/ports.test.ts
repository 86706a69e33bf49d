import { createServer } from 'node:net';
import { freePort } from '../n8n-server';

/** Linux takes ports from here on for outgoing connections; other systems take higher ones. */
const FIRST_OF_CONNECTIONS = 32_768;

describe('freePort', () => {
	it('gives each port once, and none that a connection may take before a server listens on it', async () => {
		const ports = await Promise.all(Array.from({ length: 200 }, async () => await freePort()));
		expect(new Set(ports).size).toBe(200);
		expect(Math.max(...ports)).toBeLessThan(FIRST_OF_CONNECTIONS);
	});

	it('gives the preferred port, and another one while somebody listens on it', async () => {
		const preferred = await freePort();
		expect(await freePort(preferred)).toBe(preferred);
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(preferred, '127.0.0.1', resolve));
		try {
			expect(await freePort(preferred)).not.toBe(preferred);
		} finally {
			await new Promise((resolve) => server.close(resolve));
		}
	});
});
