/** Milliseconds that a host has for an answer. (It is an object, so that tests can change it and need not wait for minutes.) */
export const TIMEOUTS = {
	/** From sending to the end of the answer. WebAdMIT's calls are short: they only look things up or start something. */
	webAdmit: 60_000,
	/** For the head of the answer. The time for the file itself depends on its size: see `LIMITS` in `transfer.ts`. */
	fileHost: 60_000,
};
