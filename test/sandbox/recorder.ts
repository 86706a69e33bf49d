import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf, queryOf } from './http/query';
import type { RecordedRequest } from './types';

/** Keeps every request that reaches an origin, also those that are refused or never answered. */
export class Recorder {
	readonly requests: RecordedRequest[] = [];
	private readonly records = new WeakMap<FastifyRequest, RecordedRequest>();

	constructor(private readonly now: () => number) {}

	/** Forgets all requests. The list stays the same object. */
	clear(): void {
		this.requests.length = 0;
	}

	/** Records what reaches this server. To be called before anything else hooks into it. */
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
			// Before Node closes the connection itself, if that was wanted: a fault has closed it by now.
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
	 * Adds the status of the answers. To be called after whatever can still change it. It is taken when
	 * the answer goes out rather than when it is through, so that it is there once the client has it.
	 */
	watchAnswers(server: FastifyInstance): void {
		server.addHook('onSend', async (request, reply, payload: unknown) => {
			const record = this.records.get(request);
			if (record !== undefined) record.status = reply.statusCode;
			return payload;
		});
	}
}
