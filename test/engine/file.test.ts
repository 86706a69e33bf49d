import type { INodeParameters } from 'n8n-workflow';
import { byId, sourceOf, startOtherHost, useEngine } from './harness';

const CSV = 86446;
const EXCEL = 86449;
const HTML = 86451;
const FIXED_WIDTH = 86455;
const ZIP = 86460;

const MODES = ['filesystem', 'default'] as const;

const runAndDownload = (
	exportId: number,
	options: INodeParameters = {},
	textEncoding?: string,
): INodeParameters => ({
	operation: 'runAndDownload',
	userIdentityId: byId(37442),
	exportId: byId(exportId),
	...(textEncoding === undefined ? {} : { textEncoding }),
	options,
});

describe('the file', () => {
	const engine = useEngine({ runSeconds: 0 });

	it.each([
		[CSV, 'Nightly-Applicants.csv', 'text/csv', 'csv'],
		[EXCEL, 'Interview-Roster.xls', 'application/vnd.ms-excel', 'xls'],
		[HTML, 'Committee-Review.html', 'text/html', 'html'],
		[FIXED_WIDTH, 'Student-System-Load.txt', 'text/plain', 'txt'],
		[ZIP, 'Full-Application-Data.zip', 'application/zip', 'zip'],
	])(
		'of export %i is what the host has, as the host names it',
		async (exportId, fileName, mimeType, fileExtension) => {
			const { file, binary } = await engine.runNode({
				parameters: runAndDownload(exportId, {}, 'original'),
			});

			const source = await sourceOf(engine.sandbox, exportId);
			expect(file(0)).toMatchObject({ fileName, mimeType, fileExtension, bytes: source.length });
			expect((await binary(0)).equals(source)).toBe(true);
		},
	);

	it.each(MODES)('arrives whole when it is large (%s)', async (binaryMode) => {
		const { id } = engine.sandbox.addExport({ bytes: 5_000_000 });

		const { file, binary } = await engine.runNode({
			parameters: runAndDownload(id, {}, 'original'),
			binaryMode,
		});

		const source = await sourceOf(engine.sandbox, id);
		expect(file(0).bytes).toBe(source.length);
		expect((await binary(0)).equals(source)).toBe(true);
	});

	it('is fetched with a URL of its own for each item, without the API key', async () => {
		await engine.runNode({
			parameters: { ...runAndDownload(CSV), exportId: byId('={{ $json.id }}') },
			items: [{ id: CSV }, { id: EXCEL }, { id: HTML }],
		});

		const fetched = engine.sandbox.requests.filter(({ origin }) => origin === 'files');
		expect(new Set(fetched.map(({ url }) => url)).size).toBe(3);
		for (const { headers, method, status } of fetched) {
			expect({ method, status }).toEqual({ method: 'GET', status: 200 });
			expect(Object.keys(headers)).not.toEqual(
				expect.arrayContaining([expect.stringMatching(/^(x-api-key|authorization|cookie)$/)]),
			);
			expect(JSON.stringify(headers)).not.toContain(engine.sandbox.apiKey);
		}
	});
});

describe('the name of the file', () => {
	const engine = useEngine({ runSeconds: 0 });
	const nameFrom = async (contentDisposition: string | null, options?: INodeParameters) => {
		engine.sandbox.addFault({
			on: 'files',
			kind: { headers: { 'content-disposition': contentDisposition } },
		});
		const { file } = await engine.runNode({ parameters: runAndDownload(CSV, options) });
		return file(0).fileName;
	};

	it.each([
		['attachment; filename=Test-API-Export.csv', 'Test-API-Export.csv'],
		['attachment; filename="with spaces; and more.csv"', 'with spaces; and more.csv'],
		[
			"attachment; filename=plain.csv; filename*=UTF-8''Bewerber%20M%C3%BCller.csv",
			'Bewerber Müller.csv',
		],
		["attachment; filename*=ISO-8859-1'de'Jos%E9.csv", 'José.csv'],
		// What would lead elsewhere, or is forbidden on some system, is made harmless.
		['attachment; filename="../../etc/passwd"', 'passwd'],
		['attachment; filename="C:\\\\temp\\\\con.csv"', '_con.csv'],
		["attachment; filename*=UTF-8''..%2F..%2Fkey%00s.csv", 'keys.csv'],
		["attachment; filename*=UTF-8''invoice%E2%80%AEvsc.exe", 'invoicevsc.exe'],
		['attachment; filename="a<b>c:d|e?.csv"', 'a_b_c_d_e_.csv'],
		[`attachment; filename=${'x'.repeat(300)}.csv`, `${'x'.repeat(196)}.csv`],
		// Where there is none, it is made from the ids.
		['attachment; filename=".."', 'export-86446-run-74780.csv'],
		['attachment', 'export-86446-run-74780.csv'],
		[null, 'export-86446-run-74780.csv'],
	])('comes from the header: %s', async (header, name) => {
		expect(await nameFrom(header)).toBe(name);
	});

	it('is read from the header also when it is not ASCII', async () => {
		const { id } = engine.sandbox.addExport({ fileName: 'Zulassung für "Müller" & Co.csv' });

		const { file } = await engine.runNode({ parameters: runAndDownload(id) });

		expect(file(0).fileName).toBe('Zulassung für _Müller_ & Co.csv');
	});

	it.each([
		['applicants 2026.csv', 'applicants 2026.csv'],
		['={{ $json.name }}.csv', 'José.csv'],
		['../../applicants.csv', 'applicants.csv'],
	])('can be chosen: %s', async (fileName, name) => {
		const { file } = await engine.runNode({
			parameters: runAndDownload(CSV, { fileName }),
			items: [{ name: 'José' }],
		});

		expect(file(0)).toMatchObject({ fileName: name, mimeType: 'text/csv' });
	});

	it.each(['={{ 5 }}', '={{ ".." }}', '={{ "   " }}'])(
		'cannot be %s: refused before anything is sent',
		async (fileName) => {
			const { error } = await engine.runNode({ parameters: runAndDownload(CSV, { fileName }) });

			expect(error?.message).toContain("'File Name'");
			expect(engine.requests()).toEqual([]);
		},
	);
});

