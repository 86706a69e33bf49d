import fc from 'fast-check';
import {
	statedCharset,
	statedFileName,
	statedMimeType,
} from '../../../nodes/WebAdmit/download/contentDisposition';

/** A header value as Node.js hands it over when the server has written it in UTF-8. */
function sentAsUtf8(value: string): string {
	return Buffer.from(value).toString('latin1');
}

describe('statedFileName', () => {
	it.each([
		// As WebAdMIT's file host sends it.
		['attachment; filename=Test-API-Export.csv', 'Test-API-Export.csv'],
		['attachment; filename="Test API Export.csv"', 'Test API Export.csv'],
		['attachment; filename=Test API Export.csv', 'Test API Export.csv'],
		['attachment;filename=a.csv', 'a.csv'],
		['attachment ;\t filename \t=  a.csv  ', 'a.csv'],
		['ATTACHMENT; FILENAME=A.csv', 'A.csv'],
		['attachment; FileName="A.csv"', 'A.csv'],
		['inline; filename=a.csv', 'a.csv'],
		['attachment; filename=""; filename*=UTF-8\'\'a.csv', 'a.csv'],
	])('plain: %s', (header, name) => {
		expect(statedFileName(header)).toBe(name);
	});

	it.each([
		['attachment; filename="a;b.csv"', 'a;b.csv'],
		['attachment; filename="a=b, c.csv"', 'a=b, c.csv'],
		['attachment; filename="the \\"best\\" ones.csv"', 'the "best" ones.csv'],
		['attachment; filename="a\\\\b.csv"', 'a\\b.csv'],
		['attachment; filename="\\a.csv"', 'a.csv'],
		['attachment; filename="../../etc/passwd"', '../../etc/passwd'],
		["attachment; filename=Dean's-List.csv", "Dean's-List.csv"],
	])('quoted and escaped: %s', (header, name) => {
		expect(statedFileName(header)).toBe(name);
	});

	it.each([
		['attachment; size=1234; filename=a.csv; handling=required', 'a.csv'],
		['attachment; name="x; filename=wrong.csv"; filename=right.csv', 'right.csv'],
		['attachment; name="x\\"; filename=wrong.csv"; filename=right.csv', 'right.csv'],
		['attachment; filename=first.csv; filename=second.csv', 'first.csv'],
		['attachment; xfilename=wrong.csv; filename=right.csv', 'right.csv'],
		['attachment; filenames=wrong.csv; filename=right.csv', 'right.csv'],
	])('among several parameters: %s', (header, name) => {
		expect(statedFileName(header)).toBe(name);
	});

	it.each([
		["attachment; filename*=UTF-8''Jos%C3%A9.csv", 'José.csv'],
		["attachment; filename*=utf-8'en'Jos%c3%a9%20list.csv", 'José list.csv'],
		["attachment; FILENAME*=UTF-8''a.csv", 'a.csv'],
		["attachment; filename*=ISO-8859-1''Jos%E9.csv", 'José.csv'],
		["attachment; filename*=iso-8859-1'de'%DCbersicht.csv", 'Übersicht.csv'],
		["attachment; filename*=UTF-8''%e2%82%ac%20rates", '€ rates'],
		["attachment; filename*=UTF-8''Dean's.csv", "Dean's.csv"],
		['attachment; filename*="UTF-8\'\'Jos%C3%A9.csv"', 'José.csv'],
		// A percent sign that escapes nothing stays what it is.
		["attachment; filename*=UTF-8''100%.csv", '100%.csv'],
		["attachment; filename*=UTF-8''%zz%4.csv", '%zz%4.csv'],
		["attachment; filename*=UTF-8''a%0Ab.csv", 'a\nb.csv'],
		["attachment; filename*=UTF-8''%F0%9F%8E%93.csv", '🎓.csv'],
	])('extended: %s', (header, name) => {
		expect(statedFileName(header)).toBe(name);
	});

	it.each([
		["attachment; filename=Jose.csv; filename*=UTF-8''Jos%C3%A9.csv", 'José.csv'],
		["attachment; filename*=UTF-8''Jos%C3%A9.csv; filename=Jose.csv", 'José.csv'],
		// What cannot be read does not hide what can.
		["attachment; filename=Jose.csv; filename*=UTF-8''Jos%E9.csv", 'Jose.csv'],
		["attachment; filename=Jose.csv; filename*=KLINGON''Jos%C3%A9.csv", 'Jose.csv'],
		["attachment; filename=Jose.csv; filename*=''Jos%C3%A9.csv", 'Jose.csv'],
		["attachment; filename=Jose.csv; filename*=UTF-8'Jos%C3%A9.csv", 'Jose.csv'],
		['attachment; filename=Jose.csv; filename*=Jos%C3%A9.csv', 'Jose.csv'],
		["attachment; filename=Jose.csv; filename*=UTF-8''", 'Jose.csv'],
		['attachment; filename=Jose.csv; filename*=', 'Jose.csv'],
	])('both: %s', (header, name) => {
		expect(statedFileName(header)).toBe(name);
	});

	it.each([
		undefined,
		'',
		'attachment',
		'attachment;',
		'attachment; filename',
		'attachment; filename=',
		'attachment; filename=""',
		'attachment; filename=  ',
		'attachment; =a.csv',
		'filename=a.csv',
		"attachment; filename*=UTF-8''%FF",
	])('nothing: %s', (header) => {
		expect(statedFileName(header)).toBeUndefined();
	});

	it('takes what an unclosed quotation mark begins as it stands there', () => {
		expect(statedFileName('attachment; filename="a.csv')).toBe('"a.csv');
	});

	it('reads a plain name in UTF-8 where it can be that', () => {
		expect(statedFileName(sentAsUtf8('attachment; filename="José 🎓.csv"'))).toBe('José 🎓.csv');
	});

	it('reads a plain name in ISO-8859-1 where it cannot be UTF-8', () => {
		expect(statedFileName('attachment; filename="José.csv"')).toBe('José.csv');
	});

	it('does not take a plain name for an encoded one', () => {
		expect(statedFileName('attachment; filename="Jos%C3%A9.csv"')).toBe('Jos%C3%A9.csv');
	});

	it('gives back every name that is written in quotation marks', () => {
		// U+FEFF is left out: at the beginning, it is the mark of UTF-8 and not of the name.
		const name = fc
			.string({ unit: 'grapheme', minLength: 1 })
			.filter((text) => !/[\n\r\u2028\u2029\uFEFF]/.test(text));
		fc.assert(
			fc.property(name, (wanted) => {
				const quoted = wanted.replace(/["\\]/g, '\\$&');
				expect(statedFileName(sentAsUtf8(`attachment; filename="${quoted}"; size=1`))).toBe(wanted);
			}),
		);
	});

	it('gives back every name that is written in the extended form', () => {
		const name = fc
			.string({ unit: 'grapheme', minLength: 1 })
			.filter((text) => !text.startsWith('\uFEFF'));
		fc.assert(
			fc.property(name, (wanted) => {
				const header = `attachment; filename=x; filename*=UTF-8''${encodeURIComponent(wanted)}`;
				expect(statedFileName(header)).toBe(wanted);
			}),
		);
	});

	it('never throws and never gives an empty name', () => {
		const parts = fc.constantFrom(
			'attachment',
			';',
			'=',
			'"',
			'\\',
			"'",
			'%',
			'*',
			' ',
			'filename',
			'UTF-8',
			'%C3',
			'é',
			'\u0000',
		);
		fc.assert(
			fc.property(fc.string({ unit: parts, maxLength: 30 }), (header) => {
				expect(statedFileName(header)).not.toBe('');
			}),
		);
	});
});

describe('statedCharset', () => {
	it.each([
		['text/csv;charset=iso-8859-1', 'iso-8859-1'],
		['text/csv; charset=ISO-8859-1', 'iso-8859-1'],
		['text/csv; Charset="UTF-8"', 'utf-8'],
		['text/csv; header=present; charset=utf-8 ; x=y', 'utf-8'],
		['text/csv', undefined],
		['text/csv; charset=', undefined],
		['text/csv; charset=""', undefined],
		['charset=utf-8', undefined],
		['', undefined],
		[undefined, undefined],
	])('%j is %j', (header, charset) => {
		expect(statedCharset(header)).toBe(charset);
	});
});

describe('statedMimeType', () => {
	it.each([
		['text/csv;charset=iso-8859-1', 'text/csv'],
		[' Text/CSV ; charset=utf-8', 'text/csv'],
		['application/zip', 'application/zip'],
		['; charset=utf-8', undefined],
		[' ', undefined],
		['', undefined],
		[undefined, undefined],
	])('%j is %j', (header, mimeType) => {
		expect(statedMimeType(header)).toBe(mimeType);
	});
});
