import type { FastifyInstance } from 'fastify';
import { pathOf } from '../http/query';
import { batchOfZip } from '../kinds/pdfManagerBatches';
import { Speller } from '../spelling';
import { seenBy } from '../world/table';
import { batchAnswer, listedBatchAnswer, ROOT, templateAnswer } from './answers';
import { readBatchRequest } from './batchRequest';
import { find, forIdentity, notFound, type IdentityParams } from './lookUp';
import type { ApiTools } from './routes';

interface OneParams extends IdentityParams {
	id: string;
}

/** PDF Manager: templates, their batches and the zip files of these. */
export function pdfManagerRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world, kinds, storage, settings } = tools;
	const { batches, zipFiles } = kinds;
	const speller = new Speller('snake', () => settings().statusSpelling);
	const ofIdentity = `${ROOT}/user_identities/:identityId`;

	server.get<{ Params: IdentityParams }>(`${ofIdentity}/pdf_manager_templates`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) =>
			reply.send({
				href: pathOf(request.url),
				pdf_manager_templates: seenBy(world.templates, identity.id).map((template) =>
					templateAnswer(template, identity.id),
				),
			}),
		),
	);

	server.get<{ Params: OneParams }>(`${ofIdentity}/pdf_manager_templates/:id`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) => {
			const template = find(request.params.id, (id) => world.templates.get(id));
			if (!template?.identityIds.includes(identity.id)) return notFound(reply);
			return reply.send({ pdf_manager_template: templateAnswer(template, identity.id) });
		}),
	);

	server.get<{ Params: IdentityParams }>(`${ofIdentity}/pdf_manager_batches`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) =>
			reply.send({
				href: pathOf(request.url),
				pdf_manager_batches: batches
					.recent(identity.id)
					.map((batch) =>
						listedBatchAnswer(batch, world.templates.need(batch.templateId), speller),
					),
			}),
		),
	);

	server.get<{ Params: OneParams }>(`${ofIdentity}/pdf_manager_batches/:id`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) => {
			const batch = find(request.params.id, (id) => batches.get(id));
			if (batch?.identityId !== identity.id) return notFound(reply);
			const template = world.templates.need(batch.templateId);
			return reply.send({ pdf_manager_batch: batchAnswer(batch, template, speller) });
		}),
	);

	server.post<{ Params: IdentityParams }>(`${ofIdentity}/pdf_manager_batches`, (request, reply) =>
		forIdentity(tools, request.params, reply, (identity) => {
			const wanted = readBatchRequest(request.body, settings());
			if ('problems' in wanted) {
				return reply.code(422).send({ errors: { schema: wanted.problems } });
			}
			const template = world.templates.get(wanted.templateId);
			if (!template?.identityIds.includes(identity.id)) return notFound(reply);
			const batch = batches.initiate(template, identity.id, wanted.callbackUrl);
			return reply.code(201).send({ pdf_manager_batch: batchAnswer(batch, template, speller) });
		}),
	);

	server.get<{ Params: OneParams }>(
		`${ofIdentity}/pdf_manager_zip_files/:id/download`,
		(request, reply) =>
			forIdentity(tools, request.params, reply, (identity) => {
				const id = find(request.params.id, (zipFileId) =>
					batchOfZip(batches, zipFileId)?.identityId === identity.id ? zipFileId : undefined,
				);
				const url = id === undefined ? undefined : storage.url(zipFiles, id);
				if (url === undefined) return notFound(reply);
				return reply.code(302).header('location', url).send('');
			}),
	);
}
