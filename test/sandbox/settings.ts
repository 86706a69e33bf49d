/** How the sandbox behaves. Every setting can be changed at any time and holds from then on. */
export interface Settings {
	/** Seconds from the POST to the end of a run; 0: finished in the answer to the POST. */
	runSeconds: number;
	/** How statuses are written: `In Progress`, `in_progress`, or by turns, which clients must cope with. */
	statusSpelling: 'title' | 'snake' | 'mixed';
	/**
	 * Whole seconds for which a signed URL holds. Signatures know whole seconds only, so a URL can
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
	/** How the brackets arrive: `export_file[id]` or `export_file%5Bid%5D`. */
	callbackEncoding: 'raw' | 'percent';
	/** Where the callback URL of a POST is looked for: it is documented in both places. */
	callbackSource: 'either' | 'query' | 'body';
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
	runSeconds: 2,
	statusSpelling: 'mixed',
	urlLifetimeSeconds: 30,
	rateLimit: { limit: 5000, perSeconds: 3600 },
	retryAfter: true,
	latencyMs: 0,
	callbackDelivery: 'once',
	callbackDelayMs: 0,
	callbackEncoding: 'raw',
	callbackSource: 'either',
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
	};
}
