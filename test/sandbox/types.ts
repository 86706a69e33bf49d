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

/** One report template, with what the sandbox has to know to run it. */
export interface SandboxExport {
	id: number;
	name: string;
	list_type: ListType;
	format: ExportFormat;
	mime_type: string;
	/** The identities that see it. */
	identityIds: number[];
	/** Name of the file it makes, for example `Nightly-Applicants.csv`. */
	fileName: string;
	/** Applicants in the file. */
	rows: number;
	/** When set, the file is a generated CSV of this many bytes (rounded down to a row), never held in memory. */
	bytes: number | null;
	/** How long a run takes, in seconds; null: as the setting `runSeconds` says when it starts. */
	runSeconds: number | null;
	/** How its runs end. */
	outcome: Outcome;
}

/** What `addExport` takes: all that is missing is made up. */
export type ExportInput = Partial<Omit<SandboxExport, 'mime_type'>>;

/** What `addIdentity` takes: all that is missing is made up or null. */
export type IdentityInput = Partial<Identity>;

/** One run of an export. Its status is not stored: it follows from the clock (see runs.ts). */
export interface Run {
	id: number;
	exportId: number;
	/** The export id that stands in the href: another one, as in the vendor's own example. */
	hrefExportId: number;
	/** The identity whose request started it. */
	identityId: number;
	/** Milliseconds since 1970, by the sandbox's clock. */
	startedAt: number;
	durationMs: number;
	outcome: Outcome;
	/** The URL that is called when it finishes, or null. */
	callbackUrl: string | null;
}

/** A run with its status at the moment of asking. */
export interface RunView extends Run {
	status: RunStatus;
	finishesAt: number;
}

/** What `addRun` takes. */
export interface RunInput {
	exportId: number;
	/** Default: the first identity that sees the export. */
	identityId?: number;
	/** Default: the next free one. */
	id?: number;
	/** How long ago it started, in seconds; default 0. */
	startedSecondsAgo?: number;
	/** How long it takes altogether, in seconds; default as for a run that is started through the API. */
	runSeconds?: number;
	/** Default: as the export has it. */
	outcome?: Outcome;
	callbackUrl?: string | null;
}

/** What `addFinishedRun` takes. */
export interface FinishedRunInput extends Omit<RunInput, 'startedSecondsAgo' | 'runSeconds'> {
	/** How long ago it finished, in seconds; default 60. */
	finishedSecondsAgo?: number;
}

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
	/** The run it was for; null for one sent by hand. */
	runId: number | null;
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
