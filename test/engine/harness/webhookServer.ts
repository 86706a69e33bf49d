import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import express from 'express';
import { selfSigned } from '../../e2e/support/certificate';
import type { Protocol } from '../../support/kinds';
import { trust } from './trust';

/** Deals with a request to a webhook; whoever it is answers it. */
export type WebhookHandler = (request: Request, response: Response) => Promise<void>;

/** The part of n8n's server that takes webhooks, with the same library and body parsers. */
export class WebhookServer {
	private readonly handlers = new Map<string, WebhookHandler>();

	private constructor(
		private readonly servers: Record<Protocol, Server>,
		private readonly distrust: () => void,
	) {}

	static async start(): Promise<WebhookServer> {
		const app = express();
		const limit = '1mb';
		const verify = (request: IncomingMessage, _: unknown, bytes: Buffer) => {
			request.rawBody = bytes;
		};
		app.use(
			express.urlencoded({ extended: false, limit, verify }),
			express.json({ limit, verify }),
			express.text({ limit, verify }),
			// What is of another type is only read when a node asks for it.
			(request, _, next) => {
				const read: { rawBody?: Buffer } = request;
				request.readRawBody = async () => {
					read.rawBody ??= await buffer(request);
				};
				next();
			},
		);
		const certificate = selfSigned();
		const servers = { http: createServer(app), https: createSecureServer(certificate, app) };
		for (const server of Object.values(servers)) {
			server.listen(0, '127.0.0.1');
			await new Promise((resolve) => server.once('listening', resolve));
		}
		const webhooks = new WebhookServer(servers, trust(certificate.cert));
		app.post('/{*path}', async (request, response) => {
			const handler = webhooks.handlers.get(request.path);
			if (handler) await handler(request, response);
			else response.status(404).json({ message: 'The requested webhook is not registered.' });
		});
		return webhooks;
	}

	/** Where it is, without a slash at the end. */
	url(protocol: Protocol = 'http'): string {
		const address = this.servers[protocol].address();
		if (address === null || typeof address === 'string') throw new Error('It does not listen');
		// The name in the certificate.
		const host = protocol === 'https' ? 'localhost' : '127.0.0.1';
		return `${protocol}://${host}:${address.port}`;
	}

	/** What n8n tells its nodes about its URLs. */
	urls(protocol?: Protocol) {
		const url = this.url(protocol);
		return {
			webhookBaseUrl: `${url}/webhook`,
			webhookTestBaseUrl: `${url}/webhook-test`,
			webhookWaitingBaseUrl: `${url}/webhook-waiting`,
		};
	}

	register(url: string, handler: WebhookHandler): void {
		this.handlers.set(new URL(url).pathname, handler);
	}

	unregister(url: string): void {
		this.handlers.delete(new URL(url).pathname);
	}

	async close(): Promise<void> {
		this.handlers.clear();
		this.distrust();
		for (const server of Object.values(this.servers)) {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	}
}
