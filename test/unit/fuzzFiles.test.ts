import fc from 'fast-check';
import {
	statedCharset,
	statedFileName,
	statedMimeType,
} from '../../nodes/WebAdmit/download/contentDisposition';
import { safeFileName } from '../../nodes/WebAdmit/download/fileName';
import { TEXT_ENCODINGS, textConverter } from '../../nodes/WebAdmit/download/textEncoding';
import { assertSafe, wantedNames } from './fileNames';
import { NO_TIMEOUT, fuzz } from './fuzz';

jest.setTimeout(NO_TIMEOUT);

/** Pieces of which headers are made, good ones and bad ones. */
const piece = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.constantFrom(
			...['attachment', 'inline', ';', '; ', '=', '"', '\\', "'", '*', ' ', '\t', ',', '/', '..'],
			...['filename', 'filename*', 'FILENAME', 'charset', 'name', "UTF-8''", "iso-8859-1'en'"],
			...['utf-8', 'utf-16le', 'windows-1252', 'iso-2022-jp', 'x-user-defined', 'KLINGON'],
			...['text/csv', 'text/html', 'text/', 'application/zip', '%C3%A9', '%zz', '%', 'con', '.csv'],
			...['\u00e9', '\u00ff', '\u0080', '\u0000', '\u202e', '\u00ad'],
		),
	},
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
	{
		weight: 1,
		arbitrary: fc
			.tuple(
				fc.constantFrom('.', ' ', ';', '"', 'a', ';a=', '; ', '\\"', '%41', '=', '. '),
				fc.nat(16_000),
			)
			.map(([text, length]) => text.repeat(length).slice(0, length)),
	},
);

const pieces = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));

/** As headers are, but for what their values are. */
const parameters = fc
	.array(
		fc.tuple(
			fc.constantFrom(
				...['; filename=', ';filename*=', '; charset=', '; filename="', ";filename*=UTF-8''"],
			),
			pieces,
			fc.constantFrom('', '"', ' '),
		),
		{ maxLength: 3 },
	)
	.map((parts) => parts.flat().join(''));

const header = fc.option(
	fc
		.oneof(
			pieces,
			fc
				.tuple(fc.constantFrom('attachment', 'text/csv', 'text/html'), parameters)
				.map((parts) => parts.join('')),
		)
		// As long as Node.js takes headers.
		.map((text) => text.slice(0, 16_384)),
	{ nil: undefined },
);

it('whatever the host of a file says, its name is safe', () => {
	let named = 0;
	fuzz(
		header,
		(value) => {
			const stated = statedFileName(value);
			expect(stated).not.toBe('');
			assertSafe(safeFileName(stated ?? ''));
			if (stated !== undefined) named++;
		},
		['attachment; filename="a.csv"'],
	);
	expect(named).toBeGreaterThan(0);
});

it('whatever name a user wants, it is safe', () => {
	fuzz(wantedNames, (name) => {
		assertSafe(safeFileName(name));
	});
});

it('whatever is stated about a text and in it, it becomes UTF-8, however it is cut', () => {
	const markup = fc
		.array(
			fc.constantFrom(
				...['<meta ', 'charset', '=', '"', "'", 'utf-16', 'iso-8859-1', '>', ' ', '/', '<', ';'],
				...['http-equiv="Content-Type" ', 'content="text/html; ', ' '.repeat(400)],
			),
			{ maxLength: 40 },
		)
		.map((pieces) => Buffer.from(pieces.join('')));
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 3_000, size: 'max' }),
		fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
		fc.string({ unit: 'binary' }).map((text) => Buffer.from(text, 'utf16le')),
		markup,
	);
	const type = fc.oneof(
		header,
		fc.constantFrom('text/csv', 'text/html; charset=utf-16le', 'text/plain; charset=utf-16be'),
	);
	let converted = 0;
	fuzz(
		fc.tuple(type, fc.constantFrom(...TEXT_ENCODINGS), fc.array(bytes, { maxLength: 4 })),
		([contentType, encoding, pieces]) => {
			statedCharset(contentType);
			statedMimeType(contentType);
			const convert = (parts: Uint8Array[]) => {
				const converter = textConverter(contentType, encoding);
				return (
					converter &&
					Buffer.concat([...parts.map((part) => converter.convert(part)), converter.end()])
				);
			};
			const whole = Buffer.concat(pieces);
			const text = convert(pieces);
			expect(text).toEqual(convert([whole]));
			if (text === undefined || isBinary(whole)) return;
			converted++;
			expect(Buffer.from(text.toString('utf8'))).toEqual(text);
		},
		[['text/csv; charset=utf-16le', 'utf8', [Buffer.from('a', 'utf16le')]]],
	);
	expect(converted).toBeGreaterThan(0);
});

/** Zip files and old workbooks stay as they are. */
const isBinary = (bytes: Buffer): boolean =>
	['504b0304', '504b0506', 'd0cf11e0'].includes(bytes.subarray(0, 4).toString('hex'));
