import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf, queryOf } from './http/query';
import type { RecordedRequest } from './types';

/** Keeps every request that reaches an origin, even if it is refused or never answered. */
export class Recorder {
	readonly requests: RecordedRequest[] = [];
	private readonly records = new WeakMap<FastifyRequest, RecordedRequest>();

	constructor(private readonly now: () => number) {}

	/** Forgets all requests. The list stays the same object. */
	clear(): void {
		this.requests.length = 0;
	}

	/** Records the requests that reach this server. Call it before all other hooks are added. */
	watchRequests(server: FastifyInstance, origin: RecordedRequest['origin']): void {
		server.addHook('onRequest', async (request, reply) => {
			const url = request.raw.url ?? '';
			const record: RecordedRequest = {
				origin,
				method: request.method,
				path: pathOf(url),
				query: queryOf(url),
				url,
				headers: { ...request.headers },
				body: '',
				status: null,
				at: this.now(),
				answeredAt: null,
			};
			this.records.set(request, record);
			this.requests.push(record);
			// Runs before Node closes the connection itself, if the client wanted that. A fault has closed it by now.
			reply.raw.prependOnceListener('finish', () => {
				const { destroyed, writableEnded } = request.raw.socket;
				if (!destroyed && !writableEnded) record.answeredAt = this.now();
			});
		});
		server.addHook('preHandler', async (request) => {
			const record = this.records.get(request);
			if (record !== undefined && typeof request.body === 'string') record.body = request.body;
		});
	}

	/**
	 * Records the status of the answers. Call it after all hooks that can change the status. The status is recorded when
	 * the answer begins to be sent, so that it is there once the client has the answer.
	 */
	watchAnswers(server: FastifyInstance): void {
		server.addHook('onSend', async (request, reply, payload: unknown) => {
			const record = this.records.get(request);
			if (record !== undefined) record.status = reply.statusCode;
			return payload;
		});
	}
}
