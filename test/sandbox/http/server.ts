import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';

/** Bytes of the longest body: enough for tens of thousands of changes. */
const MAX_BODY_BYTES = 64 * 1024 ** 2;

/** A server without routes. Closing it destroys all open connections. */
export function createServer(): FastifyInstance {
	return fastify({
		logger: false,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		bodyLimit: MAX_BODY_BYTES,
		routerOptions: { maxParamLength: 2000 },
		ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
	});
}

/** Keeps the body of every request as text, whatever its type, so that none is refused. */
export function keepRawBodies(server: FastifyInstance): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		done(null, body);
	});
}

/** Starts a server on the loopback interface; port 0 takes any. Returns its origin. */
export async function listen(server: FastifyInstance, port: number): Promise<string> {
	await server.listen({ host: '127.0.0.1', port });
	const address: AddressInfo | string | null = server.server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return `http://127.0.0.1:${address.port}`;
}
