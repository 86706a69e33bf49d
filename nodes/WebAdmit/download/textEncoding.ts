import { statedCharset, statedMimeType } from './contentDisposition';
import { HTML_HEAD, readHtmlHead } from './htmlCharset';

/**
 * How text files are handed over: in UTF-8, in UTF-8 with a byte order mark (by which Excel knows it), or byte for byte as
 * the host has them.
 */
export const TEXT_ENCODINGS = ['utf8', 'utf8Bom', 'original'] as const;

export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** Turns the pieces of a text, one after the other and wherever they are cut, into UTF-8. */
export interface TextConverter {
	convert(piece: Uint8Array): Uint8Array;
	/** What is left once the text has ended. */
	end(): Uint8Array;
}

/** Turns bytes into UTF-8, one piece after the other. Only with the last one is nothing kept for the next. */
type Decoder = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

const NOTHING = new Uint8Array();

/** U+FEFF in UTF-8. */
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** How zip files (new Excel files too) and old Excel files begin, whatever is stated about them. */
const NO_TEXT = [
	[0x50, 0x4b, 0x03, 0x04],
	[0x50, 0x4b, 0x05, 0x06],
	[0xd0, 0xcf, 0x11, 0xe0],
];

/** Bytes by which these, or a byte order mark, are known. */
const BEGINNING = 4;

/** What WebAdMIT means by ISO-8859-1, and what is assumed when nothing says otherwise. */
const DEFAULT_CHARSET = 'windows-1252';

/**
 * What the file becomes on the way; undefined when nothing is to be changed, as in all that is no text.
 *
 * What is stated about a text is often wrong, so its bytes go first: a byte order mark, then the first character that is not
 * ASCII. If it is valid UTF-8, so is the text. Otherwise the text is in what the head of a web page states, or else the
 * Content-Type, or else Windows-1252. In UTF-8, a byte that is none is taken for one of that other charset, so that a name
 * which got into the file in another way stays readable too. (The Encoding Standard would put U+FFFD there.)
 *
 * A web page comes out stating UTF-8: a browser goes by what it states.
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
	// Without a mark, only the zero bytes beside the first character tell it from a text that is in ASCII so far.
	const utf16 = known.find((charset) => charset?.startsWith('utf-16'));
	if (utf16 !== undefined && head.subarray(0, 2).includes(0)) return decoderOf(utf16);
	const otherwise = known.find((charset) => charset !== undefined && !charset.startsWith('utf-'));
	return decoderOfUtf8Or(otherwise ?? DEFAULT_CHARSET, beginsWith(head, MARK) || undefined);
}

/** The name of a charset in the Encoding Standard, e.g. `windows-1252` for ISO-8859-1; undefined for one that nobody knows. */
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
		// In one call without `stream`, Node.js 20 takes Windows-1252 for ISO-8859-1.
		const text = decoder.decode(bytes, { stream: true });
		return Buffer.from(isLast ? text + decoder.decode() : text);
	};
}

/**
 * @param isUtf8 undefined where the first character that is not ASCII decides
 */
function decoderOfUtf8Or(otherwise: string, isUtf8: boolean | undefined): Decoder {
	const strict = new TextDecoder('utf-8', { fatal: true });
	const decodeOther = decoderOf(otherwise);
	let rest: Uint8Array = NOTHING;

	/** Told by the decoder that Node.js has: to look at each byte takes ten times as long. */
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

/** The text with each byte that is no UTF-8 decoded as one of another charset. */
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

/** Where the last character ends of which all bytes are there. */
function endOfCharacters(bytes: Uint8Array): number {
	const cut = [1, 2, 3].find((left) => characterLength(bytes, bytes.length - left) > left);
	return bytes.length - (cut ?? 0);
}

/** The bytes of the character in UTF-8 that begins here; 0 where none does, or not all of it is there. */
function wholeCharacter(bytes: Uint8Array, at: number): number {
	const length = characterLength(bytes, at);
	return at + length <= bytes.length ? length : 0;
}

/**
 * The bytes of the character in UTF-8 that begins here, with those that are yet to come where the text is cut; 0 where none
 * begins. (Which bytes make one: https://encoding.spec.whatwg.org/#utf-8-decoder)
 */
function characterLength(bytes: Uint8Array, at: number): number {
	const first = bytes[at] ?? 0;
	if (first < 0x80) return 1;
	if (first < 0xc2 || first > 0xf4) return 0;
	const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	// Neither in more bytes than necessary, nor half of a pair, nor beyond the last character of Unicode.
	let least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
	let most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
	for (const byte of bytes.subarray(at + 1, at + length)) {
		if (byte < least || byte > most) return 0;
		least = 0x80;
		most = 0xbf;
	}
	return length;
}

/** Takes the byte order mark off the beginning of a text, and puts one there if wanted. */
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

/** The parts in one; without a copy where only one has anything in it. */
function joined(parts: Uint8Array[]): Uint8Array {
	const filled = parts.filter(({ length }) => length > 0);
	return filled.length > 1 ? Buffer.concat(filled) : (filled[0] ?? NOTHING);
}
