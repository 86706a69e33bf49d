import type { FastifyReply } from 'fastify';
import type { Settings } from '../settings';
import type { Identity, Program } from '../types';
import type { World } from '../world/world';

/** The parameter of every path that begins with an identity. */
export interface IdentityParams {
	identityId: string;
}

/** The parameters of every path that continues with a program. */
export interface ProgramParams extends IdentityParams {
	programId: string;
}

/** What is needed to look things up. */
export interface LookUpTools {
	world: World;
	settings: () => Settings;
}

/** Looks up an ID. Nothing is found if it is not a whole number. */
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

/** Answers that something was not found, in the form that the setting names. */
export function named(
	{ settings }: Pick<LookUpTools, 'settings'>,
	reply: FastifyReply,
	message: string,
): FastifyReply {
	switch (settings().notFound) {
		case 'named':
			return reply.code(404).send({ message });
		case 'schema':
			return reply.code(404).send({ errors: { schema: [message] } });
		case 'generic':
			return notFound(reply);
	}
}

/** Answers with something of an identity, or says that there is no such identity. */
export function forIdentity(
	tools: LookUpTools,
	{ identityId }: IdentityParams,
	reply: FastifyReply,
	answer: (identity: Identity) => FastifyReply,
): FastifyReply {
	const identity = find(identityId, (id) => tools.world.identities.get(id));
	if (identity !== undefined) return answer(identity);
	return named(tools, reply, `User identity '${identityId}' not found.`);
}

/** Answers with something of a program that an identity sees, or says that there is no such identity or program. */
export function forProgram(
	tools: LookUpTools,
	params: ProgramParams,
	reply: FastifyReply,
	answer: (identity: Identity, program: Program) => FastifyReply,
): FastifyReply {
	return forIdentity(tools, params, reply, (identity) => {
		const program = find(params.programId, (id) => tools.world.programs.get(id));
		if (program?.identityIds.includes(identity.id)) return answer(identity, program);
		return named(tools, reply, `Program '${params.programId}' not found.`);
	});
}
