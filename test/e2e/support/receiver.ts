import { once } from 'node:events';
import { createServer } from 'node:http';

/** Somebody who is called back. */
export interface Receiver {
	url: string;
	/** The bodies of the calls so far. */
	bodies: string[];
	close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
	const bodies: string[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			bodies.push(body);
			response.end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
	return {
		url: `http://127.0.0.1:${address.port}/called-back?by=webadmit`,
		bodies,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
