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

/** What only some identities see. */
export interface Seen {
	id: number;
	/** The identities that see it. */
	identityIds: number[];
}

/** What can be run, as often as one likes: what exports and templates have in common. */
export interface Source extends Seen {
	name: string;
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

/** One organization, with the identities that see it. */
export interface Organization extends Seen {
	name: string | null;
	/** For example `2014 - 2015`. */
	cycle_name: string | null;
	association_name: string | null;
	cas3: boolean;
	/** For example `2235`. */
	config_portal_identifier: string;
}

/** What `addOrganization` takes: all that is missing is made up or null. */
export type OrganizationInput = Partial<Organization>;

/** One program that applicants apply to. */
export interface Program extends Seen {
	name: string;
	organization_name: string | null;
}

/** What `addProgram` takes: all that is missing is made up or null. */
export type ProgramInput = Partial<Program>;

/** One decision that can be set. */
export interface Decision extends Seen {
	name: string;
}

/** What `addDecision` takes: all that is missing is made up. */
export type DecisionInput = Partial<Decision>;

export const FIELD_TYPES = ['boolean', 'number', 'date', 'string', 'select'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** What a custom field can hold; null: nothing. A date is `2016-01-31`. */
export type FieldValue = string | number | boolean | null;

/** One custom field, with the programs that have it. */
export interface CustomField {
	id: number;
	programIds: number[];
	label: string;
	field_type: FieldType;
	/** The values that a `select` can have; null for the other types. */
	options: string[] | null;
}

/** What `addCustomField` takes: all that is missing is made up. */
export type CustomFieldInput = Partial<CustomField>;

/** A local status, which keeps the API from setting the decision. */
export interface LocalStatus {
	id: number;
	title: string;
}

/** One applicant of one program: with WebAdMIT, a designation. Who applies to two programs is there twice. */
export interface Applicant {
	programId: number;
	/** The applicant's number in all programs: text of digits. */
	casId: string;
	firstName: string;
	lastName: string;
	decisionId: number | null;
	localStatus: LocalStatus | null;
	/** Whether the application is in the status "Received", in which no decision can be set. */
	received: boolean;
	/** Answers by the id of the custom field; a field that is not there has no answer. */
	answers: Record<string, FieldValue>;
}

/** What `addApplicant` takes: all that is missing is made up, null or false. */
export type ApplicantInput = Partial<Applicant>;

/** What `updateApplicant` takes: what is missing stays as it is, answers that are missing too. */
export type ApplicantUpdate = Partial<
	Pick<Applicant, 'decisionId' | 'localStatus' | 'received' | 'answers'>
>;

/** One thing that was changed through the API. */
export interface Change {
	/** The batch that it was part of; null for a PATCH, PUT or DELETE. */
	batchId: number | null;
	identityId: number;
	programId: number;
	casId: string;
	/** What was set: a decision, or the answer to a custom field. */
	set: { decisionId: number | null } | { customFieldId: number; value: FieldValue };
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
}

export const CHANGE_KINDS = ['batch_designations', 'batch_custom_field_answers'] as const;
/** What the changes of a batch are about, as it stands in its path. */
export type ChangeKindName = (typeof CHANGE_KINDS)[number];

export const CHANGE_OUTCOMES = ['done', 'failed', 'stuck'] as const;
/** How a batch of changes ends: all of it was tried, nothing was done, or it never ends. */
export type ChangeOutcome = (typeof CHANGE_OUTCOMES)[number];

/** One batch of changes, with its status at the moment of asking. Times are milliseconds since 1970. */
export interface ChangeBatchView {
	id: number;
	kind: ChangeKindName;
	identityId: number;
	programId: number;
	status: RunStatus;
	startedAt: number;
	/** null: it never ends by itself. */
	finishesAt: number | null;
	/** The changes in the order in which they came, as they came. */
	changes: JsonObject[];
	/** What became of them, in the order in which the API tells it; null until all was tried. */
	results: JsonObject[] | null;
}

export const SSN_STATES = [
	'available',
	'feature_not_available',
	'no_organization',
	'not_found',
] as const;
/** How an identity's social security numbers are answered. */
export type SsnState = (typeof SSN_STATES)[number];

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
	/** When all of the answer had gone out, in the same way; null while it has not, and forever where it broke off. */
	answeredAt: number | null;
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
