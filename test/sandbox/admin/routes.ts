import type { FastifyError, FastifyInstance } from 'fastify';
import type { SandboxControl } from '../control';
import type { Fault } from '../faults/types';
import type { Settings } from '../settings';
import type {
	ExportInput,
	FinishedPdfManagerBatchInput,
	FinishedRunInput,
	IdentityInput,
	Outcome,
	PdfManagerBatchInput,
	PdfManagerTemplateInput,
	RunInput,
} from '../types';
import { officeRoutes } from './officeRoutes';
import * as schemas from './schemas';

/** Where a sandbox listens and which key it takes. */
export interface SandboxAddress {
	apiUrl: string;
	filesUrl: string;
	adminUrl: string;
	apiKey: string;
}

/** A callback that a test sends itself. */
export interface CallbackInput {
	url: string;
	body: string;
	headers?: Record<string, string>;
}

interface ById {
	Params: { id: string };
}

/** The methods of a sandbox for other processes, as JSON over HTTP. */
export function adminRoutes(server: FastifyInstance, sandbox: SandboxControl): void {
	// If the sandbox refuses something (an unknown export, an ID that is taken), the caller made a mistake too.
	server.setErrorHandler<FastifyError>(async (error, _request, reply) =>
		reply.code(error.statusCode ?? 400).send({ message: error.message }),
	);
	server.get('/', async (): Promise<SandboxAddress> => {
		const { apiUrl, filesUrl, adminUrl, apiKey } = sandbox;
		return { apiUrl, filesUrl, adminUrl, apiKey };
	});
	server.post('/reset', async () => {
		sandbox.reset();
		return {};
	});
	watching(server, sandbox);
	steering(server, sandbox);
	filling(server, sandbox);
	running(server, sandbox);
	officeRoutes(server, sandbox);
}

function watching(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/requests', async () => sandbox.requests);
	server.delete('/requests', async () => {
		sandbox.clearRequests();
		return {};
	});
	server.get('/callbacks', async () => sandbox.callbacks);
	server.delete('/callbacks', async () => {
		sandbox.clearCallbacks();
		return {};
	});
	server.post<{ Body: CallbackInput }>(
		'/callbacks',
		{ schema: { body: schemas.callbackSchema } },
		async ({ body }) => await sandbox.sendCallback(body.url, body.body, body.headers),
	);
}

function steering(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/settings', async () => sandbox.settings);
	server.patch<{ Body: Partial<Settings> }>(
		'/settings',
		{ schema: { body: schemas.settingsSchema } },
		async ({ body }) => sandbox.configure(body),
	);
	server.get('/clock', async () => ({ now: sandbox.time }));
	server.post<{ Body: { advanceMs: number } }>(
		'/clock',
		{ schema: { body: schemas.clockSchema } },
		async ({ body }) => ({ now: sandbox.advanceClock(body.advanceMs) }),
	);
	server.get('/faults', async () => sandbox.faults);
	server.post<{ Body: Fault }>(
		'/faults',
		{ schema: { body: schemas.faultSchema } },
		async ({ body }) => sandbox.addFault(body),
	);
	server.delete('/faults', async () => {
		sandbox.clearFaults();
		return {};
	});
}

function filling(server: FastifyInstance, sandbox: SandboxControl): void {
	server.get('/identities', async () => sandbox.identities);
	server.post<{ Body: IdentityInput }>(
		'/identities',
		{ schema: { body: schemas.identitySchema } },
		async ({ body }) => sandbox.addIdentity(body),
	);
	server.post<{ Body: ExportInput }>(
		'/exports',
		{ schema: { body: schemas.exportSchema } },
		async ({ body }) => sandbox.addExport(body),
	);
	server.post<{ Body: RunInput }>(
		'/runs',
		{ schema: { body: schemas.runSchema } },
		async ({ body }) => sandbox.addRun(body),
	);
	server.post<{ Body: FinishedRunInput }>(
		'/finished-runs',
		{ schema: { body: schemas.finishedRunSchema } },
		async ({ body }) => sandbox.addFinishedRun(body),
	);
	server.post<{ Body: PdfManagerTemplateInput }>(
		'/pdf-manager-templates',
		{ schema: { body: schemas.templateSchema } },
		async ({ body }) => sandbox.addPdfManagerTemplate(body),
	);
	server.post<{ Body: PdfManagerBatchInput }>(
		'/pdf-manager-batches',
		{ schema: { body: schemas.batchSchema } },
		async ({ body }) => sandbox.addPdfManagerBatch(body),
	);
	server.post<{ Body: FinishedPdfManagerBatchInput }>(
		'/finished-pdf-manager-batches',
		{ schema: { body: schemas.finishedBatchSchema } },
		async ({ body }) => sandbox.addFinishedPdfManagerBatch(body),
	);
}

/** The routes that exports and templates have in common: their lists, and how runs end. */
function running(server: FastifyInstance, sandbox: SandboxControl): void {
	const kinds = [
		{
			sources: '/exports',
			listSources: () => sandbox.exports,
			setOutcome: (id: number, outcome: Outcome) => sandbox.setOutcome(id, outcome),
			jobs: '/runs',
			listJobs: () => sandbox.runs,
			finish: (id: number, outcome?: Outcome) => sandbox.finishRun(id, outcome),
		},
		{
			sources: '/pdf-manager-templates',
			listSources: () => sandbox.pdfManagerTemplates,
			setOutcome: (id: number, outcome: Outcome) => sandbox.setPdfManagerOutcome(id, outcome),
			jobs: '/pdf-manager-batches',
			listJobs: () => sandbox.pdfManagerBatches,
			finish: (id: number, outcome?: Outcome) => sandbox.finishPdfManagerBatch(id, outcome),
		},
	];
	for (const kind of kinds) {
		server.get(kind.sources, async () => kind.listSources());
		server.patch<ById & { Body: { outcome: Outcome } }>(
			`${kind.sources}/:id`,
			{ schema: { body: schemas.outcomeSchema } },
			async ({ params, body }) => kind.setOutcome(Number(params.id), body.outcome),
		);
		server.get(kind.jobs, async () => kind.listJobs());
		server.post<ById & { Body: { outcome?: Outcome } }>(
			`${kind.jobs}/:id/finish`,
			{ schema: { body: schemas.finishSchema } },
			async ({ params, body }) => kind.finish(Number(params.id), body.outcome),
		);
	}
}
