/** What is known about a night when it is over. It is plain data that the invariants check. Times are milliseconds since 1970. */

export type Kind = 'exportFile' | 'pdfManagerBatch';
export type Outcome = 'available' | 'success_with_errors' | 'empty_list' | 'failed';

/** A run or batch as the sandbox knows it. */
export interface Job {
	kind: Kind;
	id: number;
	sourceId: number;
	finishesAt: number;
	outcome: Outcome;
	callbackUrl: string | null;
}

/** Something that was sent to the Webhook node of a workflow. */
export interface Sent {
	id: string;
	workflow: string;
	/** When n8n said that it has it. Null if it never did. */
	acceptedAt: number | null;
	/** How often it was sent without an answer. n8n may or may not have it. */
	unanswered: number;
}

/** An order for sources, with an item for each. */
export interface Order extends Sent {
	kind: Kind;
	sourceIds: number[];
	/** What the workflow returns for it: the files, the finished runs, or only the started runs. */
	gives: 'files' | 'outcomes' | 'starts';
	/** The URL that WebAdMIT has to call when a run of it finishes. Missing if that is not known, or nobody is called. */
	calls?: string;
	/** In what encoding it gets text files. */
	encoding: Encoding;
}

export type Encoding = 'utf8' | 'original';

/** The SHA-256 of a file as WebAdMIT sends it, and with its text in UTF-8. They are the same for a file that is no text. */
export type FileHashes = Record<Encoding, string>;

/** A decision about an applicant. */
export interface Decided {
	casId: string;
	decisionId: number;
}

/** A decision that was ordered. */
export interface Row extends Decided {
	/** Whether WebAdMIT knows the applicant. */
	isThere: boolean;
}

/** An order to set decisions, with an item for each. No two orders are about the same applicant. */
export interface ChangeOrder extends Sent {
	rows: Row[];
}

/** A request to the API that sets the decision about one applicant. */
interface DecisionTry {
	casId: string;
	at: number;
	/** Status of the answer; null where none was given. */
	status: number | null;
}

/** A workflow that starts with all runs that have finished, whoever started them. */
export interface Polling {
	workflow: string;
	kind: Kind;
	/** When its first look ended. Runs that had finished before do not count. */
	from: number;
}

/** An item in the output of a node. */
export interface Item {
	/** The index of the input item that it belongs to. */
	index: number;
	runId?: number;
	status?: string;
	finished?: boolean;
	error?: string;
	/** SHA-256 of the file that n8n has stored for it. */
	file?: string;
}

export interface Execution {
	id: string;
	workflow: string;
	status: string;
	/** When it began; if it has not begun, when n8n stored it. */
	startedAt: number;
	/** Null while it has not ended. */
	stoppedAt: number | null;
	/** All that n8n has stored about it. */
	text: string;
	/** What stopped it: message and description. */
	error?: string;
	/** The output of the package's last node in it. Missing if it did not get that far. */
	items?: Item[];
	/** The run that the trigger was called for, if a trigger started the execution. */
	triggeredBy?: number;
	/** The runs that the polling trigger found, if it started the execution. */
	found?: number[];
	/**
	 * Whether n8n has kept only an error. In queue mode, n8n does that with executions of a worker that was killed. Then
	 * nobody can tell what the execution was about.
	 */
	isErased?: boolean;
}

/** A POST of the sandbox to n8n. */
export interface Callback {
	runId: number | null;
	kind: Kind;
	url: string;
	status: number | null;
	at: number;
}

/** A callback about a run that does not exist, or not with this source. */
export interface FalseCallback {
	kind: Kind;
	runId: number;
	sourceId: number;
	at: number;
}

/** A request to the API that starts something. */
export interface Start {
	kind: Kind;
	sourceId: number;
	/** Status of the answer; null where none was given. */
	status: number | null;
}

/** A request to WebAdMIT or its file host after everything had ended. */
export interface LateRequest {
	method: string;
	path: string;
	at: number;
}

/** An answer of the API that shows the status of a run. */
export interface Answered {
	/** The run that it is about. Null if it is about all runs of the identity. */
	runId: number | null;
	kind: Kind;
	/** When the question came, and when all of the answer was sent. */
	at: number;
	answeredAt: number;
}

/** An answer of the API to a poll. It shows all runs of the identity. */
type Poll = Omit<Answered, 'runId'>;

/** A span of time, from its first to its last moment. */
export interface Span {
	from: number;
	to: number;
}

/** What a process of n8n does: all, only take calls from outside, or only run executions. */
export type Role = 'all' | 'calls' | 'executions';

/** When a process of n8n was stopped, and when it was back. */
export interface Stop extends Span {
	role: Role;
}

export interface Trigger {
	workflow: string;
	kind: Kind;
	url: string;
	/** Sources that it starts itself when it is activated. */
	startsItself: number[];
}

export interface Night {
	orders: Order[];
	changeOrders: ChangeOrder[];
	/** Decisions that were set through the API, oldest first. */
	changes: Decided[];
	decisionTries: DecisionTry[];
	triggers: Trigger[];
	pollings: Polling[];
	/** Workflows that start by themselves every few seconds, with the source that they run. */
	schedules: Array<{ workflow: string; kind: Kind; sourceId: number }>;
	executions: Execution[];
	jobs: Job[];
	callbacks: Callback[];
	/** Of this night and those before it. */
	falseCallbacks: FalseCallback[];
	starts: Start[];
	/** Answers with status 200 to questions about runs, without those of polls. */
	answered: Answered[];
	/** The same for polls of the polling trigger, whether it found something or not. */
	polls: Poll[];
	/** By source: its files. */
	files: ReadonlyMap<string, FileHashes[]>;
	down: Stop[];
	diskFull: Span[];
	/** When WebAdMIT gave no good answer. */
	away: Span[];
	/** Requests to WebAdMIT or its files after everything had ended. */
	lateRequests: LateRequest[];
	/** Requests that had the key but did not go to the API. */
	keyElsewhere: string[];
	/** Files and executions of n8n with the key or a signed URL in them. */
	leaks: string[];
	/** Connections of n8n to WebAdMIT or its files that are still open after everything had ended. */
	openSockets: number;
	/** Processes of n8n that are not running then. */
	gone: number;
}

export const sourceKey = (kind: Kind, sourceId: number): string => `${kind} ${sourceId}`;
