import { ExplainedError } from '../errors';

/** WebAdMIT documents that its CSV files are ISO-8859-1; for its other text files it states none either. */
const DEFAULT_CHARSET = 'iso-8859-1';

/** Whether files of this type are text, and so can be converted from one charset to another. */
export function isText(mimeType: string): boolean {
	return mimeType.startsWith('text/');
}

/** Turns the pieces of a text, one after the other and wherever they are cut, into UTF-8. */
export interface Utf8Converter {
	convert(piece: Uint8Array): Buffer;
	/** What is left once the text has ended. */
	end(): Buffer;
}

/**
 * @param charset as the Content-Type states it, e.g. `iso-8859-1`; that is also what is assumed when nothing is stated.
 * @throws ExplainedError for a charset that nobody knows.
 */
export function createUtf8Converter(charset: string = DEFAULT_CHARSET): Utf8Converter {
	if (!isKnown(charset)) {
		throw new ExplainedError(`The file is in the charset "${charset}", which n8n does not know`, {
			description: "Turn off the option 'Convert to UTF-8' to get the file as it is.",
		});
	}
	const decoder = new TextDecoder(charset);
	return {
		convert: (piece) => Buffer.from(decoder.decode(piece, { stream: true })),
		end: () => Buffer.from(decoder.decode()),
	};
}

function isKnown(charset: string): boolean {
	try {
		return new TextDecoder(charset).encoding !== '';
	} catch {
		return false;
	}
}
