import type { FastifyInstance } from 'fastify';
import type { SandboxControl } from '../control';
import type {
	ApplicantInput,
	ApplicantUpdate,
	CustomFieldInput,
	DecisionInput,
	OrganizationInput,
	ProgramInput,
	SsnState,
} from '../types';
import * as schemas from './schemas';

interface ById {
	Params: { id: string };
}
interface ByCasId {
	Params: { id: string; casId: string };
}

/** Routes for what an office has in WebAdMIT beside exports and documents, and for what was changed there. */
export function officeRoutes(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/organizations', async () => sandbox.organizations);
	server.post<{ Body: OrganizationInput }>(
		'/organizations',
		{ schema: { body: schemas.organizationSchema } },
		async ({ body }) => sandbox.addOrganization(body),
	);
	server.get('/programs', async () => sandbox.programs);
	server.post<{ Body: ProgramInput }>(
		'/programs',
		{ schema: { body: schemas.programSchema } },
		async ({ body }) => sandbox.addProgram(body),
	);
	server.get('/decisions', async () => sandbox.decisions);
	server.post<{ Body: DecisionInput }>(
		'/decisions',
		{ schema: { body: schemas.decisionSchema } },
		async ({ body }) => sandbox.addDecision(body),
	);
	server.get('/custom-fields', async () => sandbox.customFields);
	server.post<{ Body: CustomFieldInput }>(
		'/custom-fields',
		{ schema: { body: schemas.customFieldSchema } },
		async ({ body }) => sandbox.addCustomField(body),
	);
	server.patch<ById & { Body: { state: SsnState } }>(
		'/social-security-numbers/:id',
		{ schema: { body: schemas.ssnSchema } },
		async ({ params, body }) => {
			sandbox.setSocialSecurityNumbers(Number(params.id), body.state);
			return {};
		},
	);
	applicantRoutes(server, sandbox);
	changeRoutes(server, sandbox);
}

function applicantRoutes(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/applicants', async () => sandbox.applicants);
	server.post<{ Body: ApplicantInput }>(
		'/applicants',
		{ schema: { body: schemas.applicantSchema } },
		async ({ body }) => sandbox.addApplicant(body),
	);
	server.post<ById & { Body: { count: number } }>(
		'/programs/:id/fill',
		{ schema: { body: schemas.fillSchema } },
		async ({ params, body }) => sandbox.fillProgram(Number(params.id), body.count),
	);
	server.get<ByCasId>('/programs/:id/applicants/:casId', async ({ params }) =>
		sandbox.applicant(Number(params.id), params.casId),
	);
	server.patch<ByCasId & { Body: ApplicantUpdate }>(
		'/programs/:id/applicants/:casId',
		{ schema: { body: schemas.applicantUpdateSchema } },
		async ({ params, body }) => sandbox.updateApplicant(Number(params.id), params.casId, body),
	);
}

function changeRoutes(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/changes', async () => sandbox.changes);
	server.delete('/changes', async () => {
		sandbox.clearChanges();
		return {};
	});
	server.get('/change-batches', async () => sandbox.changeBatches);
	server.post<ById & { Body: { outcome?: 'done' | 'failed' } }>(
		'/change-batches/:id/finish',
		{ schema: { body: schemas.finishChangesSchema } },
		async ({ params, body }) => sandbox.finishChangeBatch(Number(params.id), body.outcome),
	);
}
