import type { FastifyReply } from 'fastify';
import type { Identity } from '../types';
import type { World } from '../world/world';

/** The parameter of every path that begins with an identity. */
export interface IdentityParams {
	identityId: string;
}

/** Looks an id up; what is no whole number is found nowhere. */
export function find<Found>(
	id: string,
	lookUp: (id: number) => Found | undefined,
): Found | undefined {
	return /^\d{1,15}$/.test(id) ? lookUp(Number(id)) : undefined;
}

/** Answers that nothing is there. */
export function notFound(reply: FastifyReply): FastifyReply {
	return reply.code(404).send({ message: 'Not Found' });
}

/** Answers for an identity, or that there is no such identity. */
export function forIdentity(
	{ identities }: World,
	{ identityId }: IdentityParams,
	reply: FastifyReply,
	answer: (identity: Identity) => FastifyReply,
): FastifyReply {
	const identity = find(identityId, (id) => identities.get(id));
	if (identity !== undefined) return answer(identity);
	return reply.code(404).send({ message: `User identity '${identityId}' not found.` });
}
