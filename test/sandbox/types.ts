/** The shapes that the sandbox hands out and takes in. All of them are plain JSON. */

/** One value as JSON can carry it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One JSON object. */
export type JsonObject = { [key: string]: Json };

export const EXPORT_FORMATS = [
	'Comma-Separated Values',
	'Microsoft Excel',
	'Website HTML',
	'Fixed Width Report',
	'Comma-Separated Values in Multiple Files',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const LIST_TYPES = ['all', 'clipboard', 'search', null] as const;
export type ListType = (typeof LIST_TYPES)[number];

export const OUTCOMES = ['available', 'success_with_errors', 'empty_list', 'failed'] as const;
/** How a run ends. */
export type Outcome = (typeof OUTCOMES)[number];
/** What a run can be: still going on, or one of the outcomes. */
export type RunStatus = 'initializing' | 'queued' | 'in_progress' | Outcome;

export const IDENTITY_TYPES = ['Admissions User', 'Association User', 'Institution User'] as const;

/** One role of the key's user, exactly as the API lists it. */
export interface Identity {
	id: number;
	type: (typeof IDENTITY_TYPES)[number];
	association: string | null;
	institution: string | null;
	organization: string | null;
	/** For example `2014 - 2015`. */
	cycle: string | null;
}

/** What can be run, as often as one likes: what exports and templates have in common. */
export interface Source {
	id: number;
	name: string;
	/** The identities that see it. */
	identityIds: number[];
	/** How long a run takes, in seconds; null: as the setting `runSeconds` says when it starts. */
	runSeconds: number | null;
	/** How its runs end. */
	outcome: Outcome;
}

/** One report template, with what the sandbox has to know to run it. */
export interface SandboxExport extends Source {
	list_type: ListType;
	format: ExportFormat;
	mime_type: string;
	/** Name of the file it makes, for example `Nightly-Applicants.csv`. */
	fileName: string;
	/** Applicants in the file. */
	rows: number;
	/** When set, the file is a generated CSV of this many bytes (rounded down to a row), never held in memory. */
	bytes: number | null;
}

/** What `addExport` takes: all that is missing is made up. */
export type ExportInput = Partial<Omit<SandboxExport, 'mime_type'>>;

/** Zip files that a batch can have. */
export const MAX_ZIPS = 100;

/** One template of PDF Manager, with what the sandbox has to know to run it. */
export interface PdfManagerTemplate extends Source {
	list_name: string | null;
	document_source_title: string | null;
	/** Zip files that a batch ends with: 1 to 100. */
	zips: number;
	/** PDFs in each zip file. */
	documents: number;
	/**
	 * When set, each zip file has about this many bytes (less than 4 GB), with as many PDFs as it takes, and is
	 * never held in memory.
	 */
	bytes: number | null;
}

/** What `addPdfManagerTemplate` takes: all that is missing is made up. */
export type PdfManagerTemplateInput = Partial<PdfManagerTemplate>;

/** What `addIdentity` takes: all that is missing is made up or null. */
export type IdentityInput = Partial<Identity>;

/**
 * Something that was started and goes on by itself: what runs of exports and batches have in common. Its
 * status is not stored: it follows from the clock (see jobs/job.ts).
 */
export interface Job {
	id: number;
	/** The identity whose request started it. */
	identityId: number;
	/** Milliseconds since 1970, by the sandbox's clock. */
	startedAt: number;
	durationMs: number;
	outcome: Outcome;
	/** The URL that is called when it finishes, or null. */
	callbackUrl: string | null;
}

/** One run of an export. */
export interface Run extends Job {
	exportId: number;
}

/** One batch of PDF Manager. */
export interface PdfManagerBatch extends Job {
	templateId: number;
	/** The zip files that it ends with, if it ends well. */
	zipFileIds: number[];
}

/** A job with its status at the moment of asking. Times are milliseconds since 1970. */
export type View<J extends Job> = J & {
	status: RunStatus;
	/** When the status changed last. */
	updatedAt: number;
	finishesAt: number;
};
export type RunView = View<Run>;
export type PdfManagerBatchView = View<PdfManagerBatch>;

/** How a job is added. */
export interface JobInput {
	/** Default: the first identity that sees what is run. */
	identityId?: number;
	/** Default: the next free one. */
	id?: number;
	/** How long ago it started, in seconds; default 0. */
	startedSecondsAgo?: number;
	/** How long it takes altogether, in seconds; default as for one that is started through the API. */
	runSeconds?: number;
	/** Default: as the export or template has it. */
	outcome?: Outcome;
	callbackUrl?: string | null;
}

/** How a job is added that is over. */
export interface FinishedJobInput extends Omit<JobInput, 'startedSecondsAgo' | 'runSeconds'> {
	/** How long ago it finished, in seconds; default 60. */
	finishedSecondsAgo?: number;
}

/** What `addRun` and `addFinishedRun` take. */
export type RunInput = JobInput & { exportId: number };
export type FinishedRunInput = FinishedJobInput & { exportId: number };

/** What `addPdfManagerBatch` and `addFinishedPdfManagerBatch` take. */
export type PdfManagerBatchInput = JobInput & { templateId: number };
export type FinishedPdfManagerBatchInput = FinishedJobInput & { templateId: number };

/** Header values as Node gives them: lower-case names. */
export type Headers = Record<string, string | string[] | undefined>;

/** One request that reached the API or the files origin. */
export interface RecordedRequest {
	origin: 'api' | 'files';
	method: string;
	/** Path without query. */
	path: string;
	/** Decoded query; a name that came twice has a list. */
	query: Record<string, string | string[]>;
	/** Path and query as they came. */
	url: string;
	headers: Headers;
	/** Raw text, '' when there was none. */
	body: string;
	/** Status of the answer; null while there is none, and for ever where a fault gave none. */
	status: number | null;
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
}

/** One delivery of a callback, with what came back. */
export interface CallbackDelivery {
	/** The run of an export that it was for, or null. */
	runId: number | null;
	/** The batch of PDF Manager that it was for, or null. Both are null for one sent by hand. */
	batchId: number | null;
	url: string;
	body: string;
	headers: Record<string, string>;
	/** Status of the answer; null when none came. */
	status: number | null;
	/** Why no answer came, or null. */
	error: string | null;
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
}
