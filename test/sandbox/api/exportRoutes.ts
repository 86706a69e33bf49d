import type { FastifyInstance } from 'fastify';
import { pathOf } from '../http/query';
import { Speller } from '../spelling';
import { seenBy } from '../world/table';
import { exportAnswer, ROOT, runAnswer } from './answers';
import { callbackOf } from './callbackParam';
import { find, forIdentity, notFound, type IdentityParams } from './lookUp';
import type { ApiTools } from './routes';

interface ExportParams {
	exportId: string;
}
interface FileParams extends ExportParams {
	fileId: string;
}

/** Exports, their runs and the files of these. */
export function exportRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world, kinds, storage, settings } = tools;
	const { runs, exportFiles } = kinds;
	const speller = new Speller('title', () => settings().statusSpelling);
	const ofIdentity = `${ROOT}/user_identities/:identityId`;

	// Web pages are listed for an identity only.
	server.get(`${ROOT}/exports`, (request, reply) =>
		reply.send({
			href: pathOf(request.url),
			exports: world.exports.all
				.filter(({ format }) => format !== 'Website HTML')
				.map(exportAnswer),
		}),
	);

	server.get<{ Params: IdentityParams }>(`${ofIdentity}/exports`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) =>
			reply.send({
				href: pathOf(request.url),
				exports: seenBy(world.exports, identity.id).map(exportAnswer),
			}),
		),
	);

	server.get<{ Params: IdentityParams }>(`${ofIdentity}/export_files`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) =>
			reply.send({
				href: pathOf(request.url),
				export_files: runs.recent(identity.id).map((run) => runAnswer(run, speller)),
			}),
		),
	);

	server.post<{ Params: IdentityParams & ExportParams }>(
		`${ofIdentity}/exports/:exportId/export_files`,
		(request, reply) =>
			forIdentity(tools, request.params, reply, (identity) => {
				const exported = find(request.params.exportId, (id) => world.exports.get(id));
				if (!exported?.identityIds.includes(identity.id)) return notFound(reply);
				const callbackUrl = callbackOf(request, settings().callbackSource);
				const run = runs.initiate(exported, identity.id, callbackUrl);
				return reply.code(201).send({ export_files: runAnswer(run, speller) });
			}),
	);

	server.get<{ Params: FileParams }>(
		`${ROOT}/exports/:exportId/export_files/:fileId`,
		(request, reply) => {
			const exported = find(request.params.exportId, (id) => world.exports.get(id));
			const run = find(request.params.fileId, (id) => runs.get(id));
			if (exported === undefined || run?.exportId !== exported.id) return notFound(reply);
			const answer = runAnswer(run, speller);
			const url = storage.url(exportFiles, run.id);
			if (url !== undefined) answer.download_url = url;
			return reply.send({ export_files: answer });
		},
	);
}