describe('a text', () => {
	const engine = useEngine({ runSeconds: 0 });
	const CSV_TYPE = 'text/csv;charset=iso-8859-1';
	const textOf = async (bytes: Promise<Buffer>) => (await bytes).toString('utf8');
	/** A run whose file is this one. */
	const runWith = async (
		body: Uint8Array,
		contentType: string | undefined,
		textEncoding?: string,
	) => {
		const other = await startOtherHost({ body, contentType });
		engine.sandbox.addFault({
			on: 'api',
			method: 'GET',
			kind: { downloadUrl: `${other.origin}/a.csv` },
		});
		const run = await engine.runNode({ parameters: runAndDownload(CSV, {}, textEncoding) });
		await other.close();
		return run;
	};

	it.each([CSV, FIXED_WIDTH])('is UTF-8 with nothing chosen: export %i', async (exportId) => {
		const { file, binary } = await engine.runNode({ parameters: runAndDownload(exportId) });

		const bytes = await binary(0);
		const source = await sourceOf(engine.sandbox, exportId);
		expect(bytes.toString('utf8')).toBe(source.toString('latin1'));
		expect(bytes.toString('utf8')).toMatch(/Müller.*José/);
		expect(file(0).bytes).toBe(bytes.length);
	});

	it('that is a web page is UTF-8, and says so', async () => {
		const { file, binary } = await engine.runNode({ parameters: runAndDownload(HTML) });

		const page = await textOf(binary(0));
		const source = await sourceOf(engine.sandbox, HTML);
		expect(page).toBe(source.toString('latin1').replace('"iso-8859-1"', '"utf-8"'));
		expect(page).toMatch(/<meta charset="utf-8">.*Müller.*José/s);
		expect(file(0).mimeType).toBe('text/html');
	});

	it.each([CSV, HTML, FIXED_WIDTH])(
		'has a byte order mark where it is wanted: export %i',
		async (exportId) => {
			const parameters = runAndDownload(exportId);
			const plain = await textOf((await engine.runNode({ parameters })).binary(0));

			const { binary } = await engine.runNode({
				parameters: { ...parameters, textEncoding: 'utf8Bom' },
			});

			expect(await textOf(binary(0))).toBe(`\uFEFF${plain}`);
		},
	);

	it.each([CSV, HTML, FIXED_WIDTH])(
		'is every byte of the original where that is wanted: export %i',
		async (exportId) => {
			const { binary } = await engine.runNode({
				parameters: runAndDownload(exportId, {}, 'original'),
			});

			const bytes = await binary(0);
			expect(bytes.equals(await sourceOf(engine.sandbox, exportId))).toBe(true);
			expect(bytes.toString('latin1')).toMatch(/Müller.*José/s);
		},
	);

	it.each([EXCEL, ZIP])('is no file that is something else: export %i', async (exportId) => {
		for (const textEncoding of ['utf8', 'utf8Bom', 'original']) {
			const { binary } = await engine.runNode({
				parameters: runAndDownload(exportId, {}, textEncoding),
			});

			expect((await binary(0)).equals(await sourceOf(engine.sandbox, exportId))).toBe(true);
		}
	});

	it('is none where the host states no type', async () => {
		const { file, binary } = await runWith(Buffer.from('José', 'latin1'), undefined);

		expect(file(0).mimeType).toBe('application/octet-stream');
		expect((await binary(0)).toString('latin1')).toBe('José');
	});

	it.each(MODES)('is UTF-8 when it is large, wherever it was cut (%s)', async (binaryMode) => {
		const { id } = engine.sandbox.addExport({ bytes: 5_000_000 });

		const { binary } = await engine.runNode({ parameters: runAndDownload(id), binaryMode });

		const source = await sourceOf(engine.sandbox, id);
		expect((await binary(0)).equals(Buffer.from(source.toString('latin1'), 'utf8'))).toBe(true);
	});

	const NAMES = 'cas_id,first_name\r\n1,José\r\n2,Zoë\r\n';

	it.each<[string, Uint8Array, string]>([
		['UTF-8', Buffer.from(NAMES), CSV_TYPE],
		['UTF-8 with its mark', Buffer.from(`\uFEFF${NAMES}`), CSV_TYPE],
		['UTF-16LE with its mark', Buffer.from(`\uFEFF${NAMES}`, 'utf16le'), CSV_TYPE],
		['UTF-16BE with its mark', Buffer.from(`\uFEFF${NAMES}`, 'utf16le').swap16(), CSV_TYPE],
		['ISO-8859-1', Buffer.from(NAMES, 'latin1'), CSV_TYPE],
		['ISO-8859-1, said to be UTF-8', Buffer.from(NAMES, 'latin1'), 'text/csv;charset=utf-8'],
		['ISO-8859-1, said to be nothing', Buffer.from(NAMES, 'latin1'), 'text/csv'],
		['ISO-8859-1, said to be Klingon', Buffer.from(NAMES, 'latin1'), 'text/csv;charset=klingon'],
		['UTF-8, said to be Klingon', Buffer.from(NAMES), 'text/csv;charset=klingon'],
	])('keeps its names, whatever is said about it: %s', async (_, bytes, contentType) => {
		const plain = await runWith(bytes, contentType);
		expect(plain.error).toBeUndefined();
		expect(await textOf(plain.binary(0))).toBe(NAMES);
		expect(plain.file(0).mimeType).toBe('text/csv');
		engine.sandbox.clearFaults();

		const marked = await runWith(bytes, contentType, 'utf8Bom');
		expect(await textOf(marked.binary(0))).toBe(`\uFEFF${NAMES}`);
		engine.sandbox.clearFaults();

		const original = await runWith(bytes, contentType, 'original');
		expect((await original.binary(0)).equals(bytes)).toBe(true);
	});

	it('that is a web page in UTF-8 keeps its names', async () => {
		const page = '<html><head><meta charset="utf-8"></head><body>José</body></html>';

		const { binary } = await runWith(Buffer.from(page), 'text/html');

		expect(await textOf(binary(0))).toBe(page);
	});

	it('is in the charset that the host states where it can be that', async () => {
		const { file, binary } = await runWith(
			Buffer.from('Müller', 'latin1'),
			'Text/CSV; Charset="Windows-1251"',
		);

		// The byte of "ü" in ISO-8859-1 is "ь" in that charset.
		expect(await textOf(binary(0))).toBe('Mьller');
		expect(file(0).mimeType).toBe('text/csv');
	});
});

