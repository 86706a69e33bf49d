/** Milliseconds that a host has for an answer. (It is an object, so that tests can change it and need not wait for minutes.) */
export const TIMEOUTS = {
	/** From sending to the end of the answer. WebAdMIT's calls only look things up or start something: they are short. */
	webAdmit: 60_000,
	/** For the head: how long the file itself takes depends on its size, see `LIMITS` of the transfer. */
	fileHost: 60_000,
};
