import type { INodeParameters } from 'n8n-workflow';
import { byId, sourceOf, useEngine } from './harness';

const CSV = 86446;
const EXCEL = 86449;
const HTML = 86451;
const FIXED_WIDTH = 86455;
const ZIP = 86460;

const MODES = ['filesystem', 'default'] as const;

const runAndDownload = (exportId: number, options: INodeParameters = {}): INodeParameters => ({
	operation: 'runAndDownload',
	userIdentityId: byId(37442),
	exportId: byId(exportId),
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
			const { file, binary } = await engine.runNode({ parameters: runAndDownload(exportId) });

			const source = await sourceOf(engine.sandbox, exportId);
			expect(file(0)).toMatchObject({ fileName, mimeType, fileExtension, bytes: source.length });
			expect((await binary(0)).equals(source)).toBe(true);
		},
	);

	it.each(MODES)('arrives whole when it is large (%s)', async (binaryMode) => {
		const { id } = engine.sandbox.addExport({ bytes: 5_000_000 });

		const { file, binary } = await engine.runNode({ parameters: runAndDownload(id), binaryMode });

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

describe('the charset of the file', () => {
	const engine = useEngine({ runSeconds: 0 });
	const toUtf8 = { convertToUtf8: true };
	const withContentType = (contentType: string | null) => {
		engine.sandbox.addFault({ on: 'files', kind: { headers: { 'content-type': contentType } } });
	};

	it('is left as it is when nothing else is wanted', async () => {
		const { binary } = await engine.runNode({ parameters: runAndDownload(CSV) });

		const bytes = await binary(0);
		expect(bytes.toString('latin1')).toContain('Müller,José');
		expect(bytes.toString('utf8')).not.toContain('Müller,José');
	});

	it.each([CSV, HTML, FIXED_WIDTH])('becomes UTF-8 on request: export %i', async (exportId) => {
		const { file, binary } = await engine.runNode({ parameters: runAndDownload(exportId, toUtf8) });

		const bytes = await binary(0);
		const source = await sourceOf(engine.sandbox, exportId);
		expect(bytes.toString('utf8')).toBe(source.toString('latin1'));
		expect(bytes.toString('utf8')).toMatch(/Müller.*José/);
		expect(file(0).bytes).toBe(bytes.length);
	});

	it.each([EXCEL, ZIP])('is none in a file that is no text: export %i', async (exportId) => {
		const { binary } = await engine.runNode({ parameters: runAndDownload(exportId, toUtf8) });

		expect((await binary(0)).equals(await sourceOf(engine.sandbox, exportId))).toBe(true);
	});

	it.each(MODES)('becomes UTF-8 in a large file, wherever it was cut (%s)', async (binaryMode) => {
		const { id } = engine.sandbox.addExport({ bytes: 5_000_000 });

		const { binary } = await engine.runNode({ parameters: runAndDownload(id, toUtf8), binaryMode });

		const source = await sourceOf(engine.sandbox, id);
		expect((await binary(0)).equals(Buffer.from(source.toString('latin1'), 'utf8'))).toBe(true);
	});

	it('is the one that the host states', async () => {
		withContentType('Text/CSV; Charset="Windows-1251"');

		const { file, binary } = await engine.runNode({ parameters: runAndDownload(CSV, toUtf8) });

		// The byte of "ü" in ISO-8859-1 is "ь" in that charset.
		expect((await binary(0)).toString('utf8')).toContain('Mьller');
		expect(file(0).mimeType).toBe('text/csv');
	});

	it('must be known to be converted', async () => {
		withContentType('text/csv;charset=klingon');

		const { error } = await engine.runNode({ parameters: runAndDownload(CSV, toUtf8) });

		expect(error?.message).toContain('"klingon"');
		expect(error?.description).toContain("'Convert to UTF-8'");
		expect(engine.requests()).toHaveLength(3);
	});

	it('is left as it is where the host states no type', async () => {
		withContentType(null);

		const { file, binary } = await engine.runNode({ parameters: runAndDownload(CSV, toUtf8) });

		expect(file(0).mimeType).toBe('application/octet-stream');
		expect((await binary(0)).equals(await sourceOf(engine.sandbox, CSV))).toBe(true);
	});
});