describe('a file that its host has compressed', () => {
	const engine = useEngine({ runSeconds: 0 });

	describe.each(['gzip', 'deflate', 'br'] as const)('with %s', (contentEncoding) => {
		it.each(MODES)('arrives unpacked and whole (%s)', async (binaryMode) => {
			const { id } = engine.sandbox.addExport({ bytes: 500_000 });
			engine.sandbox.addFault({ on: 'files', kind: { contentEncoding } });

			const { error, file, binary } = await engine.runNode({
				parameters: runAndDownload(id, {}, 'original'),
				binaryMode,
			});

			expect(error).toBeUndefined();
			const source = await sourceOf(engine.sandbox, id);
			expect(file(0).bytes).toBe(source.length);
			expect((await binary(0)).equals(source)).toBe(true);
		});

		it.each([CSV, HTML, EXCEL, ZIP])('is what it is otherwise: export %i', async (exportId) => {
			const parameters = runAndDownload(exportId);
			const usual = await engine.runNode({ parameters });
			engine.sandbox.addFault({ on: 'files', kind: { contentEncoding } });

			const unpacked = await engine.runNode({ parameters });

			expect(unpacked.error).toBeUndefined();
			expect((await unpacked.binary(0)).equals(await usual.binary(0))).toBe(true);
		});
	});
});
