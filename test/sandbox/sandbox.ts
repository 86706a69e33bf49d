import type { FastifyInstance } from 'fastify';
import { adminRoutes } from './admin/routes';
import { guard } from './api/guard';
import { apiRoutes } from './api/routes';
import { SandboxControl, type SandboxOptions } from './control';
import { injectFaults } from './faults/inject';
import { filesRoutes } from './files/routes';
import { createServer, keepRawBodies, listen } from './http/server';
import { Timers } from './timers';
import type { RecordedRequest } from './types';

/**
 * A stand-in for WebAdMIT. One origin has the API, another is the file host, and a third is there to control and watch
 * both from outside. `startSandbox` makes one that listens.
 */
export class Sandbox extends SandboxControl {
	private readonly servers: FastifyInstance[] = [];
	/** The timers of delayed answers. */
	private readonly timers = new Timers();

	/** Listens on 127.0.0.1, on the given ports or on free ones. */
	async start({ apiPort = 0, filesPort = 0, adminPort = 0 }: SandboxOptions = {}): Promise<void> {
		this.apiUrl = await this.open(this.createApiServer(), apiPort);
		this.filesUrl = await this.open(this.createFilesServer(), filesPort);
		this.adminUrl = await this.open(this.createAdminServer(), adminPort);
	}

	/** Destroys all open connections, drops everything that is waiting, and frees the ports. */
	async close(): Promise<void> {
		this.timers.clear();
		this.callbackSender.clear();
		await Promise.all(
			this.servers.splice(0).map(async (server) => {
				await server.close();
			}),
		);
	}

	private async open(server: FastifyInstance, port: number): Promise<string> {
		this.servers.push(server);
		return await listen(server, port);
	}

	private createAdminServer(): FastifyInstance {
		const server = createServer();
		adminRoutes(server, this);
		return server;
	}

	private createApiServer(): FastifyInstance {
		return this.createOrigin('api', (server) => {
			const { apiKey, limiter, world, kinds, storage, changeMaker: changes, now } = this;
			const settings = () => this.current;
			guard(server, { apiKey, limiter, settings });
			apiRoutes(server, { world, kinds, storage, changes, settings, now });
		});
	}

	private createFilesServer(): FastifyInstance {
		return this.createOrigin('files', (server) => {
			const { signer, now, storage } = this;
			filesRoutes(server, { signer, now, storage });
		});
	}

	/** Hooks run in the order of these lines. Requests are recorded first, answers last. */
	private createOrigin(
		origin: RecordedRequest['origin'],
		serve: (server: FastifyInstance) => void,
	): FastifyInstance {
		const { faultRegistry: faults, timers, signer } = this;
		const server = createServer();
		keepRawBodies(server);
		this.recorder.watchRequests(server, origin);
		server.addHook('preHandler', async () => {
			if (this.current.latencyMs > 0) await timers.sleep(this.current.latencyMs);
		});
		injectFaults(server, origin, { faults, timers, signer });
		this.recorder.watchAnswers(server);
		serve(server);
		return server;
	}
}
