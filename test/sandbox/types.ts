/** The shapes of what the sandbox returns and accepts. All of them are plain JSON. */

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
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
/** The statuses of a run: still running, or one of the outcomes. */
export type RunStatus = 'initializing' | 'queued' | 'in_progress' | Outcome;

export const IDENTITY_TYPES = ['Admissions User', 'Association User', 'Institution User'] as const;

/** A role of the key's user, exactly as the API lists it. */
export interface Identity {
	id: number;
	type: (typeof IDENTITY_TYPES)[number];
	association: string | null;
	institution: string | null;
	organization: string | null;
	/** For example `2014 - 2015`. */
	cycle: string | null;
}

/** Something that only some identities see. */
export interface Seen {
	id: number;
	/** The identities that see it. */
	identityIds: number[];
}

/** Something that can be run any number of times: what exports and templates have in common. */
export interface Source extends Seen {
	name: string;
	/** How long a run takes, in seconds. Null for the setting `runSeconds` at its start. */
	runSeconds: number | null;
	/** How its runs end. */
	outcome: Outcome;
}

/** An export, with what the sandbox has to know to run it. */
export interface SandboxExport extends Source {
	list_type: ListType;
	format: ExportFormat;
	mime_type: string;
	/** Name of the file it makes, for example `Nightly-Applicants.csv`. */
	fileName: string;
	/** Applicants in the file. */
	rows: number;
	/** If set, the file is a generated CSV of this many bytes (rounded down to a row), which is never held in memory. */
	bytes: number | null;
}

/** The input of `addExport`. The sandbox makes up all that is missing. */
export type ExportInput = Partial<Omit<SandboxExport, 'mime_type'>>;

/** The most zip files that a batch can have. */
export const MAX_ZIPS = 100;

/** A template of PDF Manager, with what the sandbox has to know to run it. */
export interface PdfManagerTemplate extends Source {
	list_name: string | null;
	document_source_title: string | null;
	/** Zip files that a batch ends with: 1 to 100. */
	zips: number;
	/** PDFs in each zip file. */
	documents: number;
	/**
	 * If set, each zip file has about this many bytes (less than 4 GB), with as many PDFs as that takes, and is never held
	 * in memory.
	 */
	bytes: number | null;
}

/** The input of `addPdfManagerTemplate`. The sandbox makes up all that is missing. */
export type PdfManagerTemplateInput = Partial<PdfManagerTemplate>;

/** The input of `addIdentity`. What is missing is made up or null. */
export type IdentityInput = Partial<Identity>;

/**
 * Something that was started and runs by itself: what runs of exports and batches have in common. Its status is not
 * stored. It follows from the clock (see jobs/job.ts).
 */
export interface Job {
	id: number;
	/** The identity whose request started it. */
	identityId: number;
	/** Milliseconds since 1970, by the sandbox's clock. */
	startedAt: number;
	durationMs: number;
	outcome: Outcome;
	/** The URL to call when it finishes, or null. */
	callbackUrl: string | null;
}

/** One run of an export. */
export interface Run extends Job {
	exportId: number;
}

/** One batch of PDF Manager. */
export interface PdfManagerBatch extends Job {
	templateId: number;
	/** How many zip files it ends with, if it ends well. */
	zipFileIds: number[];
}

/** A job with its current status. Times are milliseconds since 1970. */
export type View<J extends Job> = J & {
	status: RunStatus;
	/** When the status changed last. */
	updatedAt: number;
	finishesAt: number;
};
export type RunView = View<Run>;
export type PdfManagerBatchView = View<PdfManagerBatch>;

/** Facts about a job to add. */
export interface JobInput {
	/** Default: the first identity that sees what is run. */
	identityId?: number;
	/** Default: the next free one. */
	id?: number;
	/** How long ago it started, in seconds. Default: 0. */
	startedSecondsAgo?: number;
	/** How long it takes in total, in seconds. Default: as for a job that is started through the API. */
	runSeconds?: number;
	/** Default: as the export or template has it. */
	outcome?: Outcome;
	callbackUrl?: string | null;
}

/** Facts about a finished job to add. */
export interface FinishedJobInput extends Omit<JobInput, 'startedSecondsAgo' | 'runSeconds'> {
	/** How long ago it finished, in seconds. Default: 60. */
	finishedSecondsAgo?: number;
}

/** The input of `addRun` and `addFinishedRun`. */
export type RunInput = JobInput & { exportId: number };
export type FinishedRunInput = FinishedJobInput & { exportId: number };

/** The input of `addPdfManagerBatch` and `addFinishedPdfManagerBatch`. */
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

/** The input of `addOrganization`. What is missing is made up or null. */
export type OrganizationInput = Partial<Organization>;

