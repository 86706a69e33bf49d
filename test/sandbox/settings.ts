import type { ChangeOutcome } from './types';

/** How the sandbox behaves. A setting can change at any time, and applies from then on. */
export interface Settings {
	/** Seconds from the POST to the end of a run. With 0, it is finished in the answer to the POST. */
	runSeconds: number;
	/**
	 * How statuses are written: as documented (`In Progress` for export files, `in_progress` for batches), all as
	 * `In Progress`, all as `in_progress`, or by turns.
	 */
	statusSpelling: 'documented' | 'title' | 'snake' | 'mixed';
	/**
	 * Whole seconds for which a signed URL is valid. WebAdMIT's are valid for less than 30. Signatures have whole seconds
	 * only, so a URL can expire up to one second early. If a test needs a URL that expires at a known moment, move the
	 * clock or use the fault `expiredUrl` instead of a very short lifetime.
	 */
	urlLifetimeSeconds: number;
	/** How many calls a key may make in each period. */
	rateLimit: { limit: number; perSeconds: number };
	/** Whether an answer 429 has `Retry-After`, in seconds. */
	retryAfter: boolean;
	/** Milliseconds added to every answer of the API and of the file host. */
	latencyMs: number;
	/** How often the callback of a finished run is sent. */
	callbackDelivery: 'once' | 'never' | 'twice';
	/** Milliseconds (real ones) between the end of a run and its callback. */
	callbackDelayMs: number;
	/** How the brackets arrive in the callback of an export: `export_file[id]` or `export_file%5Bid%5D`. */
	callbackEncoding: 'raw' | 'percent';
	/** Where the sandbox looks for the callback URL of a POST for an export. Both places are documented. */
	callbackSource: 'either' | 'query' | 'body';
	/**
	 * Whether PDF Manager accepts a callback URL that begins with `http://`. WebAdMIT does not, but tests that are called
	 * back on this machine need it.
	 */
	allowHttpCallbacks: boolean;
	/**
	 * Whether callbacks go to https addresses with any certificate. WebAdMIT's do not, but tests that are called back on
	 * this machine have only a self-signed one.
	 */
	anyCertificate: boolean;
	/**
	 * How names in the zip files of PDF Manager are written, except in big ones: in UTF-8 and marked as such, or without
	 * the mark, which some programs leave out.
	 */
	zipNames: 'marked' | 'unmarked';
	/** Seconds from the POST of a batch of changes to its end. With 0, it is finished at the first question about it. */
	changeSeconds: number;
	/** How future batches of changes end: done, failed with nothing done, or never. */
	changeOutcome: ChangeOutcome;
	/** How many changes a batch can have. WebAdMIT does not document it. */
	maxChanges: number;
	/** The status of a batch of changes in which some could not be made. The documentation has both. */
	statusWithErrors: 'success_with_errors' | 'available';
	/** Whether the answer to the PATCH of a designation has its fields at the top level, as documented, or in `designation`. */
	patchAnswer: 'top' | 'wrapped';
	/** Whether decisions can be set in spite of a local status. Liaison turns that on if a school asks for it. */
	ignoreLocalStatus: boolean;
	/** Whether a batch accepts `decision_id: null`. It is documented only for the PATCH. */
	clearInBatches: boolean;
	/**
	 * The form of answers about batches of custom field answers: like those of decisions, or as in the older documentation.
	 * There, the href is in `batch`, `errors` is missing if there are none, and refusals have another name for the list.
	 */
	answerBatches: 'current' | 'older';
	/** The answer to a PATCH for an applicant who is not found. The documentation has both. */
	patchUnknownApplicant: 422 | 404;
	/** The text of a 404: what was not found, the same under `errors`, or the older `Not Found`. */
	notFound: 'named' | 'schema' | 'generic';
}

/** Far more calls than anything makes: for tests that should not spend their time waiting for the limit. */
export const NO_LIMIT: Settings['rateLimit'] = { limit: 1_000_000_000, perSeconds: 3600 };

export const DEFAULT_SETTINGS: Readonly<Settings> = {
	runSeconds: 2,
	statusSpelling: 'documented',
	urlLifetimeSeconds: 25,
	rateLimit: { limit: 5000, perSeconds: 3600 },
	retryAfter: true,
	latencyMs: 0,
	callbackDelivery: 'once',
	callbackDelayMs: 0,
	callbackEncoding: 'raw',
	callbackSource: 'either',
	allowHttpCallbacks: false,
	anyCertificate: false,
	zipNames: 'marked',
	changeSeconds: 2,
	changeOutcome: 'done',
	maxChanges: 1000,
	statusWithErrors: 'success_with_errors',
	patchAnswer: 'top',
	ignoreLocalStatus: false,
	clearInBatches: false,
	answerBatches: 'current',
	patchUnknownApplicant: 422,
	notFound: 'named',
};

/** The settings with changes. Settings that are undefined in the changes stay as they are. */
export function withChanges(settings: Readonly<Settings>, changes: Partial<Settings>): Settings {
	return {
		runSeconds: changes.runSeconds ?? settings.runSeconds,
		statusSpelling: changes.statusSpelling ?? settings.statusSpelling,
		urlLifetimeSeconds: changes.urlLifetimeSeconds ?? settings.urlLifetimeSeconds,
		rateLimit: changes.rateLimit ?? settings.rateLimit,
		retryAfter: changes.retryAfter ?? settings.retryAfter,
		latencyMs: changes.latencyMs ?? settings.latencyMs,
		callbackDelivery: changes.callbackDelivery ?? settings.callbackDelivery,
		callbackDelayMs: changes.callbackDelayMs ?? settings.callbackDelayMs,
		callbackEncoding: changes.callbackEncoding ?? settings.callbackEncoding,
		callbackSource: changes.callbackSource ?? settings.callbackSource,
		allowHttpCallbacks: changes.allowHttpCallbacks ?? settings.allowHttpCallbacks,
		anyCertificate: changes.anyCertificate ?? settings.anyCertificate,
		zipNames: changes.zipNames ?? settings.zipNames,
		changeSeconds: changes.changeSeconds ?? settings.changeSeconds,
		changeOutcome: changes.changeOutcome ?? settings.changeOutcome,
		maxChanges: changes.maxChanges ?? settings.maxChanges,
		statusWithErrors: changes.statusWithErrors ?? settings.statusWithErrors,
		patchAnswer: changes.patchAnswer ?? settings.patchAnswer,
		ignoreLocalStatus: changes.ignoreLocalStatus ?? settings.ignoreLocalStatus,
		clearInBatches: changes.clearInBatches ?? settings.clearInBatches,
		answerBatches: changes.answerBatches ?? settings.answerBatches,
		patchUnknownApplicant: changes.patchUnknownApplicant ?? settings.patchUnknownApplicant,
		notFound: changes.notFound ?? settings.notFound,
	};
}
