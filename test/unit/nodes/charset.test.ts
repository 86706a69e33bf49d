import fc from 'fast-check';
import { createUtf8Converter, isText } from '../../../nodes/WebAdmit/download/charset';
import { explanation, thrownBy } from './explanation';

/** What the pieces become, one after the other. */
function converted(charset: string | undefined, pieces: Uint8Array[]): Buffer {
	const converter = createUtf8Converter(charset);
	return Buffer.concat([...pieces.map((piece) => converter.convert(piece)), converter.end()]);
}

/** The bytes in pieces, cut at the given places. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
	const ends = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
	return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('isText', () => {
	it.each(['text/csv', 'text/html', 'text/plain'])('%s is text', (mimeType) => {
		expect(isText(mimeType)).toBe(true);
	});

	it.each([
		'application/zip',
		'application/vnd.ms-excel',
		'application/octet-stream',
		'application/text/csv',
		'text',
		'',
	])('%j is not', (mimeType) => {
		expect(isText(mimeType)).toBe(false);
	});
});

describe('createUtf8Converter', () => {
	it('takes a text for ISO-8859-1 when no charset is stated', () => {
		expect(converted(undefined, [Buffer.from('José Müller', 'latin1')]).toString()).toBe(
			'José Müller',
		);
	});

	it('converts every printable byte of ISO-8859-1', () => {
		const printable = Array.from({ length: 256 }, (_, byte) => byte).filter(
			(byte) => (byte >= 0x20 && byte <= 0x7e) || byte >= 0xa0,
		);
		const text = String.fromCodePoint(...printable);
		expect(converted('iso-8859-1', [Uint8Array.from(printable)]).toString()).toBe(text);
	});

	it('leaves the ends of lines as they are', () => {
		expect(converted('iso-8859-1', [Buffer.from('a\r\nb\nc\td\r\n')]).toString()).toBe(
			'a\r\nb\nc\td\r\n',
		);
	});

	it.each([
		['utf-8', 'José 🎓 学生'],
		['UTF-8', 'José'],
		['utf-16le', 'José 🎓'],
	])('leaves the characters of %s as they are', (charset, text) => {
		const encoding = charset === 'utf-16le' ? 'utf16le' : 'utf8';
		expect(converted(charset, [Buffer.from(text, encoding)]).toString()).toBe(text);
	});

	it('puts a character together that is cut in the middle', () => {
		const converter = createUtf8Converter('utf-8');
		const [first = 0, second = 0, third = 0, fourth = 0] = Buffer.from('🎓');
		expect(converter.convert(Uint8Array.of(0x61, first)).toString()).toBe('a');
		expect(converter.convert(Uint8Array.of(second)).toString()).toBe('');
		expect(converter.convert(Uint8Array.of(third)).toString()).toBe('');
		expect(converter.convert(Uint8Array.of(fourth, 0x62)).toString()).toBe('🎓b');
		expect(converter.end().toString()).toBe('');
	});

	it('marks what is left when a text ends in the middle of a character', () => {
		const converter = createUtf8Converter('utf-8');
		expect(converter.convert(Uint8Array.of(0x61, 0xc3)).toString()).toBe('a');
		expect(converter.end().toString()).toBe('\uFFFD');
	});

	it('hands over at once what it has converted', () => {
		const converter = createUtf8Converter();
		expect(converter.convert(Uint8Array.of(0xe9)).toString()).toBe('é');
		expect(converter.end()).toHaveLength(0);
	});

	it.each(['klingon', '', 'utf-9'])('refuses the charset %j, which nobody knows', (charset) => {
		expect(explanation(thrownBy(() => createUtf8Converter(charset)))).toEqual({
			message: `The file is in the charset "${charset}", which n8n does not know`,
			description: "Turn off the option 'Convert to UTF-8' to get the file as it is.",
		});
	});

	describe('wherever the bytes are cut', () => {
		const places = fc.array(fc.nat({ max: 200 }), { maxLength: 20 });

		it.each([undefined, 'iso-8859-1', 'utf-8', 'utf-16le'])(
			'any bytes become the same, charset %s',
			(charset) => {
				fc.assert(
					fc.property(fc.uint8Array({ maxLength: 200 }), places, (bytes, ends) => {
						expect(converted(charset, cut(bytes, ends))).toEqual(converted(charset, [bytes]));
					}),
				);
			},
		);

		it('a text in UTF-8 stays what it is', () => {
			fc.assert(
				fc.property(fc.string({ unit: 'grapheme', size: 'medium' }), places, (text, ends) => {
					// A byte order mark is not part of the text.
					const expected = text.replace(/^\uFEFF/, '');
					expect(converted('utf-8', cut(Buffer.from(text), ends)).toString()).toBe(expected);
				}),
			);
		});
	});
});
