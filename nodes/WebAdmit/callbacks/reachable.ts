import { isLoopback } from '../transport/baseUrl';

/** Hosts that only the machine itself or its own network can reach. */
const PRIVATE_HOSTS = [
	/^10\./,
	/^172\.(1[6-9]|2\d|3[01])\./,
	/^192\.168\./,
	/^169\.254\./,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
	/^0\./,
	/^\[(::|f[cd]|fe[89ab])/,
	/\.(local|internal|localhost|lan|home\.arpa)$/,
	// A name without a dot is one that only the own network knows. (IPv6 addresses are in brackets.)
	/^[^.[]+$/,
];

/** Whether the host of a URL is this machine or in a private network, so that WebAdMIT, on the internet, can't reach it. */
export function isPrivate(url: URL): boolean {
	return isLoopback(url) || PRIVATE_HOSTS.some((pattern) => pattern.test(url.hostname));
}

/** What to do about a callback URL that WebAdMIT can't reach. */
export const MAKE_REACHABLE =
	"WebAdMIT calls n8n over the internet. Set n8n's environment variable WEBHOOK_URL to its public address (of your reverse proxy or tunnel), or choose 'Wait Here' where n8n has none.";

/**
 * The sentence for a callback URL that WebAdMIT can't reach; undefined where nothing speaks against it. When WebAdMIT's
 * own address is private too (a stand-in on the same machine), both can see each other.
 */
export function unreachableCallback(callbackUrl: string, baseUrl: string): string | undefined {
	const url = new URL(callbackUrl);
	if (!isPrivate(url) || isPrivate(new URL(baseUrl))) return undefined;
	return `WebAdMIT cannot call back: the address of this n8n is ${url.origin}, which only your own network can reach`;
}
