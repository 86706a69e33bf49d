import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Applicant, JsonObject } from '../types';
import { designationAnswer, ROOT } from './answers';
import { forProgram, named, type ProgramParams } from './lookUp';
import type { ApiTools } from './routes';
import type { Rules } from './schema';
import { wrappedObject } from './wrapped';

interface ApplicantParams extends ProgramParams {
	casId: string;
}

/** Routes for one applicant's designation: to see and to set the decision. */
export function designationRoutes(server: FastifyInstance, tools: ApiTools): void {
	const { world, changes, settings, now } = tools;
	const { writer } = changes;
	const path = `${ROOT}/user_identities/:identityId/programs/:programId/applicants_by_cas_id/:casId/designation`;

	const answerFor = (applicant: Applicant, identityId: number) => {
		const { decisionId } = applicant;
		const decision = decisionId === null ? undefined : world.decisions.get(decisionId);
		return designationAnswer(applicant, identityId, decision);
	};
	const refuse = (reply: FastifyReply, about: string, sentences: string[]) =>
		reply.code(422).send({ errors: { [about]: sentences } });

	server.get<{ Params: ApplicantParams }>(path, (request, reply) =>
		forProgram(tools, request.params, reply, (identity, program) => {
			const { casId } = request.params;
			const applicant = world.applicants.get(program.id, casId);
			if (applicant === undefined) return named(tools, reply, `Applicant '${casId}' not found.`);
			return reply.send({ designation: answerFor(applicant, identity.id) });
		}),
	);

	server.patch<{ Params: ApplicantParams }>(path, (request, reply) =>
		forProgram(tools, request.params, reply, (identity, program) => {
			const { casId } = request.params;
			const wanted = wrappedObject(request.body, 'designation', rulesFor);
			if ('problems' in wanted) return refuse(reply, 'schema', wanted.problems);
			const applicant = world.applicants.get(program.id, casId);
			if (applicant === undefined) {
				const sentence = `Applicant '${casId}' not found.`;
				return settings().patchUnknownApplicant === 404
					? named(tools, reply, sentence)
					: refuse(reply, 'schema', [sentence]);
			}
			if ('decision_id' in wanted.inner) {
				const { decision_id: wantedId } = wanted.inner;
				const decisionId = typeof wantedId === 'number' ? wantedId : null;
				const decision = decisionId === null ? undefined : world.decisions.get(decisionId);
				if (decisionId !== null && !decision?.identityIds.includes(identity.id)) {
					return refuse(reply, 'schema', [`Decision '${decisionId}' not found.`]);
				}
				const refusal = writer.refusal(applicant);
				if (refusal !== undefined) return refuse(reply, refusal.about, [refusal.sentence]);
				const place = { identityId: identity.id, programId: program.id };
				writer.setDecision(applicant, decisionId, { ...place, batchId: null, at: now() });
			}
			const answer = answerFor(applicant, identity.id);
			return reply.send(settings().patchAnswer === 'top' ? answer : { designation: answer });
		}),
	);
}

/** The decision is optional. */
function rulesFor(designation: JsonObject): Rules {
	if (!('decision_id' in designation)) return {};
	return { decision_id: { types: ['integer'], nullable: true } };
}
