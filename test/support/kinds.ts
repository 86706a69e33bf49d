import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { RunKindName } from '../../nodes/WebAdmit/runs/RunKind';
import { byId } from '../engine/harness/locator';
import type { Sandbox } from '../sandbox';
import type { FinishedJobInput, Job, JobInput, Outcome, View } from '../sandbox/types';

/** The protocol of n8n's address. For batches, WebAdMIT calls back over HTTPS only. */
export type Protocol = 'http' | 'https';

/** A run of an export or a batch of a template, as the sandbox knows it. */
export type JobView = View<Job> & { sourceId: number };

/** The body of a callback and its content type. */
type WrittenCallback = [body: string, type: string];

/** A kind of run, with everything in which the tests of the kinds differ. */
export interface GivenKind {
	kind: RunKindName;
	/** Its words in labels and messages. */
	run: string;
	runs: string;
	source: string;
	Source: string;
	displayName: string;
	sourceLabel: string;
	sourceIdsLabel: string;
	/** The identity that it is run for, and what is run: some sources, one that ends with an empty list, and one that fails. */
	identity: number;
	sources: [number, number, number, number];
	emptySource: number;
	failingSource: number;
	/** The ID of the first run that is started. */
	firstId: number;
	/** The parameters 'Resource' and 'User Identity' of a node. */
	parameters: INodeParameters;
	/** The parameter that the source is chosen with. */
	chosen: (sourceId: number | string) => INodeParameters;
	/** The option with the sources that a trigger takes. */
	only: (sourceIds: string | number[]) => INodeParameters;
	/** The requests that start a run, list them all, and ask for one. */
	start: (sourceId: number) => string;
	list: string;
	question: (id: number, sourceId?: number) => string;
	/** The query and the body of the request that starts a run. */
	sent: (sourceId: number, callback: string) => { query: object; body: object };
	/** The fields of WebAdMIT's answers that have the list of runs and the status of a run. */
	listField: string;
	statusField: string;
	/** The protocol of callback URLs. */
	protocol: Protocol;
	/** A callback in WebAdMIT's form. */
	callback: (id: number, sourceId?: number, status?: string) => WrittenCallback;
	/** The output for a run of this source, without the fields that every run has. */
	output: (sourceId: number) => IDataObject;
	/** Adds a source, and returns its ID. */
	newSource: () => number;
	/** The sandbox's runs of this kind. */
	all: () => JobView[];
	add: (sourceId: number, input?: JobInput) => JobView;
	addFinished: (sourceId: number, input?: FinishedJobInput) => JobView;
	finish: (id: number, outcome?: Outcome) => void;
}

const IDENTITY = 37442;
const ROOT = `/api/v1/user_identities/${IDENTITY}`;
const IDENTITY_CHOSEN = { userIdentityId: byId(IDENTITY) };

/** The fields of an export's callback as WebAdMIT sends them. */
export const callbackFields = (id: number, exportId = 86446, status = 'Available') => ({
	'export_file[id]': String(id),
	'export_file[export_id]': String(exportId),
	'export_file[status]': status,
});

/** Exports and PDF Manager templates, for `describe.each`. The sandbox may be started later. */
export function kindsIn(world: { readonly sandbox: Sandbox }): [GivenKind, GivenKind] {
	const ofExport = <T extends { exportId: number }>(run: T) => ({ ...run, sourceId: run.exportId });
	const ofTemplate = <T extends { templateId: number }>(batch: T) => ({
		...batch,
		sourceId: batch.templateId,
	});
	return [
		{
			kind: 'exportFile',
			run: 'run',
			runs: 'runs',
			source: 'export',
			Source: 'Export',
			displayName: 'Export File',
			sourceLabel: 'Export',
			sourceIdsLabel: 'Export IDs',
			identity: IDENTITY,
			sources: [86446, 86449, 86451, 86455],
			emptySource: 86482,
			failingSource: 86483,
			firstId: 74780,
			parameters: { resource: 'exportFile', ...IDENTITY_CHOSEN },
			chosen: (exportId) => ({ exportId: byId(exportId) }),
			only: (exportIds) => ({ exportIds }),
			start: (exportId) => `POST ${ROOT}/exports/${exportId}/export_files`,
			list: `GET ${ROOT}/export_files`,
			question: (id, exportId = 86446) => `GET /api/v1/exports/${exportId}/export_files/${id}`,
			sent: (_, url) => ({ query: { callback: url }, body: { callback: url } }),
			listField: 'export_files',
			statusField: 'status',
			protocol: 'http',
			callback: (...fields) => [
				new URLSearchParams(callbackFields(...fields)).toString(),
				'application/x-www-form-urlencoded',
			],
			output: (exportId) => ({ export_id: exportId }),
			newSource: () => world.sandbox.addExport({ identityIds: [IDENTITY] }).id,
			all: () => world.sandbox.runs.map(ofExport),
			add: (exportId, input) => ofExport(world.sandbox.addRun({ ...input, exportId })),
			addFinished: (exportId, input) =>
				ofExport(world.sandbox.addFinishedRun({ ...input, exportId })),
			finish: (id, outcome) => world.sandbox.finishRun(id, outcome),
		},
		{
			kind: 'pdfManagerBatch',
			run: 'batch',
			runs: 'batches',
			source: 'template',
			Source: 'Template',
			displayName: 'PDF Manager Batch',
			sourceLabel: 'PDF Manager Template',
			sourceIdsLabel: 'PDF Manager Template IDs',
			identity: IDENTITY,
			sources: [8153, 8160, 8167, 8180],
			emptySource: 8171,
			failingSource: 8174,
			firstId: 6348,
			parameters: { resource: 'pdfManagerBatch', ...IDENTITY_CHOSEN },
			chosen: (templateId) => ({ pdfManagerTemplateId: byId(templateId) }),
			only: (pdfManagerTemplateIds) => ({ pdfManagerTemplateIds }),
			start: () => `POST ${ROOT}/pdf_manager_batches`,
			list: `GET ${ROOT}/pdf_manager_batches`,
			question: (id) => `GET ${ROOT}/pdf_manager_batches/${id}`,
			sent: (templateId, url) => ({
				query: {},
				body: { pdf_manager_batch: { pdf_manager_template_id: templateId, callback: url } },
			}),
			listField: 'pdf_manager_batches',
			statusField: 'state',
			protocol: 'https',
			callback: (id, templateId = 8153, state = 'available') => [
				JSON.stringify({
					pdf_manager_batch: {
						id,
						state,
						updated_at: '2018-10-18T00:07:13Z',
						pdf_manager_template: {
							id: templateId,
							name: 'Transcripts',
							href: `${ROOT}/pdf_manager_templates/${templateId}`,
						},
						href: `${ROOT}/pdf_manager_batches/${id}`,
						download_hrefs: [`${ROOT}/pdf_manager_zip_files/${id}00/download`],
					},
				}),
				'application/json',
			],
			output: (templateId) => ({ pdf_manager_template: { id: templateId } }),
			newSource: () => world.sandbox.addPdfManagerTemplate({ identityIds: [IDENTITY] }).id,
			all: () => world.sandbox.pdfManagerBatches.map(ofTemplate),
			add: (templateId, input) =>
				ofTemplate(world.sandbox.addPdfManagerBatch({ ...input, templateId })),
			addFinished: (templateId, input) =>
				ofTemplate(world.sandbox.addFinishedPdfManagerBatch({ ...input, templateId })),
			finish: (id, outcome) => world.sandbox.finishPdfManagerBatch(id, outcome),
		},
	];
}