/** One program that applicants apply to. */
export interface Program extends Seen {
	name: string;
	organization_name: string | null;
}

/** The input of `addProgram`. What is missing is made up or null. */
export type ProgramInput = Partial<Program>;

/** One decision that can be set. */
export interface Decision extends Seen {
	name: string;
}

/** The input of `addDecision`. What is missing is made up. */
export type DecisionInput = Partial<Decision>;

export const FIELD_TYPES = ['boolean', 'number', 'date', 'string', 'select'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** A value of a custom field. Null means that it is empty. A date is `2016-01-31`. */
export type FieldValue = string | number | boolean | null;

/** One custom field, with the programs that have it. */
export interface CustomField {
	id: number;
	programIds: number[];
	label: string;
	field_type: FieldType;
	/** The options of a `select`. Null for other types. */
	options: string[] | null;
}

/** The input of `addCustomField`. What is missing is made up. */
export type CustomFieldInput = Partial<CustomField>;

/** A local status. While there is one, the API can't set the decision. */
export interface LocalStatus {
	id: number;
	title: string;
}

/** One applicant of one program, which WebAdMIT calls a designation. Somebody who applies to two programs is there twice. */
export interface Applicant {
	programId: number;
	/** The applicant's number in all programs: a text of digits. */
	casId: string;
	firstName: string;
	lastName: string;
	decisionId: number | null;
	localStatus: LocalStatus | null;
	/** Whether the application is in the status "Received", in which no decision can be set. */
	received: boolean;
	/** Answers, by the ID of the custom field. A field that is missing has no answer. */
	answers: Record<string, FieldValue>;
}

/** The input of `addApplicant`. What is missing is made up, null, or false. */
export type ApplicantInput = Partial<Applicant>;

/** The input of `updateApplicant`. What is missing stays as it is, including missing answers. */
export type ApplicantUpdate = Partial<
	Pick<Applicant, 'decisionId' | 'localStatus' | 'received' | 'answers'>
>;

/** One thing that was changed through the API. */
export interface Change {
	/** The batch that it was part of. Null for a PATCH, PUT, or DELETE. */
	batchId: number | null;
	identityId: number;
	programId: number;
	casId: string;
	/** What was set: a decision, or a custom field answer. */
	set: { decisionId: number | null } | { customFieldId: number; value: FieldValue };
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
}

export const CHANGE_KINDS = ['batch_designations', 'batch_custom_field_answers'] as const;
/** What the changes of a batch are about, as its path names it. */
export type ChangeKindName = (typeof CHANGE_KINDS)[number];

export const CHANGE_OUTCOMES = ['done', 'failed', 'stuck'] as const;
/** How a batch of changes ends: all changes were tried, none was made, or it never ends. */
export type ChangeOutcome = (typeof CHANGE_OUTCOMES)[number];

/** A batch of changes with its current status. Times are milliseconds since 1970. */
export interface ChangeBatchView {
	id: number;
	kind: ChangeKindName;
	identityId: number;
	programId: number;
	status: RunStatus;
	startedAt: number;
	/** Null if it never ends by itself. */
	finishesAt: number | null;
	/** The changes as they came, in their order. */
	changes: JsonObject[];
	/** The results, in the order in which the API returns them. Null until all changes were tried. */
	results: JsonObject[] | null;
}

export const SSN_STATES = [
	'available',
	'feature_not_available',
	'no_organization',
	'not_found',
] as const;
/** How the API answers a question for an identity's social security numbers. */
export type SsnState = (typeof SSN_STATES)[number];

/** Header values as Node gives them: lower-case names. */
export type Headers = Record<string, string | string[] | undefined>;

/** One request that reached the API or the files origin. */
export interface RecordedRequest {
	origin: 'api' | 'files';
	method: string;
	/** Path without query. */
	path: string;
	/** Decoded query. A name that came twice has a list. */
	query: Record<string, string | string[]>;
	/** Path and query as they came. */
	url: string;
	headers: Headers;
	/** The body as text. Empty if there was none. */
	body: string;
	/** Status of the answer. Null while there is none, and if a fault gave none. */
	status: number | null;
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
	/** When all of the answer was sent, in milliseconds since 1970. Null until then, and if it broke off. */
	answeredAt: number | null;
}

/** A delivery of a callback, and its answer. */
export interface CallbackDelivery {
	/** The run of an export that it was for, or null. */
	runId: number | null;
	/** The batch of PDF Manager that it was for, or null. Both are null for a callback that a test sent itself. */
	batchId: number | null;
	url: string;
	body: string;
	headers: Record<string, string>;
	/** Status of the answer. Null if none came. */
	status: number | null;
	/** Why no answer came, or null. */
	error: string | null;
	/** Milliseconds since 1970, by the sandbox's clock. */
	at: number;
}
