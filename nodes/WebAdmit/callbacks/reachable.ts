import { isPrivate } from '../transport/hosts';

const SET_ADDRESS =
	"WebAdMIT calls n8n over the internet. Set n8n's environment variable N8N_WEBHOOK_URL (in older n8n: WEBHOOK_URL) to its public address (of your reverse proxy or tunnel)";

/** What to do about a URL of n8n that WebAdMIT can't reach: where runs are started. */
export const MAKE_REACHABLE = `${SET_ADDRESS}, or choose 'Wait Here' where n8n has none.`;

/** In the trigger. */
export const MAKE_REACHABLE_OR_ASK = `${SET_ADDRESS}. Where n8n has none, use a Schedule Trigger and the operation 'Run and Download' instead.`;

/** About a URL of something else, which the user has entered. */
export const ENTER_REACHABLE =
	"WebAdMIT calls over the internet. Enter a 'Callback URL' with a public address.";

/**
 * The sentence for a callback URL that WebAdMIT can't reach; undefined where nothing speaks against it. When WebAdMIT's
 * own address is private too (a stand-in on the same machine), both can see each other.
 */
export function unreachableCallback(callbackUrl: string, baseUrl: string): string | undefined {
	const url = new URL(callbackUrl);
	if (!isPrivate(url) || isPrivate(new URL(baseUrl))) return undefined;
	return `WebAdMIT cannot call back: the callback URL begins with ${url.origin}, which only your own network can reach`;
}
