/** Keeps API keys and the signatures of download URLs out of everything that the package shows or outputs. */

/** Characters. A shorter text is not a WebAdMIT key, and could occur in any other text. */
const SHORTEST_KEY = 8;

/** How many keys are remembered. n8n has one for each WebAdMIT credential in use. */
const CAPACITY = 100;

/** The keys that this process has sent, each with all the ways in which an answer may quote it. */
const sentKeys = new Map<string, string[]>();

/**
 * Remembers a key that is sent with a request. The credential calls this, so that nothing has to read the credential
 * again to hide its key. In a webhook, reading it takes n8n longer than the request.
 */
export function rememberKey(key: string): void {
	if (key.length < SHORTEST_KEY) return;
	const inJson = JSON.stringify(key).slice(1, -1);
	// Moves the key to the end, so that the keys that were sent longest ago are forgotten first.
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
 * The text without secrets: keys that were sent, query strings of URLs (they hold the signature of a download URL), and
 * long hexadecimal strings (API keys have 32 characters, signatures 64).
 */
export function withoutSecrets(text: string): string {
	return (
		withoutKeys(text)
			// JSON may escape the slash. An apostrophe does not end a URL: file names in URLs can have one.
			.replace(/(https?:\\?\/[^\s"<>?]*)\?[^\s"<>]*/gi, '$1?…')
			.replace(/[0-9a-f]{32,}/gi, '[hidden]')
	);
}
