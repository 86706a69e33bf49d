const LOOPBACK_HOSTS = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The host without dots at its end, which don't change its meaning. */
const hostOf = (url: URL) => url.hostname.replace(/\.+$/, '');

/** Whether the host of a URL is this machine. */
export function isLoopback(url: URL): boolean {
	return LOOPBACK_HOSTS.test(hostOf(url));
}

/**
 * Link-local addresses: a machine reaches only itself and its neighbors there. Clouds provide the secrets of a machine
 * at such an address.
 */
const LINK_LOCAL_HOSTS = /^(169\.254(\.\d{1,3}){2}|\[fe[89ab].*)$/;

/**
 * IPv4 addresses that only the machine itself or its own network can reach. Names may begin with the same digits, so
 * `IPV4` is checked first.
 */
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const PRIVATE_IPV4 = [
	/^(0|10|127)\./,
	/^172\.(1[6-9]|2\d|3[01])\./,
	/^192\.(168|0\.0)\./,
	/^198\.1[89]\./,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];

/** Other hosts that only the machine itself or its own network can reach. */
const PRIVATE_HOSTS = [
	// `64:ff9b` leads to IPv4 addresses.
	/^\[(::|f[cd]|64:ff9b:)/,
	/\.(local|internal|localhost|lan|home\.arpa)$/,
	// Only the local network knows a name without a dot. (IPv6 addresses are in brackets.)
	/^[^.[]+$/,
];

/** Whether the host of a URL is this machine or in a private network. Nobody on the internet can reach it then. */
export function isPrivate(url: URL): boolean {
	const host = hostOf(url);
	if (isLoopback(url) || LINK_LOCAL_HOSTS.test(host)) return true;
	return (IPV4.test(host) ? PRIVATE_IPV4 : PRIVATE_HOSTS).some((pattern) => pattern.test(host));
}

/** Other forms of this machine's addresses, and IPv6 addresses that contain IPv4 addresses. */
const DISGUISED_HOSTS = /^(0\.|127\.|\[(::|64:ff9b:))|\.localhost$/;

/**
 * Whether one service may direct us to another. A service on the internet may not direct us into a private network. One
 * in a private network may not direct us to this machine or to link-local addresses. This machine may direct us to
 * itself.
 */
export function mayLeadTo(from: URL, to: URL): boolean {
	if (!isPrivate(to) || hostOf(from) === hostOf(to)) return true;
	if (isLoopback(to)) return isLoopback(from);
	const host = hostOf(to);
	return isPrivate(from) && !LINK_LOCAL_HOSTS.test(host) && !DISGUISED_HOSTS.test(host);
}
