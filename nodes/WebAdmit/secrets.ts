/**
 * Keeps secrets out of whatever is shown or put out: API keys and the signatures of download URLs.
 */

/** Characters. A shorter text is no key of WebAdMIT, and could be a part of any other text. */
const SHORTEST_KEY = 8;

/** How many keys are remembered. An n8n has as many as it has credentials of WebAdMIT in use. */
const CAPACITY = 100;

/** The keys that this process has sent, each in all the ways that an answer may quote it. */
const sentKeys = new Map<string, string[]>();

/**
 * Remembers a key that goes out with a request. The credential calls this, so that nobody has to read the credential a
 * second time only to hide its key: in a webhook, that takes n8n longer than the request.
 */
export function rememberKey(key: string): void {
	if (key.length < SHORTEST_KEY) return;
	const inJson = JSON.stringify(key).slice(1, -1);
	// Behind those that were sent before it.
	sentKeys.delete(key);
	sentKeys.set(key, [inJson.replaceAll('/', '\\/'), inJson, key]);
	for (const [oldest] of sentKeys) {
		if (sentKeys.size <= CAPACITY) break;
		sentKeys.delete(oldest);
	}
}

/** The text without any key that this process has sent. A gateway in front of WebAdMIT may quote the key. */
export function withoutKeys(text: string): string {
	let rest = text;
	for (const written of [...sentKeys.values()].flat()) rest = rest.replaceAll(written, '[hidden]');
	return rest;
}

/**
 * The text without anything that opens a door: keys that were sent, query strings of URLs (the signature of a download
 * URL is there), and long hexadecimal strings (API keys have 32 such characters, signatures 64).
 */
export function withoutSecrets(text: string): string {
	return (
		withoutKeys(text)
			// The slash may be escaped, as JSON allows. An apostrophe ends nothing: file names in URLs have it.
			.replace(/(https?:\\?\/[^\s"<>?]*)\?[^\s"<>]*/gi, '$1?…')
			.replace(/[0-9a-f]{32,}/gi, '[hidden]')
	);
}
