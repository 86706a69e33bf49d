import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import express from 'express';

/** Deals with a request to a webhook; whoever it is answers it. */
export type WebhookHandler = (request: Request, response: Response) => Promise<void>;

/** The part of n8n's server that takes webhooks, with the same library and body parsers. */
export class WebhookServer {
	private readonly handlers = new Map<string, WebhookHandler>();

	private constructor(private readonly server: Server) {}

	static async start(): Promise<WebhookServer> {
		const app = express();
		const verify = (request: IncomingMessage, _: unknown, bytes: Buffer) => {
			request.rawBody = bytes;
		};
		app.use(
			express.urlencoded({ extended: false, limit: '1mb', verify }),
			express.json({ verify }),
			express.text({ verify }),
			// What is of another type is only read when a node asks for it.
			(request, _, next) => {
				const read: { rawBody?: Buffer } = request;
				request.readRawBody = async () => {
					read.rawBody ??= await buffer(request);
				};
				next();
			},
		);
		const server = app.listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const webhooks = new WebhookServer(server);
		app.post('/{*path}', async (request, response) => {
			const handler = webhooks.handlers.get(request.path);
			if (handler) await handler(request, response);
			else response.status(404).json({ message: 'The requested webhook is not registered.' });
		});
		return webhooks;
	}

	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}`;
	}

	/** What n8n tells its nodes about its URLs. */
	get urls() {
		return {
			webhookBaseUrl: `${this.url}/webhook`,
			webhookTestBaseUrl: `${this.url}/webhook-test`,
			webhookWaitingBaseUrl: `${this.url}/webhook-waiting`,
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
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
