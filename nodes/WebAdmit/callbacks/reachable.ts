import { ExplainedError } from '../errors';
import type { RunKind } from '../runs/RunKind';
import { isPrivate } from '../transport/hosts';

const SET_ADDRESS =
	"WebAdMIT calls n8n over the internet. The person who runs your n8n can set the environment variable N8N_WEBHOOK_URL (in older n8n: WEBHOOK_URL) to n8n's public address, which begins with https://. It can be that of a reverse proxy or tunnel";

/** Advice for a node that starts runs, about a URL of n8n that WebAdMIT can't reach. */
export const MAKE_REACHABLE = `${SET_ADDRESS}. If n8n has no public address, choose 'Wait Here'.`;

/** The same advice for the trigger. */
export const MAKE_REACHABLE_OR_ASK = `${SET_ADDRESS}. If n8n has no public address, use a Schedule Trigger and the operation 'Run and Download' instead.`;

/** Advice about a URL that the user has entered. */
export const ENTER_REACHABLE =
	"WebAdMIT calls over the internet. Enter a 'Callback URL' with a public address, e.g. https://n8n.example.edu/webhook/…";

/**
 * Checks that WebAdMIT can call a callback URL. Call it before anything is sent: otherwise, a callback that never comes
 * would be noticed only when the wait is over.
 *
 * @param advice what the user can do about a URL that WebAdMIT can't call.
 * @throws ExplainedError if WebAdMIT can't call it.
 */
export function assertCallable(
	kind: RunKind,
	callbackUrl: string,
	baseUrl: string,
	advice: string,
): void {
	const { protocol, origin } = new URL(callbackUrl);
	const problem = kind.callbackProtocols.includes(protocol)
		? unreachableCallback(callbackUrl, baseUrl)
		: `WebAdMIT cannot call back: for a ${kind.words.run} it calls only https:// addresses, but the callback URL begins with ${origin}`;
	if (problem !== undefined) throw new ExplainedError(problem, { description: advice });
}

/**
 * The message about a callback URL that WebAdMIT can't reach, or undefined if nothing suggests that. If WebAdMIT's own
 * address is private too (a stand-in on the same machine), they can reach each other.
 */
export function unreachableCallback(callbackUrl: string, baseUrl: string): string | undefined {
	const url = new URL(callbackUrl);
	if (!isPrivate(url) || isPrivate(new URL(baseUrl))) return undefined;
	return `WebAdMIT cannot call back: the callback URL begins with ${url.origin}, which only your own network can reach`;
}
