import { Readable } from 'node:stream';
import axios from 'axios';
import { startSandbox, type FaultKind, type Sandbox } from '../../sandbox';
import {
	apiOf,
	download,
	fileUrl,
	rawGet,
	startRun,
	statusOf,
	until,
	type ExportsAnswer,
	type FilesAnswer,
} from './helpers';

describe('faults', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ statusSpelling: 'snake' });
	});
	beforeEach(() => {
		sandbox.reset();
	});
	afterAll(async () => {
		await sandbox.close();
	});

	const exportsAnswer = async () => await apiOf(sandbox).get<ExportsAnswer>('/exports');

	describe('are met', () => {
		const unavailable: FaultKind = { status: 503 };

		it('by the requests that fit, so often and after so many', async () => {
			const fault = { on: 'api', method: 'get', path: '/exports$', after: 1, times: 2 } as const;
			sandbox.addFault({ ...fault, kind: unavailable });
			await apiOf(sandbox).get('/user_identities');
			await apiOf(sandbox).post('/exports');
			const statuses = [];
			for (let time = 0; time < 4; time++) statuses.push((await exportsAnswer()).status);
			expect(statuses).toEqual([200, 503, 503, 200]);
			expect(sandbox.faults).toMatchObject([{ seen: 3, met: 2 }]);
		});

		it('one at a time, the oldest first, until they are cleared', async () => {
			sandbox.addFault({ on: 'api', times: 1, kind: unavailable });
			sandbox.addFault({ on: 'api', kind: { status: 500 } });
			sandbox.addFault({ on: 'files', kind: { status: 502 } });
			const statuses = [];
			for (let time = 0; time < 3; time++) statuses.push((await exportsAnswer()).status);
			sandbox.clearFaults();
			statuses.push((await exportsAnswer()).status);
			expect(statuses).toEqual([503, 500, 500, 200]);
			expect(sandbox.requests.map((request) => request.status)).toEqual(statuses);
		});

		it('never, when the path is no regular expression', () => {
			expect(() => sandbox.addFault({ on: 'api', path: '(', kind: 'reset' })).toThrow(SyntaxError);
		});
	});

	it.each<[FaultKind, boolean]>([
		[{ delayMs: 1 }, true],
		['truncate', false],
		['resetMid', false],
		['reset', false],
	])(
		'of the kind %j leave a record of whether all of the answer went out',
		async (kind, isWhole) => {
			sandbox.addFault({ on: 'api', times: 1, kind });
			await exportsAnswer().catch(() => undefined);
			await exportsAnswer();

			const [faulty, good] = sandbox.requests.map(({ at, answeredAt }) => answeredAt ?? at - 1);
			const begin = sandbox.requests[0]?.at ?? 0;
			expect(Number(faulty) >= begin).toBe(isWhole);
			expect(Number(good)).toBeGreaterThanOrEqual(begin);
		},
	);

	describe('in place of the answer', () => {
		it('can be any status, headers and body', async () => {
			const answers: Array<[FaultKind, string, string | undefined]> = [
				[
					{ status: 503, headers: { 'content-type': 'application/xml' }, body: '<Error/>' },
					'<Error/>',
					'application/xml',
				],
				[
					{ status: 500, body: { errors: [1, null] } },
					'{"errors":[1,null]}',
					'application/json; charset=utf-8',
				],
				[{ status: 200, body: '{"exports": [' }, '{"exports": [', undefined],
				[{ status: 502 }, '', undefined],
				[{ status: 200, body: null }, 'null', 'application/json; charset=utf-8'],
			];
			for (const [kind, body, type] of answers) {
				sandbox.addFault({ on: 'api', times: 1, kind });
				const answer = await apiOf(sandbox).get<string>('/exports', {
					responseType: 'text',
					transformResponse: (text: string) => text,
				});
				expect(kind).toMatchObject({ status: answer.status });
				expect(answer.data).toBe(body);
				expect(answer.headers['content-type']).toBe(type);
			}
			sandbox.addFault({ on: 'api', kind: { status: 429, headers: { 'Retry-After': '7' } } });
			expect((await exportsAnswer()).headers['retry-after']).toBe('7');
		});

		it('can be a redirect', async () => {
			const kind: FaultKind = { redirect: 'http://elsewhere.test/', status: 307 };
			sandbox.addFault({ on: 'api', kind });
			const { status, headers } = await exportsAnswer();
			expect([status, headers.location]).toEqual([307, 'http://elsewhere.test/']);
		});

		it('can be a connection that is reset', async () => {
			sandbox.addFault({ on: 'api', kind: 'reset' });
			await expect(exportsAnswer()).rejects.toMatchObject({ code: 'ECONNRESET' });
			expect(sandbox.requests).toMatchObject([{ path: '/api/v1/exports', status: null }]);
		});

		it('can be silence', async () => {
			sandbox.addFault({ on: 'api', kind: 'hang' });
			const abort = new AbortController();
			const answer = apiOf(sandbox).get('/exports', { signal: abort.signal });
			await until(() => sandbox.faults[0]?.met === 1);
			abort.abort();
			await expect(answer).rejects.toMatchObject({ code: 'ERR_CANCELED' });
		});

		it('can be a pause before it', async () => {
			sandbox.addFault({ on: 'api', kind: { delayMs: 80 } });
			const start = performance.now();
			expect((await exportsAnswer()).status).toBe(200);
			expect(performance.now() - start).toBeGreaterThan(70);
		});

		it.each([
			[false, 0],
			[true, 1],
		])(
			'keep the request from having an effect, unless carriedOut is %s',
			async (carriedOut, runs) => {
				const kinds: FaultKind[] = ['reset', { status: 500 }];
				for (const kind of kinds) {
					sandbox.reset();
					const before = sandbox.runs.length;
					sandbox.addFault({ on: 'api', method: 'POST', times: 1, carriedOut, kind });
					await startRun(sandbox).catch(() => undefined);
					expect(sandbox.faults).toMatchObject([{ met: 1 }]);
					expect(sandbox.runs.length - before).toBe(runs);
					// The next one finds the run that is going on, if there is one.
					expect((await startRun(sandbox)).id).toBe(74780);
				}
			},
		);
	});

	describe('that spoil the answer', () => {
		/** The part of a file that comes before its download fails or gets stuck. */
		async function partOf(url: string, enough: (bytes: number) => boolean) {
			const { data } = await axios.get<unknown>(url, { proxy: false, responseType: 'stream' });
			if (!(data instanceof Readable)) throw new Error('The answer is no stream');
			let bytes = 0;
			let error: Error | undefined;
			data.on('data', (chunk: Buffer) => (bytes += chunk.length));
			data.on('error', (reason: Error) => (error = reason));
			await until(() => error !== undefined || enough(bytes));
			const ended = data.readableEnded;
			data.destroy();
			return { bytes, error, ended };
		}

		it.each(['resetMid', 'truncate'] as const)(
			'%s: half of the file, then the end',
			async (kind) => {
				const url = await fileUrl(sandbox);
				const { length } = (await download(url)).data;
				sandbox.addFault({ on: 'files', kind });
				const part = await partOf(url, () => false);
				expect(part.bytes).toBe(Math.floor(length / 2));
				expect(part.error).toBeDefined();
				expect(part.ended).toBe(false);
			},
		);

		it('spoil big files too', async () => {
			const bytes = 1024 ** 2;
			const exported = sandbox.addExport({ identityIds: [37442], bytes });
			const url = await fileUrl(sandbox, exported.id);
			sandbox.addFault({ on: 'files', kind: 'truncate' });
			expect((await partOf(url, () => false)).bytes).toBe(bytes / 2);
		});

		it('spoil answers of the API too', async () => {
			sandbox.addFault({ on: 'api', kind: 'resetMid' });
			await expect(exportsAnswer()).rejects.toThrow();
		});

		it('stall: half of the file, then nothing', async () => {
			const url = await fileUrl(sandbox);
			const { length } = (await download(url)).data;
			const half = Math.floor(length / 2);
			sandbox.addFault({ on: 'files', kind: 'stall' });
			const part = await partOf(url, (bytes) => bytes >= half);
			expect(part).toEqual({ bytes: half, error: undefined, ended: false });
			const timeout = axios.get(url, { proxy: false, timeout: 100 });
			await expect(timeout).rejects.toThrow();
		});

		it('zeroBytes: an empty file', async () => {
			const url = await fileUrl(sandbox);
			sandbox.addFault({ on: 'files', kind: 'zeroBytes' });
			const { status, data, headers } = await download(url);
			expect([status, data.length, headers['content-length']]).toEqual([200, 0, '0']);
		});

		it('moreBytes: more than was announced', async () => {
			const url = await fileUrl(sandbox);
			sandbox.addFault({ on: 'files', kind: 'moreBytes' });
			const [head = '', body = ''] = (await rawGet(url)).split('\r\n\r\n', 2);
			const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
			expect(announced).toBeGreaterThan(1000);
			expect(body.length).toBeGreaterThan(announced + 10_000);
		});

		it('endless: no length, no end', async () => {
			const url = await fileUrl(sandbox);
			sandbox.addFault({ on: 'files', kind: 'endless' });
			const part = await partOf(url, (bytes) => bytes > 200_000);
			expect(part).toMatchObject({ error: undefined, ended: false });
		});

		it('bytesPerSecond: all of it, slowly', async () => {
			const url = await fileUrl(sandbox);
			const whole = (await download(url)).data;
			sandbox.addFault({ on: 'files', kind: { bytesPerSecond: whole.length * 5 } });
			const start = performance.now();
			expect((await download(url)).data.equals(whole)).toBe(true);
			expect(performance.now() - start).toBeGreaterThan(150);
		});

		it.each(['gzip', 'deflate', 'br'] as const)(
			'contentEncoding: as it is stored compressed (%s), or half of that',
			async (contentEncoding) => {
				const url = await fileUrl(sandbox);
				const whole = (await download(url)).data;
				sandbox.addFault({ on: 'files', times: 1, kind: { contentEncoding } });
				const { data, headers } = await download(url);
				expect(data.equals(whole)).toBe(true);
				expect(Number(headers['content-length'])).toBeLessThan(whole.length);
				sandbox.addFault({ on: 'files', kind: { contentEncoding, cut: true } });
				await expect(download(url)).rejects.toThrow();
			},
		);

		it('headers: others, or fewer', async () => {
			const url = await fileUrl(sandbox);
			const disposition = 'attachment; filename="../../x.csv"';
			const headers = { 'content-disposition': disposition, 'content-type': null };
			sandbox.addFault({ on: 'files', kind: { headers } });
			const answer = await download(url);
			expect(answer.headers['content-disposition']).toBe(disposition);
			expect(answer.headers).not.toHaveProperty('content-type');
			expect(answer.data.length).toBeGreaterThan(1000);
		});
	});

	describe('in what the API says of a run', () => {
		it('patch: other facts, on a run and on each of a list', async () => {
			const patch = { status: 'On Hold', id: '74780', extra: { a: 1 } };
			sandbox.addFault({ on: 'api', kind: { patch } });
			expect(await startRun(sandbox)).toMatchObject({ ...patch, export_id: 86446 });
			const { data } = await apiOf(sandbox).get<FilesAnswer>('/user_identities/37442/export_files');
			expect(data.export_files).toHaveLength(7);
			expect(data.export_files[6]).toMatchObject(patch);
			expect((await exportsAnswer()).data.exports[0]).not.toHaveProperty('extra');
		});

		it('downloadUrl: another one, where there is one', async () => {
			sandbox.addFault({ on: 'api', kind: { downloadUrl: 'http://elsewhere.test/file' } });
			const run = await startRun(sandbox);
			expect(await statusOf(sandbox, run)).not.toHaveProperty('download_url');
			sandbox.finishRun(run.id);
			expect((await statusOf(sandbox, run)).download_url).toBe('http://elsewhere.test/file');
		});

		it.each([
			['expiredUrl', 'Request has expired'],
			['wrongSignature', 'SignatureDoesNotMatch'],
		] as const)('%s: a URL that is refused, once', async (kind, message) => {
			sandbox.addFault({ on: 'api', path: String.raw`/export_files/\d+$`, times: 1, kind });
			const refused = await download(await fileUrl(sandbox));
			expect(refused.status).toBe(403);
			expect(refused.data.toString()).toContain(message);
			expect((await download(await fileUrl(sandbox))).status).toBe(200);
		});
	});
});
