import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';

/** A request that reached it; for a tunnel (`CONNECT`), `url` is the host and port that was asked for. */
export interface SeenRequest {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingHttpHeaders;
}

/** A server that is not WebAdMIT, and that remembers who asked it for what. */
export interface OtherHost {
	/** Its origin, without a slash at the end. */
	origin: string;
	requests: SeenRequest[];
	close: () => Promise<void>;
}

/** What it answers to each request. */
export interface OtherAnswer {
	contentType?: string;
	body: string | Uint8Array;
}

/** Starts one on 127.0.0.1. As a proxy it refuses all tunnels, so that nothing leaves the machine. */
export async function startOtherHost(
	{ contentType, body }: OtherAnswer = { body: 'the other host' },
): Promise<OtherHost> {
	const requests: SeenRequest[] = [];
	const server = createServer(({ method, url, headers }, response) => {
		requests.push({ method, url, headers });
		if (contentType !== undefined) response.setHeader('Content-Type', contentType);
		response.end(body);
	});
	server.on('connect', ({ method, url, headers }, socket) => {
		requests.push({ method, url, headers });
		socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		origin: `http://127.0.0.1:${address.port}`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
