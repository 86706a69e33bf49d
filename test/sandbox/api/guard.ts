import type { FastifyInstance } from 'fastify';
import type { RateLimiter } from '../rateLimit';
import type { Settings } from '../settings';

/** What the guard of the API works with. */
export interface GuardTools {
	apiKey: string;
	limiter: RateLimiter;
	settings: () => Settings;
}

/** Checks the key first, then the limit, and states the limit on every answer. */
export function guard(server: FastifyInstance, { apiKey, limiter, settings }: GuardTools): void {
	server.addHook('preHandler', async (request, reply) => {
		const known = request.headers['x-api-key'] === apiKey;
		const allowance = known ? limiter.count() : limiter.look();
		reply.header('X-RateLimit-Limit', allowance.limit);
		reply.header('X-RateLimit-Remaining', allowance.remaining);
		if (!known) return reply.code(401).send('');
		if (allowance.allowed) return undefined;
		if (settings().retryAfter) reply.header('Retry-After', allowance.secondsLeft);
		return reply.code(429).send({ message: 'API rate limit exceeded' });
	});
}
