import axios from 'axios';
import * as XLSX from 'xlsx';
import { startSandbox, type Sandbox } from '../../sandbox';
import { bigCsv } from '../../sandbox/content/bigCsv';
import { download, fileUrl, startRun, statusOf } from './helpers';

describe('the file host', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	beforeEach(() => {
		sandbox.reset();
	});
	afterAll(async () => {
		await sandbox.close();
	});

	it('gives the file with the headers that the URL asks for, and records the request', async () => {
		const url = await fileUrl(sandbox);
		expect(url.startsWith(`${sandbox.filesUrl}/`)).toBe(true);
		expect(url).toContain(
			'response-content-disposition=attachment%3B%20filename%3DNightly-Applicants.csv' +
				'&response-content-type=text%2Fcsv%3Bcharset%3Diso-8859-1',
		);
		sandbox.clearRequests();
		const { status, headers, data } = await download(url);
		expect(status).toBe(200);
		expect(headers).toMatchObject({
			'content-disposition': 'attachment; filename=Nightly-Applicants.csv',
			'content-type': 'text/csv;charset=iso-8859-1',
			'content-length': String(data.length),
			'accept-ranges': 'bytes',
		});
		expect(sandbox.requests).toMatchObject([{ origin: 'files', method: 'GET', status: 200 }]);
		expect(sandbox.requests[0]?.headers).not.toHaveProperty('x-api-key');
	});

	it("has URLs in the form of the vendor's", async () => {
		for (const exportId of [86446, 86449, 86460, 86446, 86446, 86446]) {
			const { origin, pathname, search } = new URL(await fileUrl(sandbox, exportId));
			expect(origin).toBe(sandbox.filesUrl);
			// Nothing in the path tells what kind of file it is, or what it is called.
			expect(pathname).toMatch(
				/^\/export_files\/reports\/000\/074\/78\d\/[0-9a-f]{40}_original\.txt$/,
			);
			expect(search).toMatch(
				/^\?AWSAccessKeyId=\w+&Expires=\d{10}&Signature=[^&]*%2B[^&]*%3D&response-content-disposition=[^&]+&response-content-type=[^&]+$/,
			);
			const signature = new URLSearchParams(search).get('Signature') ?? '';
			expect(signature).toMatch(/^[A-Za-z0-9+/]{27}=$/);
		}
	});

	it('refuses an expired URL; the next status has one that holds', async () => {
		sandbox.configure({ runSeconds: 0 });
		const run = await startRun(sandbox);
		const old = (await statusOf(sandbox, run)).download_url ?? '';
		sandbox.advanceClock(23_000);
		expect((await download(old)).status).toBe(200);
		// WebAdMIT promises less than 30 seconds.
		sandbox.advanceClock(6000);
		const refused = await download(old);
		expect(refused.status).toBe(403);
		expect(refused.headers['content-type']).toBe('application/xml');
		expect(refused.data.toString()).toContain(
			'<Error><Code>AccessDenied</Code><Message>Request has expired</Message>' + '<Expires>',
		);
		expect((await download((await statusOf(sandbox, run)).download_url ?? '')).status).toBe(200);
	});

	it.each([
		['another path', (url: string) => url.replace('074/780', '074/771')],
		['another lifetime', (url: string) => url.replace(/(Expires=)\d+/, '$19999999999')],
		['another name', (url: string) => url.replace('filename%3DN', 'filename%3DX')],
		['another signature', (url: string) => url.replace('&Signature=', '&Signature=x')],
		['a signature of another length', (url: string) => url.replace(/(Signature=)[^&]*/, '$1AAAA')],
		['a plus that is not encoded', (url: string) => url.replace('%2B', '+')],
		['a plus that became a space', (url: string) => url.replace('%2B', '%20')],
		['a plus that is encoded twice', (url: string) => url.replace('%2B', '%252B')],
		['an equals sign that is not encoded', (url: string) => url.replace('%3D&', '=&')],
		['one more parameter', (url: string) => `${url}&x=1`],
	])('refuses %s', async (_what, change) => {
		const refused = await download(change(await fileUrl(sandbox)));
		expect(refused.status).toBe(403);
		expect(refused.data.toString()).toContain('<Code>SignatureDoesNotMatch</Code>');
	});

	it('refuses what is not signed, other methods, and a second kind of authentication', async () => {
		const url = await fileUrl(sandbox);
		const bare = await download(url.replace(/\?.*/, ''));
		expect([bare.status, bare.data.toString()]).toEqual([
			403,
			expect.stringContaining('AccessDenied'),
		]);
		const options = { proxy: false as const, validateStatus: () => true };
		expect((await axios.post(url, '', options)).status).toBe(405);
		const headers = { authorization: 'Bearer x' };
		expect((await axios.get(url, { ...options, headers })).status).toBe(400);
		// Signed for GET only.
		expect((await axios.head(url, options)).status).toBe(403);
	});

	it('knows no file of a run that is gone', async () => {
		const url = await fileUrl(sandbox);
		sandbox.reset();
		const answer = await download(url);
		expect(answer.status).toBe(404);
		expect(answer.data.toString()).toContain('<Code>NoSuchKey</Code>');
	});

	it.each([
		[
			'Über «alles» 5€.csv',
			`attachment; filename="_ber _alles_ 5_.csv"; filename*=UTF-8''%C3%9Cber`,
		],
		['a "b"; c.csv', 'attachment; filename="a \\"b\\"; c.csv"'],
	])('offers the name %s', async (fileName, expected) => {
		const exported = sandbox.addExport({ identityIds: [37442], fileName });
		const { headers } = await download(await fileUrl(sandbox, exported.id));
		expect(headers['content-disposition']).toContain(expected);
	});

	describe('its files', () => {
		it('are CSV in ISO-8859-1, the same each time', async () => {
			const { data } = await download(await fileUrl(sandbox));
			const lines = data.toString('latin1').split('\r\n');
			expect(lines).toHaveLength(42);
			expect(lines[1]).toMatch(/^2015000001,Müller,José,.*,"Epidemiology, MPH",/);
			expect(lines[2]).toContain('"Prefers to be called ""Pepe"""');
			expect(data.toString('utf8')).toContain('\ufffd');
			expect((await download(await fileUrl(sandbox))).data.equals(data)).toBe(true);
		});

		it('are real Excel files of the old kind', async () => {
			const { data, headers } = await download(await fileUrl(sandbox, 86449));
			expect(headers['content-type']).toBe('application/vnd.ms-excel');
			expect(headers['content-disposition']).toBe('attachment; filename=Interview-Roster.xls');
			expect(data.subarray(0, 4).toString('hex')).toBe('d0cf11e0');
			const sheet = XLSX.read(data).Sheets.Applicants;
			if (sheet === undefined) throw new Error('There is no sheet');
			const rows = XLSX.utils.sheet_to_json<Record<string, string>>(sheet);
			expect(rows).toHaveLength(40);
			expect(rows[0]).toMatchObject({ last_name: 'Müller', first_name: 'José' });
		});

		it('are zips with several files', async () => {
			const { data, headers } = await download(await fileUrl(sandbox, 86460));
			expect(headers['content-type']).toBe('application/zip');
			expect(data.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
			// The number of entries stands in the record at the end.
			expect(data.readUInt16LE(data.length - 22 + 10)).toBe(3);
		});

		it('are web pages in ISO-8859-1', async () => {
			const { data, headers } = await download(await fileUrl(sandbox, 86451));
			expect(headers['content-type']).toBe('text/html');
			expect(data.toString('latin1')).toContain('<td>Müller</td><td>José</td>');
			expect(data.toString('latin1')).toContain('Health Policy &amp; Management');
		});

		it('are lines of the same length', async () => {
			const { data, headers } = await download(await fileUrl(sandbox, 86455));
			expect(headers['content-type']).toBe('text/plain');
			const lines = data.toString('latin1').trimEnd().split('\r\n');
			expect(lines).toHaveLength(40);
			expect(new Set(lines.slice(0, -1).map((line) => line.length)).size).toBe(1);
			expect(lines[0]).toMatch(/^2015000001Müller {14}José {16}/);
		});

		it('can be big, of a size stated before', async () => {
			const bytes = 8 * 1024 * 1024;
			const exported = sandbox.addExport({ identityIds: [37442], bytes });
			const { data, headers } = await download(await fileUrl(sandbox, exported.id));
			expect(headers['content-length']).toBe(String(bytes));
			expect(data.length).toBe(bytes);
			const last = data.subarray(-128).toString('latin1');
			expect(last).toMatch(/^000000065535,Müller,José,.*Françoise +\r\n$/);
		});

		it('are made no faster than they are read', async () => {
			const stream = bigCsv(1024 ** 3);
			const [first] = await new Promise<[Buffer]>((resolve) => {
				stream.once('readable', () => {
					resolve([stream.read()]);
				});
			});
			expect(first.toString('latin1')).toMatch(/^number,last_name/);
			expect(stream.readableLength).toBeLessThan(1024 ** 2);
			stream.destroy();
		});
	});
});
