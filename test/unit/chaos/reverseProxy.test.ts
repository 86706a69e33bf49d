import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import { type ReverseProxy, openReverseProxy } from '../../e2e/support/reverseProxy';

describe('a proxy in front of an n8n that is killed', () => {
	let n8n: Server;
	let proxy: ReverseProxy | undefined;

	const open = async (answer: RequestListener): Promise<string> => {
		n8n = createServer(answer);
		n8n.listen(0, '127.0.0.1');
		await once(n8n, 'listening');
		const address = n8n.address();
		if (address === null || typeof address === 'string') throw new Error('There is no port');
		proxy = await openReverseProxy(address.port);
		return proxy.publicUrl;
	};

	afterEach(() => {
		proxy?.close();
		n8n.closeAllConnections();
		n8n.close();
	});

	test('answers 502 where n8n gave no answer', async () => {
		const url = await open(({ socket }) => socket.destroy());

		expect((await fetch(url)).status).toBe(502);
	});

	test('breaks its answer off where n8n has broken off its own', async () => {
		const url = await open(({ socket }, response) => {
			response.writeHead(200, { 'content-length': 100 });
			response.write('half', () => socket.resetAndDestroy());
		});

		await expect(fetch(url).then(async (answer) => await answer.text())).rejects.toThrow();
	});
});
