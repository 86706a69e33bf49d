import fc from 'fast-check';
import { HTML_HEAD, readHtmlHead } from '../../../nodes/WebAdmit/download/htmlCharset';
import { textConverter } from '../../../nodes/WebAdmit/download/textEncoding';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');
const statedBy = (html: string) => readHtmlHead(bytesOf(html)).charsets;
const inUtf8 = (html: string) => Buffer.from(readHtmlHead(bytesOf(html)).bytes).toString('latin1');

/** Each states the charset, which may be any. */
const STATEMENTS: Array<(charset: string) => string> = [
	(charset) => `<meta charset="${charset}">`,
	(charset) => `<meta charset='${charset}'>`,
	(charset) => `<meta charset=${charset}>`,
	(charset) => `<meta charset=${charset}/>`,
	(charset) => `<meta charset="${charset}" />`,
	(charset) => `<META/CharSet\n=\t" ${charset} ">`,
	(charset) => `<meta name="a>b" charset=${charset}>`,
	(charset) => `<meta charset="${charset}" charset="other">`,
	(charset) => `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`,
	(charset) => `<meta content='a charset b; charset = "${charset}"' http-equiv=content-type>`,
	(charset) => `<meta http-equiv=content-type content=charset=${charset};a>`,
	(charset) =>
		`<meta http-equiv=content-type content="text/html; charset=other" charset=${charset}>`,
];

/** None of them states anything, though the word may be there. */
const DECOYS = [
	'<!DOCTYPE html>',
	'<html lang="en">',
	'text charset=decoy',
	'<!-- <meta charset="decoy"> -->',
	'<!--><!-- > <meta charset="decoy"> -->',
	'<!-- <meta charset="decoy"> -- > <meta charset="decoy"> -->',
	'<? <meta charset="decoy">',
	'</ <meta charset="decoy">',
	'<meta>',
	'<meta charset>',
	'<meta charset="">',
	'<meta name=charset content="decoy">',
	'<meta content="text/html; charset=decoy">',
	'<meta name="keywords" content="charset=decoy">',
	'<meta http-equiv="refresh" content="1; charset=decoy">',
	'<meta http-equiv="Content-Type" content="text/html">',
	'<meta http-equiv="Content-Type" content="charset=\'decoy">',
	'<meta http-equiv="Content-Type" content="charset=">',
	'<metadata charset="decoy">',
	'<title data-meta=\'<meta charset="decoy">\'>',
	'<a title="<meta charset=decoy>">',
	"</p title='<meta charset=decoy>'>",
	'<p charset=decoy>',
	'a < b <3 << ',
];

it.each(STATEMENTS)('is stated: %s', (statement) => {
	expect(statedBy(statement('koi8-r'))).toEqual(['koi8-r']);
	expect(inUtf8(`a${statement('koi8-r')}b`)).toBe(`a${statement('utf-8')}b`);
});

it.each(DECOYS)('is not stated: %s', (decoy) => {
	expect(statedBy(decoy)).toEqual([]);
	expect(inUtf8(decoy)).toBe(decoy);
});

it.each(['<!-- ', '<meta title="', "<meta title='", '<p title="', '<? ', '<meta '])(
	'is not stated behind what does not end: %s',
	(beginning) => {
		const html = `${beginning}<meta charset=decoy `;
		expect(statedBy(html)).toEqual([]);
		expect(inUtf8(html)).toBe(html);
	},
);

it('is not stated by a tag that does not end', () => {
	for (const html of ['<meta charset=decoy', '<meta charset=decoy ', '<meta charset=decoy a=">']) {
		expect(statedBy(html)).toEqual([]);
	}
});

it('is stated by each that does so, in their order', () => {
	const html = (...charsets: string[]) =>
		charsets.map((charset) => `<meta charset=${charset}>`).join('<!-- -->');
	expect(statedBy(html('klingon', 'koi8-r'))).toEqual(['klingon', 'koi8-r']);
	expect(inUtf8(html('klingon', 'koi8-r'))).toBe(html('utf-8', 'utf-8'));
});

it('is stated in the first kilobyte, with the whole tag, or not at all', () => {
	const tag = '<meta charset=koi8-r>';
	const behind = (bytes: number) => ' '.repeat(bytes) + tag;
	expect(statedBy(behind(HTML_HEAD - tag.length))).toEqual(['koi8-r']);
	expect(statedBy(behind(HTML_HEAD - tag.length + 1))).toEqual([]);
	expect(inUtf8(behind(HTML_HEAD))).toBe(behind(HTML_HEAD));
});

const decoys = fc
	.array(fc.constantFrom(...DECOYS), { maxLength: 6 })
	.map((parts) => parts.join(''));
const statements = fc.constantFrom(...STATEMENTS);
const charsets = fc.constantFrom('windows-1251', 'koi8-r', 'iso-8859-2');

it('is found among whatever states nothing', () => {
	fc.assert(
		fc.property(decoys, statements, charsets, decoys, (before, statement, charset, after) => {
			const html = (stated: string) => `${before}${statement(stated)}${after}`;
			fc.pre(html(charset).length <= HTML_HEAD);
			expect(statedBy(html(charset))).toEqual([charset]);
		}),
	);
});

it('is the same once the page states UTF-8, and nothing else is changed', () => {
	const pieces = ['<', '!--', '-->', 'meta', ' ', '"', "'", '=', '>', '/', 'charset', 'a'];
	const pages = fc.array(
		fc.constantFrom(...pieces, ...DECOYS, ...STATEMENTS.map((of) => of('b'))),
		{
			maxLength: 60,
		},
	);
	fc.assert(
		fc.property(pages, (parts) => {
			const html = parts.join('').slice(0, HTML_HEAD / 2);
			const stated = statedBy(html);
			expect(statedBy(inUtf8(html))).toEqual(stated.map(() => 'utf-8'));
			expect(inUtf8(html)).toHaveLength(html.length + 5 * stated.length - stated.join('').length);
		}),
		{ numRuns: 1_000 },
	);
});

it('decides about the page wherever its bytes are cut', () => {
	const places = fc.array(fc.nat({ max: 2_000 }), { maxLength: 20 });
	fc.assert(
		fc.property(decoys, statements, charsets, places, (before, statement, charset, cuts) => {
			const head = `${before}${statement(charset)}`;
			fc.pre(head.length <= HTML_HEAD);
			const bytes = Buffer.concat([bytesOf(`${head}<p>`), Buffer.of(0xe9, 0xea, 0x2e)]);
			const text = new TextDecoder(charset).decode(Buffer.of(0xe9, 0xea, 0x2e));
			const page = converted(bytes, cuts);
			expect(page.endsWith(`<p>${text}`)).toBe(true);
			expect(statedBy(page)).toEqual(['utf-8']);
		}),
	);
});

function converted(bytes: Uint8Array, cuts: number[]): string {
	const converter = textConverter('text/html', 'utf8');
	if (converter === undefined) throw new Error('It is no text');
	const ends = cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
	const pieces = [...ends, bytes.length].map((end, index) =>
		converter.convert(bytes.subarray(ends[index - 1] ?? 0, end)),
	);
	return Buffer.concat([...pieces, converter.end()]).toString();
}
