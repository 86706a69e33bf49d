const LOOPBACK_HOSTS = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the host of a URL is this machine. */
export function isLoopback(url: URL): boolean {
	return LOOPBACK_HOSTS.test(url.hostname);
}

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

/** Whether the host of a URL is this machine or in a private network, so that nobody on the internet can reach it. */
export function isPrivate(url: URL): boolean {
	// A dot at the end changes nothing about a name.
	const host = url.hostname.replace(/\.$/, '');
	return isLoopback(url) || PRIVATE_HOSTS.some((pattern) => pattern.test(host));
}
