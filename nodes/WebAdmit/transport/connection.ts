import { ExplainedError, withoutSecrets } from '../errors';

/** What the codes of Node.js and axios mean to somebody who set up a credential. */
const CAUSES: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ECONNRESET: 'the connection was cut off',
	ECONNABORTED: 'there was no answer in time',
	EPIPE: 'the connection was cut off',
	ETIMEDOUT: 'there was no answer in time',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the host name could not be looked up',
	EHOSTUNREACH: 'there is no way to the host',
	ENETUNREACH: 'there is no way to the host',
};

/**
 * The error for a request that got no answer. The error of the HTTP library is not kept, since it holds the request with the API key.
 *
 * @param host who did not answer, as the user knows it, e.g. "WebAdMIT".
 */
export function connectionError(error: unknown, host: string): ExplainedError {
	const inner = explainedCause(error);
	if (inner) return inner;
	const code = codeOf(error);
	const cause = (code && CAUSES[code]) ?? messageOf(error);
	return new ExplainedError(`${host} could not be reached: ${cause}`, {
		description:
			'Check that n8n can reach the address in the credential (firewall, proxy, spelling), then run this again.',
	});
}

/** An error of our own that n8n has wrapped in one of its own, e.g. of the credential's `authenticate`. */
function explainedCause(error: unknown): ExplainedError | undefined {
	return causes(error).find((cause): cause is ExplainedError => cause instanceof ExplainedError);
}

/** The code of Node.js, e.g. ECONNRESET, wherever n8n has put it. */
function codeOf(error: unknown): string | undefined {
	for (const cause of causes(error)) {
		if (typeof cause === 'object' && cause !== null && 'code' in cause) {
			if (typeof cause.code === 'string' && cause.code in CAUSES) return cause.code;
		}
	}
	return undefined;
}

function messageOf(error: unknown): string {
	return error instanceof Error && error.message !== ''
		? withoutSecrets(error.message)
		: 'the reason is not known';
}

/** The error, its cause, the cause of that, and so on; bounded, since nothing says that the chain ends. */
function causes(error: unknown): unknown[] {
	const chain: unknown[] = [];
	let current = error;
	while (current !== undefined && current !== null && chain.length < 10) {
		chain.push(current);
		current = typeof current === 'object' && 'cause' in current ? current.cause : undefined;
	}
	return chain;
}
