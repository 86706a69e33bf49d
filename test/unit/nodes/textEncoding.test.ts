import fc from 'fast-check';
import { type TextEncoding, textConverter } from '../../../nodes/WebAdmit/download/textEncoding';

const MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** What the pieces become, one after the other. */
function converted(
	pieces: Uint8Array[],
	contentType: string,
	encoding: TextEncoding = 'utf8',
): Buffer {
	const converter = textConverter(contentType, encoding);
	if (converter === undefined) throw new Error('It is no text');
	return Buffer.concat([...pieces.map((piece) => converter.convert(piece)), converter.end()]);
}

const textOf = (bytes: Uint8Array, contentType = 'text/csv;charset=iso-8859-1') =>
	converted([bytes], contentType).toString();

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const utf8 = (text: string) => Buffer.from(text, 'utf8');

/** In pieces, cut at the given places. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
	const ends = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
	return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('a file', () => {
	it.each(['text/csv', 'Text/CSV; charset=iso-8859-1', 'text/html', 'text/plain', 'text/tab'])(
		'of the type %s is text',
		(contentType) => {
			expect(textConverter(contentType, 'utf8')).toBeDefined();
			expect(textConverter(contentType, 'utf8Bom')).toBeDefined();
		},
	);

	it.each([
		['a zip file', Buffer.from('PK\x03\x04\xe9\xff\x00', 'latin1')],
		['an empty zip file', Buffer.from('PK\x05\x06\xe9\xff\x00', 'latin1')],
		['an old workbook', Buffer.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0xe9)],
	])('that is %s is no text, whatever is stated', (_, bytes) => {
		for (const encoding of ['utf8', 'utf8Bom'] as const) {
			for (const type of ['text/csv', 'text/plain', 'text/html']) {
				expect(converted([bytes], type, encoding)).toEqual(bytes);
				expect(converted(cut(bytes, [1, 2, 3, 4, 5]), type, encoding)).toEqual(bytes);
			}
		}
	});

	it.each([
		'application/zip',
		'application/vnd.ms-excel',
		'application/octet-stream',
		'application/text/csv',
		'text',
		'',
		undefined,
	])('of the type %j is none, and stays as it is', (contentType) => {
		expect(textConverter(contentType, 'utf8')).toBeUndefined();
		expect(textConverter(contentType, 'utf8Bom')).toBeUndefined();
	});

	it('stays as it is where its original is wanted', () => {
		expect(textConverter('text/csv', 'original')).toBeUndefined();
	});
});

describe('a byte order mark', () => {
	const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

	it.each([
		['UTF-8', Buffer.from('\uFEFFJosé')],
		['UTF-16LE', Buffer.from('\uFEFFJosé', 'utf16le')],
		['UTF-16BE', utf16be('\uFEFFJosé')],
		['UTF-8, twice', Buffer.from('\uFEFF\uFEFFJosé')],
	])('decides, and is gone: %s', (_, bytes) => {
		for (const stated of ['', ';charset=iso-8859-1', ';charset=utf-8', ';charset=utf-16be']) {
			expect(textOf(bytes, `text/csv${stated}`)).toBe('José');
			expect(converted([bytes], `text/csv${stated}`, 'utf8Bom').toString()).toBe('\uFEFFJosé');
		}
	});

	it('decides also about a text whose first other byte is not UTF-8', () => {
		expect(textOf(Buffer.concat([MARK, latin1('Jos\xE9,'), Buffer.from('José')]))).toBe(
			'José,José',
		);
	});

	it.each(['utf-16le', 'utf-16be'])('can be missing where %s is stated', (charset) => {
		const bytes = Buffer.from('José 🎓', 'utf16le');
		if (charset === 'utf-16be') bytes.swap16();
		expect(textOf(bytes, `text/csv;charset=${charset}`)).toBe('José 🎓');
	});

	it('is missing in a text that is not in the UTF-16 that is stated', () => {
		expect(textOf(Buffer.from('José'), 'text/csv;charset=utf-16le')).toBe('José');
		expect(textOf(latin1('José'), 'text/csv;charset=utf-16le')).toBe('José');
	});

	it('is put before a text only once, also where the text comes byte by byte', () => {
		for (const source of ['José', '\uFEFFJosé', 'Jose']) {
			const pieces = cut(Buffer.from(source), [1, 2, 3, 4, 5, 6, 7]);
			const text = source.replace('\uFEFF', '');
			expect(converted(pieces, 'text/csv', 'utf8Bom').toString()).toBe(`\uFEFF${text}`);
		}
	});

	it('is not taken off in the middle of a text', () => {
		expect(textOf(Buffer.from('José \uFEFF'))).toBe('José \uFEFF');
	});
});

describe('the first character that is not ASCII', () => {
	it.each(['iso-8859-1', 'utf-16le', 'windows-1251', 'klingon', ''])(
		'decides for UTF-8, although %j is stated',
		(charset) => {
			expect(textOf(Buffer.from('José 🎓 学生'), `text/csv;charset=${charset}`)).toBe(
				'José 🎓 学生',
			);
		},
	);

	it.each([
		['iso-8859-1', 'José – 5 €'],
		['utf-8', 'José – 5 €'],
		['klingon', 'José – 5 €'],
		['', 'José – 5 €'],
		['windows-1251', 'Josй – 5 Ђ'],
	])('decides against it: then it is %j, or else Windows-1252', (charset, text) => {
		const bytes = Buffer.of(0x4a, 0x6f, 0x73, 0xe9, 0x20, 0x96, 0x20, 0x35, 0x20, 0x80);
		expect(textOf(bytes, `text/csv;charset=${charset}`)).toBe(text);
	});

	it.each([
		['more bytes than necessary', [0xc0, 0xaf]],
		['more bytes than necessary, in three', [0xe0, 0x9f, 0xbf]],
		['more bytes than necessary, in four', [0xf0, 0x8f, 0xbf, 0xbf]],
		['half of a pair', [0xed, 0xa0, 0x80]],
		['what is beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
		['a byte that never is in UTF-8', [0xf5, 0x80, 0x80, 0x80]],
		['the middle of a character', [0xa0, 0xc3, 0xa9]],
		['a character that breaks off', [0xe2, 0x82, 0x2c]],
		['a character that breaks off at the end', [0xe2, 0x82]],
	])('is not UTF-8 where it is %s', (_, bytes) => {
		const expected = new TextDecoder('windows-1252').decode(Uint8Array.from(bytes), {
			stream: true,
		});
		expect(textOf(Uint8Array.from([0x61, ...bytes]))).toBe(`a${expected}`);
	});

	it.each(['\u0080', '\u07FF', '\u0800', '\uD7FF', '\uE000', '\uFFFF', '\u{10000}', '\u{10FFFF}'])(
		'is UTF-8 at its limits: %j',
		(character) => {
			// The byte that is none keeps the text from being valid as a whole.
			const bytes = Buffer.concat([Buffer.from(`a${character}`), latin1('\xE9.')]);
			expect(textOf(bytes)).toBe(`a${character}é.`);
		},
	);

	it('leaves a text in ASCII as it is, with the ends of its lines', () => {
		expect(textOf(Buffer.from('a\r\nb\nc\td\0\r\n'))).toBe('a\r\nb\nc\td\0\r\n');
	});
});

describe('in a text that is UTF-8', () => {
	it('a byte that is none is one of Windows-1252, and spoils nothing else', () => {
		const bytes = Buffer.concat([
			Buffer.from('José,'),
			latin1('Zo\xEB \x96'),
			Buffer.from(',Müller'),
		]);
		expect(textOf(bytes)).toBe('José,Zoë –,Müller');
	});

	it('a byte that is none is one of the charset that is stated', () => {
		const bytes = Buffer.concat([Buffer.from('José,'), latin1('\xE9'), Buffer.from(',Müller')]);
		expect(textOf(bytes, 'text/csv;charset=windows-1251')).toBe('José,й,Müller');
	});

	it('a character that is cut off at the end is not lost', () => {
		expect(textOf(Buffer.concat([Buffer.from('José '), latin1('\xC3')]))).toBe('José Ã');
	});
});

describe('a web page', () => {
	const page = (meta: string, text = 'José') => `<!DOCTYPE html><html><head>${meta}</head>${text}`;
	const STATED: Array<[string, (charset: string) => string]> = [
		['<meta charset>', (charset) => `<meta charset="${charset}">`],
		['without quotes', (charset) => `<META name=x charset=${charset}/>`],
		[
			'http-equiv',
			(charset) =>
				`<meta http-equiv="Content-Type" content="text/html; charset=${charset}"><title>é</title>`,
		],
		[
			'the other way round',
			(charset) =>
				`<meta name="a">\n<meta\ncontent='text/html;Charset = ${charset}' http-equiv=content-type>`,
		],
	];

	it.each(STATED)('in another charset is decoded by what it states: %s', (_, meta) => {
		const bytes = latin1(page(meta('windows-1251')));
		const expected = new TextDecoder('windows-1251').decode(latin1(page(meta('utf-8'))));
		expect(textOf(bytes, 'text/html')).toBe(expected);
		// What the page itself states goes first.
		expect(textOf(bytes, 'text/html;charset=windows-1252')).toBe(expected);
	});

	it.each(STATED)('states UTF-8 once it is in UTF-8: %s', (_, meta) => {
		for (const charset of ['iso-8859-1', 'utf-16', 'klingon', 'utf-8']) {
			for (const bytes of [utf8, latin1]) {
				const source = bytes(page(meta(charset)));
				expect(textOf(source, 'text/html')).toBe(page(meta('utf-8')));
				expect(converted([source], 'text/html', 'utf8Bom').toString()).toBe(
					`\uFEFF${page(meta('utf-8'))}`,
				);
			}
		}
	});

	it('is decoded by what its bytes are, whatever it states', () => {
		const bytes = Buffer.from(page('<meta charset="iso-8859-1">'));
		expect(textOf(bytes, 'text/html')).toBe(page('<meta charset="utf-8">'));
	});

	it('that states nothing is not changed', () => {
		for (const text of ['<p>charset=iso-8859-1</p>', '<metadata charset="a">', '<meta>']) {
			expect(textOf(latin1(page(text)), 'text/html')).toBe(page(text));
		}
	});

	it.each([
		['a comment', '<!-- <meta charset="windows-1251"> -->'],
		['content alone', '<meta name="note" content="text/html; charset=windows-1251">'],
	])('states nothing by %s', (_, decoy) => {
		expect(textOf(latin1(page(decoy)), 'text/html')).toBe(page(decoy));
		expect(textOf(latin1(page(`${decoy}<meta charset=koi8-r>`)), 'text/html')).toBe(
			page(`${decoy}<meta charset=utf-8>`, 'JosИ'),
		);
	});

	it('goes by the first charset that there is', () => {
		const metas = (...charsets: string[]) =>
			page(charsets.map((charset) => `<meta charset=${charset}>`).join(''), 'é');
		const bytes = latin1(metas('klingon', 'windows-1251', 'koi8-r'));
		expect(textOf(bytes, 'text/html')).toBe(metas('utf-8', 'utf-8', 'utf-8').replace('é', 'й'));
	});

	it('states it in its first kilobyte or not at all', () => {
		const meta = '<meta charset="windows-1251">';
		const far = (bytes: number) => `${' '.repeat(bytes)}${meta}José`;
		expect(textOf(latin1(far(1_024 - meta.length)), 'text/html')).toBe(
			`${' '.repeat(1_024 - meta.length)}<meta charset="utf-8">Josй`,
		);
		for (let beyond = 2; beyond < 20; beyond++) {
			const bytes = 1_024 - meta.length + beyond;
			expect(textOf(latin1(far(bytes)), 'text/html')).toBe(far(bytes));
		}
	});

	it('is the only text whose head is read', () => {
		const text = '<meta charset="windows-1251">José';
		expect(textOf(latin1(text), 'text/csv')).toBe(text);
	});
});

describe('what is held back', () => {
	it.each([
		['text/csv', 'Jos\xE9', 'José'],
		['text/csv', '\xC3\xA9a', 'éa'],
		['text/html', 'x'.repeat(1_024), 'x'.repeat(1_024)],
	])('of %s is nothing once it is decided', (contentType, source, text) => {
		const converter = textConverter(contentType, 'utf8');
		// The comma ends what could be a character in UTF-8.
		expect(Buffer.from(converter?.convert(latin1(`${source},`)) ?? []).toString()).toBe(`${text},`);
		expect(converter?.end()).toHaveLength(0);
	});

	it('is the beginning of a character whose end is yet to come', () => {
		const converter = textConverter('text/csv', 'utf8');
		const next = (...bytes: number[]) =>
			Buffer.from(converter?.convert(Uint8Array.from(bytes)) ?? []).toString();
		const [first = 0, second = 0, third = 0, fourth = 0] = Buffer.from('🎓');
		expect(next(0x61, 0x62, 0x63, first)).toBe('abc');
		expect(next(second)).toBe('');
		expect(next(third)).toBe('');
		expect(next(fourth, 0x62)).toBe('🎓b');
		expect(converter?.end()).toHaveLength(0);
	});

	it('of a web page is its first kilobyte, and the whole of a shorter one until it ends', () => {
		const converter = textConverter('text/html', 'utf8');
		expect(converter?.convert(Buffer.alloc(1_023, 'x'))).toHaveLength(0);
		expect(converter?.convert(Buffer.alloc(1, 'x'))).toHaveLength(1_024);
		const short = textConverter('text/html', 'utf8');
		expect(short?.convert(Buffer.from('<p>'))).toHaveLength(0);
		expect(Buffer.from(short?.end() ?? []).toString()).toBe('<p>');
	});
});

describe('wherever the bytes are cut', () => {
	const places = fc.array(fc.nat({ max: 3_000 }), { maxLength: 20 });
	const types = fc.constantFrom(
		'text/csv',
		'text/csv;charset=iso-8859-1',
		'text/csv;charset=utf-8',
		'text/csv;charset=utf-16le',
		'text/csv;charset=shift_jis',
		'text/html',
	);
	const encodings = fc.constantFrom<TextEncoding[]>('utf8', 'utf8Bom');
	/** Mostly ASCII, as files are, with characters of every length between. */
	const texts = fc
		.array(
			fc.oneof(
				fc.string({ maxLength: 5 }),
				fc.string({ unit: 'grapheme', maxLength: 3 }),
				fc.string({ unit: 'binary', maxLength: 3 }),
			),
			{ maxLength: 50 },
		)
		.map((parts) =>
			parts
				.join('')
				.toWellFormed()
				.replace(/^\uFEFF+/, ''),
		);

	/** What is expected of a text in UTF-8, in each encoding. */
	function expectText(bytes: Uint8Array, ends: number[], contentType: string, text: string) {
		const pieces = cut(bytes, ends);
		expect(converted(pieces, contentType).toString()).toBe(text);
		const mark = text === '' ? '' : '\uFEFF';
		expect(converted(pieces, contentType, 'utf8Bom').toString()).toBe(`${mark}${text}`);
	}

	it('any bytes become the same', () => {
		const pieces = fc.oneof(
			fc.uint8Array({ maxLength: 4 }),
			texts.map((text) => Buffer.from(text)),
			fc.constantFrom(MARK, Buffer.of(0xff, 0xfe), latin1('<meta charset=windows-1251>')),
			fc.constant(Buffer.alloc(500, ' ')),
		);
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 10 }),
				places,
				types,
				encodings,
				(parts, ends, contentType, encoding) => {
					// Of these control characters, Node.js makes others in Shift_JIS, but not where a text is ASCII so far.
					const bytes = Buffer.concat(parts).filter((byte) => ![0x1a, 0x1c, 0x7f].includes(byte));
					const whole = converted([bytes], contentType, encoding);
					expect(converted(cut(bytes, ends), contentType, encoding).equals(whole)).toBe(true);
					// Whatever it was, it is UTF-8 now, and has one mark or none.
					expect(Buffer.from(whole.toString()).equals(whole)).toBe(true);
					expect(whole.toString().startsWith('\uFEFF\uFEFF')).toBe(false);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('a text in UTF-8 stays what it is, with or without a mark', () => {
		const charsets = fc.constantFrom('', ';charset=iso-8859-1', ';charset=shift_jis');
		fc.assert(
			fc.property(texts, places, fc.boolean(), charsets, (text, ends, marked, stated) => {
				const bytes = Buffer.concat([marked ? MARK : Buffer.of(), Buffer.from(text)]);
				expectText(bytes, ends, `text/csv${stated}`, text);
			}),
		);
	});

	it('a text in UTF-16 with a mark stays what it is', () => {
		fc.assert(
			fc.property(texts, places, fc.boolean(), types, (text, ends, isBig, contentType) => {
				const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
				expectText(isBig ? bytes.swap16() : bytes, ends, contentType, text);
			}),
		);
	});

	it('a text in Windows-1252 stays what it is', () => {
		const charsets = fc.constantFrom('', ';charset=iso-8859-1', ';charset=utf-8', ';charset=x');
		const all = new TextDecoder('windows-1252').decode(
			Uint8Array.from({ length: 256 }, (_, byte) => byte),
			{ stream: true },
		);
		// The letter before the comma: it can't begin a character in UTF-8, which would decide otherwise.
		const begun = fc.constantFrom('Jos\xE9,', '\xFC', '\x96 ');
		fc.assert(
			fc.property(
				begun,
				fc.uint8Array({ maxLength: 200 }),
				places,
				charsets,
				(start, more, ends, stated) => {
					const bytes = Buffer.concat([Buffer.from('abc'), latin1(start), more]);
					const text = [...bytes].map((byte) => all[byte]).join('');
					expectText(bytes, ends, `text/csv${stated}`, text);
				},
			),
		);
	});

	it('a text in another charset becomes what that says', () => {
		const [mime, charset] = ['text/csv;charset=shift_jis', 'shift_jis'];
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), places, (more, ends) => {
				// 学生, which is not valid in UTF-8.
				const bytes = Buffer.concat([Buffer.of(0x61, 0x8a, 0x77, 0x90, 0xb6), more]);
				expectText(bytes, ends, mime, new TextDecoder(charset).decode(bytes));
			}),
		);
	});
});
