import type { FastifyInstance, FastifyReply } from 'fastify';
import { pathOf } from '../http/query';
import { hasFile } from '../runs';
import type { Speller } from '../spelling';
import type { Identity, RunView, SandboxExport } from '../types';
import type { World } from '../world/world';
import type { Runs } from '../runs';
import { exportAnswer, identityAnswer, runAnswer } from './answers';
import { callbackOf } from './callbackParam';
import type { Settings } from '../settings';

const ROOT = '/api/v1';

/** What the API works with. */
export interface ApiTools {
	world: World;
	runs: Runs;
	speller: Speller;
	settings: () => Settings;
	/** Starts a run, or gives the one that is going on. */
	initiate(exported: SandboxExport, identity: Identity, callbackUrl: string | null): RunView;
	/** A fresh signed URL for the file of a run. */
	downloadUrl(run: RunView): string;
}

interface IdentityParams {
	identityId: string;
}
interface ExportParams {
	exportId: string;
}
interface FileParams extends ExportParams {
	fileId: string;
}

/** The endpoints of WebAdMIT's API, as its documentation has them. */
export function apiRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world, runs, speller } = tools;
	server.setNotFoundHandler((_request, reply) => notFound(reply));

	server.get(`${ROOT}/user_identities`, (request, reply) =>
		reply.send({
			href: pathOf(request.url),
			user_identities: world.identities.map(identityAnswer),
		}),
	);

	server.get(`${ROOT}/exports`, (request, reply) =>
		reply.send({ href: pathOf(request.url), exports: world.exports.map(exportAnswer) }),
	);

	server.get<{ Params: IdentityParams }>(
		`${ROOT}/user_identities/:identityId/exports`,
		(request, reply) => {
			const identity = find(request.params.identityId, (id) => world.identity(id));
			if (identity === undefined) return noIdentity(reply, request.params.identityId);
			return reply.send({
				href: pathOf(request.url),
				exports: world.exportsOf(identity.id).map(exportAnswer),
			});
		},
	);

	server.get<{ Params: IdentityParams }>(
		`${ROOT}/user_identities/:identityId/export_files`,
		(request, reply) => {
			const identity = find(request.params.identityId, (id) => world.identity(id));
			if (identity === undefined) return noIdentity(reply, request.params.identityId);
			return reply.send({
				href: pathOf(request.url),
				export_files: runs.recent(identity.id).map((run) => runAnswer(run, speller)),
			});
		},
	);

	server.post<{ Params: IdentityParams & ExportParams }>(
		`${ROOT}/user_identities/:identityId/exports/:exportId/export_files`,
		(request, reply) => {
			const identity = find(request.params.identityId, (id) => world.identity(id));
			if (identity === undefined) return noIdentity(reply, request.params.identityId);
			const exported = find(request.params.exportId, (id) => world.export(id));
			if (exported === undefined || !exported.identityIds.includes(identity.id)) {
				return notFound(reply);
			}
			const callbackUrl = callbackOf(request, tools.settings().callbackSource);
			const run = tools.initiate(exported, identity, callbackUrl);
			return reply.code(201).send({ export_files: runAnswer(run, speller) });
		},
	);

	server.get<{ Params: FileParams }>(
		`${ROOT}/exports/:exportId/export_files/:fileId`,
		(request, reply) => {
			const exported = find(request.params.exportId, (id) => world.export(id));
			const run = find(request.params.fileId, (id) => runs.get(id));
			if (exported === undefined || run === undefined || run.exportId !== exported.id) {
				return notFound(reply);
			}
			const view = runs.view(run);
			const answer = runAnswer(view, speller);
			if (hasFile(view.status)) answer.download_url = tools.downloadUrl(view);
			return reply.send({ export_files: answer });
		},
	);
}

/** Looks an id up; what is no whole number is found nowhere. */
function find<Found>(id: string, lookUp: (id: number) => Found | undefined): Found | undefined {
	return /^\d{1,15}$/.test(id) ? lookUp(Number(id)) : undefined;
}

function notFound(reply: FastifyReply): FastifyReply {
	return reply.code(404).send({ message: 'Not Found' });
}

function noIdentity(reply: FastifyReply, id: string): FastifyReply {
	return reply.code(404).send({ message: `User identity '${id}' not found.` });
}
