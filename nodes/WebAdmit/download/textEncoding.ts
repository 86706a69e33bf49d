import { statedCharset, statedMimeType } from './contentDisposition';
import { HTML_HEAD, readHtmlHead } from './htmlCharset';

/**
 * How to write text files: in UTF-8, in UTF-8 with a byte order mark (by which Excel recognizes it), or with the same
 * bytes as on the host.
 */
export const TEXT_ENCODINGS = ['utf8', 'utf8Bom', 'original'] as const;

export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** Turns the pieces of a text into UTF-8, one after the other. They may be cut anywhere. */
export interface TextConverter {
	convert(piece: Uint8Array): Uint8Array;
	/** The bytes that are left when the text has ended. */
	end(): Uint8Array;
}

/** Turns bytes into UTF-8, one piece after the other. After each piece but the last, it may keep bytes for the next. */
type Decoder = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

const NOTHING = new Uint8Array();

/** U+FEFF in UTF-8. */
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** The first bytes of zip files (which new Excel files are) and of old Excel files. They count more than the stated type. */
const NO_TEXT = [
	[0x50, 0x4b, 0x03, 0x04],
	[0x50, 0x4b, 0x05, 0x06],
	[0xd0, 0xcf, 0x11, 0xe0],
];

/** How many bytes it takes to recognize these, or a byte order mark. */
const BEGINNING = 4;

/** What WebAdMIT means by ISO-8859-1. Also the charset of texts for which nothing else is known. */
const DEFAULT_CHARSET = 'windows-1252';

/**
 * The converter for a file. Undefined if no byte changes: for `original`, and for files that are not text.
 *
 * The stated charset is often wrong, so the bytes decide first: a byte order mark, then the first character that is not
 * ASCII. If that character is valid UTF-8, the text is UTF-8. If not, the charset is the one in the head of a web page,
 * or else the one of the Content-Type, or else Windows-1252. In a UTF-8 text, a byte that is not valid is read in that
 * other charset, so that names in a second charset stay readable too. (The Encoding Standard would write U+FFFD there.)
 *
 * In a web page, the stated charset becomes UTF-8, since browsers follow it.
 *
 * @param contentType of the answer, e.g. `text/csv;charset=iso-8859-1`
 */
export function textConverter(
	contentType: string | undefined,
	encoding: TextEncoding,
): TextConverter | undefined {
	const mimeType = statedMimeType(contentType) ?? '';
	if (encoding === 'original' || !mimeType.startsWith('text/')) return undefined;
	const isHtml = mimeType === 'text/html';
	const stated = statedCharset(contentType);
	const marked = markingOnce(encoding === 'utf8Bom');
	let head: Uint8Array = NOTHING;
	let decode: Decoder | undefined;

	const step: Decoder = (piece, isLast) => {
		if (decode) return decode(piece, isLast);
		head = joined([head, piece]);
		if (head.length < (isHtml ? HTML_HEAD : BEGINNING) && !isLast) return NOTHING;
		if (NO_TEXT.some((beginning) => beginsWith(head, beginning))) {
			decode = (bytes) => bytes;
			return head;
		}
		const page = isHtml ? readHtmlHead(head) : { charsets: [], bytes: head };
		const charset = page.charsets.find((name) => knownCharset(name) !== undefined);
		const toUtf8 = decoderFor(head, [charset, stated]);
		decode = (bytes, isEnd) => marked(toUtf8(bytes, isEnd));
		return decode(page.bytes, isLast);
	};
	return { convert: (piece) => step(piece, false), end: () => step(NOTHING, true) };
}

/**
 * @param head the first bytes of the text
 * @param stated charsets that are stated for it, the most trustworthy first
 */
function decoderFor(head: Uint8Array, stated: Array<string | undefined>): Decoder {
	if (beginsWith(head, [0xff, 0xfe])) return decoderOf('utf-16le');
	if (beginsWith(head, [0xfe, 0xff])) return decoderOf('utf-16be');
	const known = stated.map(knownCharset);
	// Without a byte order mark, only the zero byte beside the first character tells UTF-16 from ASCII.
	const utf16 = known.find((charset) => charset?.startsWith('utf-16'));
	if (utf16 !== undefined && head.subarray(0, 2).includes(0)) return decoderOf(utf16);
	const otherwise = known.find((charset) => charset !== undefined && !charset.startsWith('utf-'));
	return decoderOfUtf8Or(otherwise ?? DEFAULT_CHARSET, beginsWith(head, MARK) || undefined);
}

