import type { ChangeOutcome } from './types';

/** How the sandbox behaves. Every setting can be changed at any time and holds from then on. */
export interface Settings {
	/** Seconds from the POST to the end of a run; 0: finished in the answer to the POST. */
	runSeconds: number;
	/**
	 * How statuses are written: each as its own documentation has it (those of export files as
	 * `In Progress`, the states of batches as `in_progress`), all as `In Progress`, all as `in_progress`, or by turns.
	 */
	statusSpelling: 'documented' | 'title' | 'snake' | 'mixed';
	/**
	 * Whole seconds for which a signed URL holds: less than 30 with WebAdMIT. Signatures know whole seconds only, so a URL can
	 * expire up to one second early: for a URL that expires at a known moment, move the clock or use the
	 * fault `expiredUrl` instead of a very short lifetime.
	 */
	urlLifetimeSeconds: number;
	/** How many calls a key has in each period. */
	rateLimit: { limit: number; perSeconds: number };
	/** Whether an answer 429 says `Retry-After`, in seconds. */
	retryAfter: boolean;
	/** Milliseconds added to every answer of the API and of the file host. */
	latencyMs: number;
	/** How often the callback of a finished run is sent. */
	callbackDelivery: 'once' | 'never' | 'twice';
	/** Milliseconds (real ones) between the end of a run and its callback. */
	callbackDelayMs: number;
	/** How the brackets arrive in the callback of an export: `export_file[id]` or `export_file%5Bid%5D`. */
	callbackEncoding: 'raw' | 'percent';
	/** Where the callback URL of a POST for an export is looked for: it is documented in both places. */
	callbackSource: 'either' | 'query' | 'body';
	/**
	 * Whether PDF Manager takes a callback URL that begins with `http://`. WebAdMIT does not; whoever
	 * wants to be called back on this machine needs it.
	 */
	allowHttpCallbacks: boolean;
	/**
	 * Whether callbacks go to https addresses whatever their certificate. WebAdMIT's do not; whoever wants to be called back
	 * on this machine has only one of their own making.
	 */
	anyCertificate: boolean;
	/**
	 * How the names in the zip files of PDF Manager are written (but for big ones): in UTF-8 and marked as such,
	 * or without the mark, which some programs leave out.
	 */
	zipNames: 'marked' | 'unmarked';
	/** Seconds from the POST of a batch of changes to its end; 0: finished when it is first asked for. */
	changeSeconds: number;
	/** How the batches of changes end that are created from now on: done, failed with nothing done, or never. */
	changeOutcome: ChangeOutcome;
	/** How many changes a batch takes. WebAdMIT does not say. */
	maxChanges: number;
	/** The status of a batch of changes of which some could not be made; the documentation has both. */
	statusWithErrors: 'success_with_errors' | 'available';
	/** Whether the answer to the PATCH of a designation has its fields at the top, as documented, or within `designation`. */
	patchAnswer: 'top' | 'wrapped';
	/** Whether decisions can be set in spite of a local status: Liaison turns that on for those who ask for it. */
	ignoreLocalStatus: boolean;
	/** Whether a batch takes `decision_id: null`. It is documented for the PATCH only. */
	clearInBatches: boolean;
	/**
	 * How the batches of answers to custom fields are told of: like those of decisions, or as in the older documentation
	 * (the href within `batch`, no `errors` where there are none, and the list under another name where it is refused).
	 */
	answerBatches: 'current' | 'older';
	/** How a PATCH for an applicant who is not found is answered; the documentation has both. */
	patchUnknownApplicant: 422 | 404;
	/** What a 404 says: what was not found, the same under `errors`, or the older `Not Found`. */
	notFound: 'named' | 'schema' | 'generic';
}

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

/** Settings with changes; what is undefined among the changes stays as it is. */
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
