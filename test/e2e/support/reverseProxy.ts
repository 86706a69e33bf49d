import { once } from 'node:events';
import {
	type IncomingMessage,
	type ServerResponse,
	createServer as createHttpServer,
	request,
} from 'node:http';
import { pipeline } from 'node:stream';
import { type ServerOptions, createServer as createHttpsServer } from 'node:https';

/** A reverse proxy in front of n8n. */
export interface ReverseProxy {
	/** What n8n's settings have to call its public address; it ends in a slash. */
	publicUrl: string;
	/** Paths that were asked for through it. */
	passed: string[];
	close(): void;
}

/**
 * Opens a proxy that hands everything below a prefix on to an n8n on this machine. It speaks HTTPS if it is given a
 * certificate.
 */
export async function openReverseProxy(
	n8nPort: number,
	{ prefix = '', tls }: { prefix?: string; tls?: ServerOptions } = {},
): Promise<ReverseProxy> {
	const passed: string[] = [];
	const handOn = (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const { method, headers, url = '' } = incoming;
		passed.push(url);
		const path = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : '/not-found';
		const inner = request({ host: '127.0.0.1', port: n8nPort, method, headers, path }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			// If the answer breaks off, so does this one.
			pipeline(answer, outgoing, () => {});
		});
		inner.on('error', () => {
			if (outgoing.headersSent) outgoing.destroy();
			else outgoing.writeHead(502).end();
		});
		incoming.pipe(inner);
	};
	const server = tls === undefined ? createHttpServer(handOn) : createHttpsServer(tls, handOn);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	return {
		publicUrl: `http${tls === undefined ? '' : 's'}://127.0.0.1:${address.port}${prefix}/`,
		passed,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** n8n's settings behind a proxy: its public address, and that it calls itself there whoever has signed the certificate. */
export const behind = ({ publicUrl }: Pick<ReverseProxy, 'publicUrl'>): NodeJS.ProcessEnv => ({
	N8N_WEBHOOK_URL: publicUrl,
	// The name that n8n 1 knows it by.
	WEBHOOK_URL: publicUrl,
	NODE_TLS_REJECT_UNAUTHORIZED: '0',
});
