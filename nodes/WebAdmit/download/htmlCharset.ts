/**
 * Finds the charset that a web page states about itself, as browsers do:
 * https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
 */

/** Bytes in which a page must state its charset. */
export const HTML_HEAD = 1_024;

/** A value in the head of a page, and where it is. */
interface Place {
	text: string;
	begin: number;
}

/** The charsets that the head of a page states, and the page with UTF-8 in their place. */
export interface HtmlHead {
	/** In the order of the page. Some may not exist. */
	charsets: string[];
	bytes: Uint8Array;
}

/** @param page its bytes, at least those of its head. */
export function readHtmlHead(page: Uint8Array): HtmlHead {
	const head = Buffer.from(page.subarray(0, HTML_HEAD)).toString('latin1');
	const stated = [...statedCharsets(head)];
	let changed = '';
	let end = 0;
	for (const { text, begin } of stated) {
		changed += `${head.slice(end, begin)}utf-8`;
		end = begin + text.length;
	}
	changed += head.slice(end);
	return {
		charsets: stated.map(({ text }) => text),
		bytes: Buffer.concat([Buffer.from(changed, 'latin1'), page.subarray(HTML_HEAD)]),
	};
}

/** A tag, up to its attributes. With `/`, it is the end of an element. */
const TAG = /<\/?[a-z][^\t\n\f\r />]*/iy;

/** What begins like a tag but is not one: a doctype, an end without a name. */
const NO_TAG = /<[!/?][^>]*>?/y;

/** What is between attributes. */
const GAP = /[\t\n\f\r /]*/y;

/** A name and a value. Without a closing quotation mark, the value lasts to the end of the text. */
const ATTRIBUTE =
	/([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\t\n\f\r >]*?)(?=\/?(?:[\t\n\f\r >]|$))))?/dy;

/** The charset in `text/html; charset=…`. */
const IN_CONTENT =
	/charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/di;

function* statedCharsets(head: string): Generator<Place> {
	let at = head.indexOf('<');
	while (at !== -1) {
		const tag = matchAt(TAG, head, at);
		let end: number;
		if (head.startsWith('<!--', at)) {
			// The first two dashes may also be the last two.
			const close = head.indexOf('-->', at + 2);
			if (close === -1) return;
			end = close + 3;
		} else if (tag) {
			const { attributes, close } = readAttributes(head, at + tag[0].length);
			if (close === undefined) return;
			end = close + 1;
			const charset = tag[0].toLowerCase() === '<meta' ? charsetOf(attributes) : undefined;
			if (charset) yield charset;
		} else {
			end = at + (matchAt(NO_TAG, head, at) ?? '<')[0].length;
		}
		at = head.indexOf('<', end);
	}
}

/** The attributes of a tag, and where the tag is closed, if it is. Of attributes with the same name, the first counts. */
function readAttributes(
	head: string,
	begin: number,
): { attributes: ReadonlyMap<string, Place>; close: number | undefined } {
	const attributes = new Map<string, Place>();
	for (let at = begin; ; ) {
		at += matchAt(GAP, head, at)?.[0].length ?? 0;
		const attribute = matchAt(ATTRIBUTE, head, at);
		if (!attribute) return { attributes, close: head[at] === '>' ? at : undefined };
		const name = (attribute[1] ?? '').toLowerCase();
		const value = placeIn(attribute, [2, 3, 4]);
		if (value && !attributes.has(name)) attributes.set(name, value);
		at += attribute[0].length;
	}
}

/** The charset that a `meta` tag states: in `charset`, or in `content` where it stands for the HTTP header. */
function charsetOf(attributes: ReadonlyMap<string, Place>): Place | undefined {
	const charset = attributes.get('charset');
	if (charset) return trimmed(charset);
	const content = attributes.get('content');
	const header = attributes.get('http-equiv')?.text.toLowerCase();
	if (!content || header !== 'content-type') return undefined;
	const found = IN_CONTENT.exec(content.text);
	const place = found && placeIn(found, [1, 2, 3]);
	return place ? trimmed({ text: place.text, begin: content.begin + place.begin }) : undefined;
}

function trimmed({ text, begin }: Place): Place | undefined {
	const rest = text.trimStart();
	const place = { text: rest.trimEnd(), begin: begin + text.length - rest.length };
	return place.text === '' ? undefined : place;
}

/** The first of these groups that is in the match. */
function placeIn(match: RegExpExecArray, groups: number[]): Place | undefined {
	for (const group of groups) {
		const [begin] = match.indices?.[group] ?? [];
		if (begin !== undefined) return { text: match[group] ?? '', begin };
	}
	return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}
