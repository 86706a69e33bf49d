/** The value of a JSON text; undefined when it is none. (n8n's `jsonParse` can't do that: it has no fallback of `undefined`.) */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
