import type { FastifyInstance } from 'fastify';
import type { Changes } from '../changes/changes';
import type { Storage } from '../files/storage';
import { pathOf } from '../http/query';
import type { Kinds } from '../kinds/kinds';
import type { Settings } from '../settings';
import type { World } from '../world/world';
import { identityAnswer, ROOT } from './answers';
import { changeBatchRoutes } from './changeBatchRoutes';
import { customFieldRoutes } from './customFieldRoutes';
import { designationRoutes } from './designationRoutes';
import { exportRoutes } from './exportRoutes';
import { listRoutes } from './listRoutes';
import { notFound } from './lookUp';
import { pdfManagerRoutes } from './pdfManagerRoutes';
import { socialSecurityRoutes } from './socialSecurityRoutes';

/** What the API works with. */
export interface ApiTools {
	world: World;
	kinds: Kinds;
	storage: Storage;
	changes: Changes;
	now: () => number;
	settings: () => Settings;
}

/** The endpoints of WebAdMIT's API, as its documentation has them. */
export function apiRoutes(server: FastifyInstance, tools: ApiTools): void {
	server.setNotFoundHandler((_request, reply) => notFound(reply));
	server.get(`${ROOT}/user_identities`, (request, reply) =>
		reply.send({
			href: pathOf(request.url),
			user_identities: tools.world.identities.all.map(identityAnswer),
		}),
	);
	exportRoutes(server, tools);
	pdfManagerRoutes(server, tools);
	// Every answer shows what batches have changed so far.
	server.addHook('preHandler', async () => {
		tools.changes.batches.settle();
	});
	listRoutes(server, tools);
	designationRoutes(server, tools);
	customFieldRoutes(server, tools);
	changeBatchRoutes(server, tools);
	socialSecurityRoutes(server, tools);
}