/** The name of a charset in the Encoding Standard, e.g. `windows-1252` for ISO-8859-1. Undefined for an unknown charset. */
function knownCharset(label: string | undefined): string | undefined {
	if (label === undefined) return undefined;
	try {
		return new TextDecoder(label).encoding;
	} catch {
		return undefined;
	}
}

function decoderOf(charset: string): Decoder {
	const decoder = new TextDecoder(charset, { ignoreBOM: true });
	return (bytes, isLast) => {
		// Without `stream`, Node.js 20 decodes Windows-1252 as ISO-8859-1.
		const text = decoder.decode(bytes, { stream: true });
		return Buffer.from(isLast ? text + decoder.decode() : text);
	};
}

/** @param isUtf8 undefined if the first character that is not ASCII decides. */
function decoderOfUtf8Or(otherwise: string, isUtf8: boolean | undefined): Decoder {
	const strict = new TextDecoder('utf-8', { fatal: true });
	const decodeOther = decoderOf(otherwise);
	let rest: Uint8Array = NOTHING;

	/** Uses the decoder of Node.js: looking at each byte takes ten times as long. */
	const isValid = (bytes: Uint8Array) => {
		try {
			if (strict.decode(bytes).length < bytes.length) isUtf8 = true;
			return true;
		} catch {
			return false;
		}
	};

	return (piece, isLast) => {
		if (isUtf8 === false) return decodeOther(piece, isLast);
		const bytes = joined([rest, piece]);
		const end = isLast ? bytes.length : endOfCharacters(bytes);
		const whole = bytes.subarray(0, end);
		rest = bytes.subarray(end);
		if (isValid(whole)) return whole;
		isUtf8 ??=
			wholeCharacter(
				whole,
				whole.findIndex((byte) => byte >= 0x80),
			) > 0;
		return isUtf8 ? mended(whole, decodeOther) : decodeOther(bytes, isLast);
	};
}

/** The text, in which each byte that is not valid UTF-8 was decoded with another charset. */
function mended(bytes: Uint8Array, decodeOther: Decoder): Uint8Array {
	const parts: Uint8Array[] = [];
	let begin = 0;
	for (let at = 0; at < bytes.length; ) {
		const length = wholeCharacter(bytes, at);
		if (length > 0) {
			at += length;
		} else {
			parts.push(bytes.subarray(begin, at), decodeOther(bytes.subarray(at, at + 1), true));
			begin = ++at;
		}
	}
	return joined([...parts, bytes.subarray(begin)]);
}

/** The end of the last complete character. */
function endOfCharacters(bytes: Uint8Array): number {
	const cut = [1, 2, 3].find((left) => characterLength(bytes, bytes.length - left) > left);
	return bytes.length - (cut ?? 0);
}

/** How many bytes the UTF-8 character that begins here has. 0 if none begins here, or it is not complete. */
function wholeCharacter(bytes: Uint8Array, at: number): number {
	const length = characterLength(bytes, at);
	return at + length <= bytes.length ? length : 0;
}

/**
 * How many bytes the UTF-8 character that begins here has, with those that are still to come. 0 if none begins here. The
 * rules are in https://encoding.spec.whatwg.org/#utf-8-decoder
 */
function characterLength(bytes: Uint8Array, at: number): number {
	const first = bytes[at] ?? 0;
	if (first < 0x80) return 1;
	if (first < 0xc2 || first > 0xf4) return 0;
	const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	// Excludes characters in more bytes than they need, halves of surrogate pairs, and numbers above the last Unicode
	// character.
	let least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
	let most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
	for (const byte of bytes.subarray(at + 1, at + length)) {
		if (byte < least || byte > most) return 0;
		least = 0x80;
		most = 0xbf;
	}
	return length;
}

/** Removes byte order marks from the beginning of a text, and adds one if wanted. */
function markingOnce(withMark: boolean): (text: Uint8Array) => Uint8Array {
	let hasBegun = false;
	return (text) => {
		if (hasBegun) return text;
		let begin = text;
		while (beginsWith(begin, MARK)) begin = begin.subarray(MARK.length);
		hasBegun = begin.length > 0;
		return hasBegun && withMark ? joined([MARK, begin]) : begin;
	};
}

function beginsWith(bytes: Uint8Array, beginning: ArrayLike<number>): boolean {
	return Array.from(beginning).every((byte, index) => bytes[index] === byte);
}

/** The parts as one. Copies nothing if only one of them has bytes. */
function joined(parts: Uint8Array[]): Uint8Array {
	const filled = parts.filter(({ length }) => length > 0);
	return filled.length > 1 ? Buffer.concat(filled) : (filled[0] ?? NOTHING);
}
