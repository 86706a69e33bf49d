import type { FastifyInstance } from 'fastify';
import type { ChangeKind } from '../changes/kind';
import { Speller } from '../spelling';
import type { ChangeBatchView, JsonObject } from '../types';
import { changeBatchAnswer, olderBatchAnswer, ROOT_V2 } from './answers';
import { find, forProgram, notFound, type ProgramParams } from './lookUp';
import type { ApiTools } from './routes';
import { wrappedList } from './wrapped';

interface BatchParams extends ProgramParams {
	id: string;
}

/** Routes for many changes at once: decisions, and custom field answers. */
export function changeBatchRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { changes, settings } = tools;
	const speller = new Speller('title', () => settings().statusSpelling);
	changeRoutes(server, tools, changes.decisions, (batch) => changeBatchAnswer(batch, speller));
	changeRoutes(server, tools, changes.answers, (batch) =>
		settings().answerBatches === 'older'
			? olderBatchAnswer(batch, speller)
			: changeBatchAnswer(batch, speller),
	);
}

function changeRoutes<C>(
	server: FastifyInstance,
	tools: ApiTools,
	kind: ChangeKind<C>,
	answerOf: (batch: ChangeBatchView) => JsonObject,
): void {
	const { changes, settings } = tools;
	const path = `${ROOT_V2}/user_identities/:identityId/programs/:programId/${kind.name}`;

	server.post<{ Params: ProgramParams }>(path, (request, reply) =>
		forProgram(tools, request.params, reply, (identity, program) => {
			const { maxChanges, answerBatches } = settings();
			const wanted = wrappedList(request.body, kind.list, {
				calledAs: answerBatches === 'older' ? kind.olderList : kind.list,
				entries: kind.rules(settings()),
				longest: maxChanges,
			});
			if ('problems' in wanted) {
				return reply.code(422).send({ errors: { schema: wanted.problems } });
			}
			const place = { identityId: identity.id, programId: program.id };
			const batch = changes.batches.create(kind, place, wanted.inner);
			// The answer always says `queued`, even if the batch finishes at once.
			return reply.code(201).send(answerOf({ ...batch, status: 'queued' }));
		}),
	);

	server.get<{ Params: BatchParams }>(`${path}/:id`, (request, reply) =>
		forProgram(tools, request.params, reply, (identity, program) => {
			const batch = find(request.params.id, (id) => changes.batches.get(id));
			const isHere =
				batch?.kind === kind.name &&
				batch.identityId === identity.id &&
				batch.programId === program.id;
			return isHere ? reply.send(answerOf(batch)) : notFound(reply);
		}),
	);
}
