import type { FastifyInstance } from 'fastify';
import { pgpMessage } from '../content/pgp';
import type { SsnState } from '../types';
import { ROOT } from './answers';
import { forIdentity, type IdentityParams } from './lookUp';
import type { ApiTools } from './routes';

/** Why there is no message. */
const REFUSALS: Readonly<
	Record<Exclude<SsnState, 'available'>, { status: number; message: string }>
> = {
	feature_not_available: { status: 403, message: 'Feature not available.' },
	no_organization: { status: 403, message: 'No organization loaded.' },
	not_found: { status: 404, message: 'Not found.' },
};

/** Social security numbers, encrypted. */
export function socialSecurityRoutes(server: FastifyInstance, tools: ApiTools): void {
	server.get<{ Params: IdentityParams }>(
		`${ROOT}/user_identities/:identityId/social_security_numbers`,
		(request, reply) =>
			forIdentity(tools, request.params, reply, ({ id }) => {
				const state = tools.world.ssnState(id);
				if (state !== 'available') {
					const { status, message } = REFUSALS[state];
					return reply.code(status).send({ message });
				}
				return reply.type('text/plain; charset=utf-8').send(pgpMessage(id));
			}),
	);
}
