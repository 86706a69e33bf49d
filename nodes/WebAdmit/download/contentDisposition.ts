/**
 * The file name that a Content-Disposition header states (RFC 6266). It is as written there, and not safe to use yet:
 * see `fileName.ts`. `filename*` goes before `filename`. Undefined if there is neither, or neither can be read.
 */
export function statedFileName(contentDisposition: string | undefined): string | undefined {
	if (contentDisposition === undefined) return undefined;
	const parameters = readParameters(contentDisposition);
	const extended = parameters.get('filename*');
	const plain = parameters.get('filename');
	return (extended && decodeExtended(extended)) || (plain && decodePlain(plain)) || undefined;
}

/**
 * Node.js reads headers as ISO-8859-1, but many servers write a plain `filename` in UTF-8. A name that is valid UTF-8 is
 * read as UTF-8.
 */
function decodePlain(value: string): string {
	const bytes = Buffer.from(value, 'latin1');
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return value;
	}
}

/** The charset parameter of a Content-Type header in lower case, e.g. `iso-8859-1`. */
export function statedCharset(contentType: string | undefined): string | undefined {
	if (contentType === undefined) return undefined;
	return readParameters(contentType).get('charset')?.toLowerCase() || undefined;
}

/** The type of a Content-Type header without its parameters, in lower case, e.g. `text/csv`. */
export function statedMimeType(contentType: string | undefined): string | undefined {
	return contentType?.split(';', 1)[0]?.trim().toLowerCase() || undefined;
}

/**
 * The parameters after the first `;`. Each has a name, `=`, and a quoted text or everything up to the next `;`. Of
 * parameters with the same name, the first counts.
 */
function readParameters(header: string): Map<string, string> {
	const parameters = new Map<string, string>();
	const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;
	for (const [, name = '', quoted, plain = ''] of header.matchAll(pattern)) {
		const key = name.toLowerCase();
		const value = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1');
		if (!parameters.has(key)) parameters.set(key, value);
	}
	return parameters;
}

/** Decodes a value like `UTF-8'en'Jos%C3%A9.csv` (RFC 8187). Undefined if it is not one. */
function decodeExtended(value: string): string | undefined {
	const [, charset, encoded] = /^([^']*)'[^']*'(.*)$/s.exec(value) ?? [];
	if (charset === undefined || encoded === undefined) return undefined;
	const bytes = Buffer.from(
		encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
			String.fromCharCode(Number.parseInt(hex, 16)),
		),
		'latin1',
	);
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
