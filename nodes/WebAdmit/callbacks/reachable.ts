import { ExplainedError } from '../errors';
import type { RunKind } from '../runs/RunKind';
import { isPrivate } from '../transport/hosts';

const SET_ADDRESS =
	'WebAdMIT calls n8n over the internet. Whoever runs your n8n can set its environment variable N8N_WEBHOOK_URL (in older n8n: WEBHOOK_URL) to its public address, which begins with https:// (that of a reverse proxy or tunnel)';

/** What to do about a URL of n8n that WebAdMIT can't reach: where runs are started. */
export const MAKE_REACHABLE = `${SET_ADDRESS}. If n8n has none, choose 'Wait Here'.`;

/** In the trigger. */
export const MAKE_REACHABLE_OR_ASK = `${SET_ADDRESS}. If n8n has none, use a Schedule Trigger and the operation 'Run and Download' instead.`;

/** About a URL of something else, which the user has entered. */
export const ENTER_REACHABLE =
	"WebAdMIT calls over the internet. Enter a 'Callback URL' with a public address, e.g. https://n8n.example.edu/webhook/…";

/**
 * Lets a callback URL pass that WebAdMIT can call. To be asked before anything is sent: a run whose callback never comes
 * would be noticed only when the waiting is over.
 *
 * @param advice what the user can do about a URL that WebAdMIT can't call.
 * @throws ExplainedError when WebAdMIT can't call it.
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
 * The sentence for a callback URL that WebAdMIT can't reach; undefined where nothing speaks against it. When WebAdMIT's
 * own address is private too (a stand-in on the same machine), both can see each other.
 */
export function unreachableCallback(callbackUrl: string, baseUrl: string): string | undefined {
	const url = new URL(callbackUrl);
	if (!isPrivate(url) || isPrivate(new URL(baseUrl))) return undefined;
	return `WebAdMIT cannot call back: the callback URL begins with ${url.origin}, which only your own network can reach`;
}
