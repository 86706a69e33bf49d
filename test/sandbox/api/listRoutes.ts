import type { FastifyInstance } from 'fastify';
import { pathOf } from '../http/query';
import { seenBy } from '../world/table';
import {
	customFieldAnswer,
	decisionAnswer,
	organizationAnswer,
	programAnswer,
	ROOT,
} from './answers';
import { forIdentity, forProgram, type IdentityParams, type ProgramParams } from './lookUp';
import type { ApiTools } from './routes';

/** The lists to choose from: organizations, programs, decisions, and the custom fields of a program. */
export function listRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world } = tools;
	const ofIdentity = `${ROOT}/user_identities/:identityId`;
	const lists = {
		organizations: (id: number) => seenBy(world.organizations, id).map(organizationAnswer),
		programs: (id: number) => seenBy(world.programs, id).map(programAnswer),
		decisions: (id: number) => seenBy(world.decisions, id).map(decisionAnswer),
	};
	for (const [name, list] of Object.entries(lists)) {
		server.get<{ Params: IdentityParams }>(`${ofIdentity}/${name}`, (request, reply) =>
			forIdentity(tools, request.params, reply, ({ id }) =>
				reply.send({ href: pathOf(request.url), [name]: list(id) }),
			),
		);
	}
	server.get<{ Params: ProgramParams }>(
		`${ofIdentity}/programs/:programId/custom_fields`,
		(request, reply) =>
			forProgram(tools, request.params, reply, (_identity, { id }) =>
				reply.send({
					href: pathOf(request.url),
					custom_fields: world.customFields.all
						.filter(({ programIds }) => programIds.includes(id))
						.map(customFieldAnswer),
				}),
			),
	);
}
