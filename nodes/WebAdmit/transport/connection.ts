import { ExplainedError } from '../errors';
import { isRecord } from '../json';
import { withoutSecrets } from '../secrets';

/** The meaning of error codes of Node.js and axios, in words for users. */
const CAUSES = new Map([
	['ECONNREFUSED', 'the connection was refused'],
	['ECONNRESET', 'the connection was cut off'],
	['ECONNABORTED', 'there was no answer in time'],
	['EPIPE', 'the connection was cut off'],
	['ETIMEDOUT', 'there was no answer in time'],
	['ENOTFOUND', 'the host name is not known'],
	['EAI_AGAIN', 'the host name could not be looked up'],
	['EHOSTUNREACH', "n8n's network has no connection to the host"],
	['ENETUNREACH', "n8n's network has no connection to the host"],
]);

/** Codes for "there was no connection": nobody has read the request. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** Codes for "the connection can't be trusted" (TLS): nobody has read the request, and another try would not help. */
const NOT_TRUSTED = /^(UNABLE_TO_.*|ERR_TLS_.*|.*CERT.*)$/;

/** What OpenSSL says if the two sides don't agree on encryption before the request, and what it means. */
const NO_HANDSHAKE: Array<[RegExp, string]> = [
	[/wrong version number/i, "the server at that address doesn't use HTTPS"],
	[
		/handshake failure|protocol version|unrecognized name/i,
		'n8n and the server at that address (or a proxy on the way) have no encryption (TLS) in common',
	],
];

/** The receiver of a request, in words for users, and what they can do if it does not answer. */
interface Host {
	name: string;
	advice: string;
}

export const WEBADMIT: Host = {
	name: 'WebAdMIT',
	advice:
		'Check that n8n can reach the address in the credential (firewall, proxy, spelling), then run this again.',
};

export const FILE_HOST: Host = {
	name: 'The host of the file',
	advice:
		"WebAdMIT keeps its files on another host (Amazon S3). Check that n8n's firewall or proxy lets n8n reach it, then run this again.",
};

/** What is known about a connection that failed. */
interface Failure {
	reason: string;
	/** Whether the request may have taken effect. */
	mayHaveArrived: boolean;
	/** Whether the same request may get an answer a moment later. */
	isPassing: boolean;
	/** Whether Node.js or axios gave a code. If not, the cause may not be the connection. */
	hasCode: boolean;
}

/** The error if there was no answer, or it broke off. */
export class ConnectionFailure extends ExplainedError {
	readonly mayHaveArrived: boolean;

	readonly hasCode: boolean;

	constructor(
		private readonly host: Host,
		private readonly failure: Failure,
		tries = 1,
	) {
		const { reason, isPassing, mayHaveArrived, hasCode } = failure;
		super(
			`${host.name} could not be reached: ${reason}${tries > 1 ? ` (tried ${tries} times)` : ''}`,
			{ description: host.advice, isPassing },
		);
		this.mayHaveArrived = mayHaveArrived;
		this.hasCode = hasCode;
	}

	/** The same error, which also says how often it was tried. */
	after(tries: number): ConnectionFailure {
		return new ConnectionFailure(this.host, this.failure, tries);
	}
}

/**
 * Makes a {@link ConnectionFailure} of an error that n8n's HTTP helper threw. The error itself is not kept: it holds the
 * request, and with it the API key.
 *
 * @throws ExplainedError if n8n has wrapped one of our own errors, e.g. from the credential.
 */
export function connectionFailure(error: unknown, host: Host): ConnectionFailure {
	const inner = explainedCause(error);
	if (inner) throw inner;
	const codes = codesOf(error);
	const messages = causes(error).map(messageIn);
	const [, disagreement] =
		NO_HANDSHAKE.find(([words]) => messages.some((message) => words.test(message))) ?? [];
	const known = codes.find((code) => CAUSES.has(code));
	const isTrusted = disagreement === undefined && !codes.some((code) => NOT_TRUSTED.test(code));
	return new ConnectionFailure(host, {
		reason: disagreement ?? (known && CAUSES.get(known)) ?? reasonOf(error),
		mayHaveArrived: isTrusted && !codes.some((code) => NEVER_SENT.test(code)),
		isPassing: isTrusted,
		hasCode: codes.length > 0,
	});
}

/** Our own error, if n8n has wrapped one, e.g. from `authenticate` of the credential. */
function explainedCause(error: unknown): ExplainedError | undefined {
	return causes(error).find((cause): cause is ExplainedError => cause instanceof ExplainedError);
}

/** The codes of Node.js and axios, e.g. ECONNRESET, wherever n8n has put them. */
function codesOf(error: unknown): string[] {
	return causes(error).flatMap((cause) =>
		typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
			? [cause.code]
			: [],
	);
}

function reasonOf(error: unknown): string {
	const message = messageIn(error);
	return message === '' ? 'the reason is not known' : withoutSecrets(message);
}

function messageIn(error: unknown): string {
	return isRecord(error) && typeof error.message === 'string' ? error.message : '';
}

/** The error, its cause, the cause of that, and so on. At most ten, since the chain may have no end. */
function causes(error: unknown): unknown[] {
	const chain: unknown[] = [];
	let current = error;
	while (current !== undefined && current !== null && chain.length < 10) {
		chain.push(current);
		current = typeof current === 'object' && 'cause' in current ? current.cause : undefined;
	}
	return chain;
}
