import type { FastifyInstance, FastifyReply } from 'fastify';
import { fieldValue, misfit, otherType, VALUE_RULES } from '../changes/fieldValues';
import type { Place } from '../changes/kind';
import { textOf } from '../http/json';
import { FIELD_TYPES, type Applicant, type CustomField, type JsonObject } from '../types';
import { fieldAnswer, ROOT } from './answers';
import { find, forProgram, named, type ProgramParams } from './lookUp';
import type { ApiTools } from './routes';
import type { Rules } from './schema';
import { wrappedObject } from './wrapped';

interface AnswerParams extends ProgramParams {
	casId: string;
	fieldId: string;
}

/** One applicant's answer to one custom field: to see, store and clear it. */
export function customFieldRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world, changes, now } = tools;
	const { writer } = changes;
	const path = `${ROOT}/user_identities/:identityId/programs/:programId/applicants_by_cas_id/:casId/custom_field_answers/:fieldId`;

	/** Answers for the field of an applicant, or says what is not there. */
	const forField = (
		params: AnswerParams,
		reply: FastifyReply,
		answer: (applicant: Applicant, field: CustomField, place: Place) => FastifyReply,
	) =>
		forProgram(tools, params, reply, (identity, program) => {
			const applicant = world.applicants.get(program.id, params.casId);
			if (applicant === undefined) {
				return named(tools, reply, `Applicant '${params.casId}' not found.`);
			}
			const field = find(params.fieldId, (id) => world.customFields.get(id));
			if (!field?.programIds.includes(program.id)) {
				// WebAdMIT's documentation spells it like this.
				return named(tools, reply, `CustomeField '${params.fieldId}' not found.`);
			}
			const place = { identityId: identity.id, programId: program.id, batchId: null, at: now() };
			return answer(applicant, field, place);
		});
	const send = (
		reply: FastifyReply,
		applicant: Applicant,
		field: CustomField,
		{ identityId }: Place,
	) => reply.send({ custom_field_answer: fieldAnswer(applicant, identityId, field) });

	server.get<{ Params: AnswerParams }>(path, (request, reply) =>
		forField(request.params, reply, (applicant, field, place) =>
			send(reply, applicant, field, place),
		),
	);

	server.put<{ Params: AnswerParams }>(path, (request, reply) =>
		forField(request.params, reply, (applicant, field, place) => {
			const wanted = wrappedObject(request.body, 'custom_field_answer', rulesFor);
			if ('problems' in wanted) {
				return reply.code(422).send({ errors: { schema: wanted.problems } });
			}
			const wrongType = otherType(field, textOf(wanted.inner.field_type));
			if (wrongType !== undefined) {
				return reply.code(422).send({ errors: { field_type: [wrongType] } });
			}
			const value = fieldValue(wanted.inner.value);
			const wrongValue = misfit(field, value);
			if (wrongValue !== undefined) {
				return reply.code(422).send({ errors: { value: [wrongValue] } });
			}
			writer.setAnswer(applicant, field.id, value, place);
			return send(reply, applicant, field, place);
		}),
	);

	server.delete<{ Params: AnswerParams }>(path, (request, reply) =>
		forField(request.params, reply, (applicant, field, place) => {
			writer.setAnswer(applicant, field.id, null, place);
			return send(reply, applicant, field, place);
		}),
	);
}

/** The value has to have the type that the body names. */
function rulesFor({ field_type }: JsonObject): Rules {
	const type = FIELD_TYPES.find((known) => known === field_type);
	return {
		field_type: { types: ['string'], oneOf: FIELD_TYPES },
		...(type === undefined ? {} : { value: VALUE_RULES[type] }),
	};
}
