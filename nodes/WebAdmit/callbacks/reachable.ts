import { isPrivate } from '../transport/hosts';

/** What to do about a callback URL that WebAdMIT can't reach. */
export const MAKE_REACHABLE =
	"WebAdMIT calls n8n over the internet. Set n8n's environment variable N8N_WEBHOOK_URL (in older n8n: WEBHOOK_URL) to its public address (of your reverse proxy or tunnel), or choose 'Wait Here' where n8n has none.";

/**
 * The sentence for a callback URL that WebAdMIT can't reach; undefined where nothing speaks against it. When WebAdMIT's
 * own address is private too (a stand-in on the same machine), both can see each other.
 */
export function unreachableCallback(callbackUrl: string, baseUrl: string): string | undefined {
	const url = new URL(callbackUrl);
	if (!isPrivate(url) || isPrivate(new URL(baseUrl))) return undefined;
	return `WebAdMIT cannot call back: the callback URL begins with ${url.origin}, which only your own network can reach`;
}
