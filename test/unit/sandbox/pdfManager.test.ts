import { unzipSync } from 'fflate';
import { startSandbox, type Sandbox } from '../../sandbox';
import { documentsZip } from '../../sandbox/content/documents';
import { pdf } from '../../sandbox/content/pdf';
import {
	apiOf,
	batchOf,
	download,
	receiver,
	startBatch,
	until,
	zipUrl,
	type BatchAnswer,
	type Receiver,
} from './helpers';

/** A time that stands still, so that only the tests move the clock. */
const NOW = Date.UTC(2018, 9, 18);
const OF_IDENTITY = '/api/v1/user_identities/37442';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => NOW, runSeconds: 8 });
});
beforeEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

describe('templates', () => {
	it('are listed for the identity that sees them, and can be asked for singly', async () => {
		interface Answer {
			href: string;
			pdf_manager_templates: Array<{ id: number; href: string }>;
		}
		const { data } = await apiOf(sandbox).get<Answer>(
			'/user_identities/37442/pdf_manager_templates',
		);
		expect(data.href).toBe(`${OF_IDENTITY}/pdf_manager_templates`);
		const ids = data.pdf_manager_templates.map(({ id }) => id);
		expect(ids).toEqual([8153, 8160, 8167, 8171, 8174, 8180]);
		expect(data.pdf_manager_templates[0]).toEqual({
			href: `${OF_IDENTITY}/pdf_manager_templates/8153`,
			id: 8153,
			name: 'Transcripts',
			list_name: 'Verified Applicants',
			document_source_title: 'Transcripts',
		});
		for (const template of data.pdf_manager_templates) {
			const one = await apiOf(sandbox).get<unknown>(sandbox.apiUrl + template.href);
			expect([one.status, one.data]).toEqual([200, { pdf_manager_template: template }]);
		}
	});
});

describe('batches', () => {
	async function listed(identityId = 37442): Promise<BatchAnswer[]> {
		const { data } = await apiOf(sandbox).get<{
			href: string;
			pdf_manager_batches: BatchAnswer[];
		}>(`/user_identities/${identityId}/pdf_manager_batches`);
		expect(data.href).toBe(`/api/v1/user_identities/${identityId}/pdf_manager_batches`);
		return data.pdf_manager_batches;
	}

	it('are started, go through all states, and end with zip files', async () => {
		const started = await startBatch(sandbox, 8160);
		expect(started).toEqual({
			id: 6348,
			state: 'initializing',
			updated_at: '2018-10-18T00:00:00Z',
			pdf_manager_template: {
				id: 8160,
				name: 'Full Applications',
				href: `${OF_IDENTITY}/pdf_manager_templates/8160`,
			},
			href: `${OF_IDENTITY}/pdf_manager_batches/6348`,
			download_hrefs: [],
		});
		const seen = [];
		for (const ms of [1000, 2000, 2000, 2999, 1]) {
			sandbox.advanceClock(ms);
			const { state, updated_at, download_hrefs } = await batchOf(sandbox, started);
			seen.push([state, updated_at.slice(17), download_hrefs?.length]);
		}
		expect(seen).toEqual([
			['initializing', '00Z', 0],
			['queued', '02Z', 0],
			['in_progress', '04Z', 0],
			['in_progress', '04Z', 0],
			['available', '08Z', 2],
		]);
	});

	it.each([
		[8153, 'available', 1],
		[8167, 'available', 4],
		[8180, 'success_with_errors', 1],
		[8171, 'empty_list', 0],
		[8174, 'failed', 0],
	])('of template %d end as %s with %d zip files', async (templateId, state, zips) => {
		const { id, href } = await startBatch(sandbox, templateId);
		sandbox.finishPdfManagerBatch(id);
		const answer = await apiOf(sandbox).get<{ pdf_manager_batch: BatchAnswer }>(
			sandbox.apiUrl + href,
		);
		const { state: ended, download_hrefs: hrefs = [] } = answer.data.pdf_manager_batch;
		expect([ended, new Set(hrefs).size]).toEqual([state, zips]);
		for (const one of hrefs) {
			expect(one).toMatch(
				/^\/api\/v1\/user_identities\/37442\/pdf_manager_zip_files\/\d+\/download$/,
			);
		}
	});

	it('are finished in the answer when runs take no time', async () => {
		sandbox.configure({ runSeconds: 0 });
		const { state, download_hrefs } = await startBatch(sandbox);
		expect([state, download_hrefs?.length]).toEqual(['available', 1]);
	});

	it('are listed newest first, and never with their zip files', async () => {
		expect((await listed()).map(({ id }) => id)).toEqual([6333, 6325, 6317, 6301]);
		const batch = await startBatch(sandbox);
		const [first, ...others] = await listed();
		const { download_hrefs, ...facts } = batch;
		expect(download_hrefs).toEqual([]);
		expect(first).toEqual(facts);
		expect(others.filter((other) => 'download_hrefs' in other)).toEqual([]);
		expect(new Set(others.map(({ state }) => state))).toEqual(
			new Set(['available', 'empty_list', 'failed']),
		);
		expect((await listed(41877)).map(({ id }) => id)).toEqual([6340]);
		expect(await listed(60118)).toEqual([]);
	});

	it('are the one that is going on, until it is over', async () => {
		const first = await startBatch(sandbox);
		const other = await startBatch(sandbox, 8160);
		expect(other.id).not.toBe(first.id);
		sandbox.advanceClock(7999);
		expect(await startBatch(sandbox)).toMatchObject({ id: first.id, state: 'in_progress' });
		sandbox.advanceClock(1);
		expect((await startBatch(sandbox)).id).toBeGreaterThan(other.id);
	});

	it('are started without the wrapper too', async () => {
		const { status, data } = await apiOf(sandbox).post<{ pdf_manager_batch: BatchAnswer }>(
			'/user_identities/37442/pdf_manager_batches',
			{ pdf_manager_template_id: 8160, callback: 'https://school.test/hook' },
		);
		expect([status, data.pdf_manager_batch.pdf_manager_template.id]).toEqual([201, 8160]);
		expect(sandbox.pdfManagerBatches.at(-1)?.callbackUrl).toBe('https://school.test/hook');
	});

	it('have states in the documented spelling, in the other one, or by turns', async () => {
		const batch = await startBatch(sandbox);
		sandbox.advanceClock(4000);
		const state = async () => (await batchOf(sandbox, batch)).state;
		expect(await state()).toBe('in_progress');
		sandbox.configure({ statusSpelling: 'title' });
		expect(await state()).toBe('In Progress');
		sandbox.configure({ statusSpelling: 'mixed' });
		expect(new Set([await state(), await state()])).toEqual(
			new Set(['In Progress', 'in_progress']),
		);
	});

	it('can be steered: outcomes, ends, batches of the past', async () => {
		sandbox.setPdfManagerOutcome(8153, 'failed');
		const failed = await startBatch(sandbox);
		expect(sandbox.finishPdfManagerBatch(failed.id).status).toBe('failed');
		const old = sandbox.addFinishedPdfManagerBatch({ templateId: 8167, id: 5 });
		expect(old).toMatchObject({ id: 5, identityId: 37442, templateId: 8167, status: 'available' });
		expect(old.zipFileIds).toHaveLength(4);
		const going = sandbox.addPdfManagerBatch({ templateId: 8167, startedSecondsAgo: 7 });
		expect(going.status).toBe('in_progress');
		expect((await startBatch(sandbox, 8167)).id).toBe(going.id);
		expect(() => sandbox.addPdfManagerBatch({ templateId: 1 })).toThrow('no template 1');
		expect(() => sandbox.finishPdfManagerBatch(1)).toThrow('no batch 1');
		expect(() => sandbox.addPdfManagerTemplate({ id: 8153 })).toThrow('already');
	});

	it('know nothing of the runs of exports that have the same ids', async () => {
		const run = sandbox.addRun({ exportId: 86446, id: 9999 });
		const batch = sandbox.addPdfManagerBatch({ templateId: 8153, id: 9999 });
		sandbox.finishPdfManagerBatch(9999, 'failed');
		expect(sandbox.runs.find(({ id }) => id === run.id)?.status).toBe('initializing');
		expect(sandbox.pdfManagerBatches.find(({ id }) => id === batch.id)?.status).toBe('failed');
	});

	const CALLBACK = '#/pdf_manager_batch/callback';
	const ID = '#/pdf_manager_batch/pdf_manager_template_id';
	it.each<[unknown, string[]]>([
		[
			{ pdf_manager_batch: { pdf_manager_template_id: 8153, callback: 'http://example.edu' } },
			[`The property '${CALLBACK}' value "http://example.edu" did not match the regex '^https://'`],
		],
		[
			{ pdf_manager_template_id: 8153, callback: 'ftp://x' },
			[`The property '#/callback' value "ftp://x" did not match the regex '^https://'`],
		],
		[
			{ pdf_manager_batch: { pdf_manager_template_id: '8153', callback: null } },
			[
				`The property '${ID}' of type String did not match the following type: integer`,
				`The property '${CALLBACK}' of type NilClass did not match the following type: string`,
			],
		],
		[
			{ pdf_manager_batch: {} },
			[
				"The property '#/pdf_manager_batch' did not contain a required property of 'pdf_manager_template_id'",
			],
		],
		[
			{ pdf_manager_batch: [8153] },
			["The property '#/pdf_manager_batch' of type Array did not match the following type: object"],
		],
		[
			'no JSON',
			["The property '#/' did not contain a required property of 'pdf_manager_template_id'"],
		],
	])('are refused in the words of the schema: %j', async (body, schema) => {
		const before = sandbox.pdfManagerBatches.length;
		const { status, data } = await apiOf(sandbox).post<unknown>(
			'/user_identities/37442/pdf_manager_batches',
			body,
		);
		expect([status, data]).toEqual([422, { errors: { schema } }]);
		expect(sandbox.pdfManagerBatches).toHaveLength(before);
	});

	it.each([
		['GET', '/user_identities/999/pdf_manager_templates', "User identity '999' not found."],
		['GET', '/user_identities/999/pdf_manager_batches', "User identity '999' not found."],
		['POST', '/user_identities/999/pdf_manager_batches', "User identity '999' not found."],
		[
			'GET',
			'/user_identities/999/pdf_manager_zip_files/633300/download',
			"User identity '999' not found.",
		],
		['GET', '/user_identities/37442/pdf_manager_templates/8203', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_templates/1', 'Not Found'],
		['POST', '/user_identities/41877/pdf_manager_batches', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_batches/6340', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_batches/1', 'Not Found'],
		['GET', '/user_identities/41877/pdf_manager_zip_files/633300/download', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_zip_files/633302/download', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_zip_files/x/download', 'Not Found'],
		['GET', '/user_identities/37442/pdf_manager_zip_files/633300', 'Not Found'],
	])('answers %s %s with 404', async (method, url, message) => {
		const data =
			method === 'POST' ? { pdf_manager_batch: { pdf_manager_template_id: 8153 } } : undefined;
		const answer = await apiOf(sandbox).request({ method, url, data });
		expect([answer.status, answer.data]).toEqual([404, { message }]);
		expect(sandbox.pdfManagerBatches).toHaveLength(5);
	});

	it('want the key everywhere, zip files too', async () => {
		for (const path of [
			'/user_identities/37442/pdf_manager_templates',
			'/user_identities/37442/pdf_manager_zip_files/633300/download',
		]) {
			const answer = await apiOf(sandbox, 'wrong').get<string>(path);
			expect([answer.status, answer.data]).toEqual([401, '']);
			expect(answer.headers).not.toHaveProperty('location');
		}
	});
});

describe('zip files', () => {
	async function hrefsOf(templateId: number): Promise<string[]> {
		sandbox.configure({ runSeconds: 0 });
		return (await startBatch(sandbox, templateId)).download_hrefs ?? [];
	}

	it('come from the file host, by a signed URL that needs no key', async () => {
		const [href] = await hrefsOf(8153);
		const url = await zipUrl(sandbox, href);
		expect(url.startsWith(`${sandbox.filesUrl}/pdf_manager/zip_files/000/634/800/`)).toBe(true);
		expect(url).toMatch(/_original\.zip\?AWSAccessKeyId=\w+&Expires=\d+&Signature=[^&]*%2B/);
		const { status, headers, data } = await download(url);
		expect(status).toBe(200);
		expect(headers).toMatchObject({
			'content-type': 'application/zip',
			'content-disposition': 'attachment; filename=Transcripts-1.zip',
			'content-length': String(data.length),
		});
	});

	it('have URLs that expire; the next one holds', async () => {
		const [href] = await hrefsOf(8153);
		const old = await zipUrl(sandbox, href);
		sandbox.advanceClock(29_000);
		expect((await download(old)).status).toBe(403);
		expect((await download(await zipUrl(sandbox, href))).status).toBe(200);
	});

	it('are not there before the batch is finished', async () => {
		const { id } = await startBatch(sandbox);
		const path = `/user_identities/37442/pdf_manager_zip_files/${id * 100}/download`;
		expect((await apiOf(sandbox).get(path)).status).toBe(404);
		sandbox.finishPdfManagerBatch(id);
		expect((await apiOf(sandbox).get(path)).status).toBe(302);
		sandbox.finishPdfManagerBatch(id, 'failed');
		expect((await apiOf(sandbox).get(path)).status).toBe(404);
	});

	it('have PDFs of different applicants, whose names begin with the CAS ID', async () => {
		const names = [];
		for (const href of await hrefsOf(8160)) {
			const files = unzipSync((await download(await zipUrl(sandbox, href))).data);
			names.push(Object.keys(files));
			for (const bytes of Object.values(files)) {
				expect(Buffer.from(bytes).toString('latin1')).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/);
			}
		}
		expect(names).toEqual([
			[
				'2015000001_Müller_José_Transcript.pdf',
				'2015000038_García_Zoë_CV_&_Cover_Letter.pdf',
				"2015000075_O'Brien_Françoise_Reference_1.pdf",
			],
			[
				'2015000112_Smith_Emma_Transcript.pdf',
				'2015000149_Núñez_Søren_CV_&_Cover_Letter.pdf',
				'2015000186_Ångström_Priya_Reference_1.pdf',
			],
		]);
	});

	it('are the same each time', async () => {
		const [href] = await hrefsOf(8153);
		const first = await download(await zipUrl(sandbox, href));
		const second = await download(await zipUrl(sandbox, href));
		expect(first.data.equals(second.data)).toBe(true);
	});

	it('say of their names that they are in UTF-8, or leave it out', async () => {
		const namesIn = (archive: Uint8Array) => Object.keys(unzipSync(archive));
		const [href] = await hrefsOf(8153);
		const marked = namesIn((await download(await zipUrl(sandbox, href))).data);
		expect(marked[0]).toBe('2015000001_Müller_José_Transcript.pdf');

		sandbox.configure({ zipNames: 'unmarked' });
		const unmarked = namesIn((await download(await zipUrl(sandbox, href))).data);

		// What is not marked, programs read as something else.
		expect(unmarked[0]).toBe('2015000001_MÃ¼ller_JosÃ©_Transcript.pdf');
		expect(unmarked.map((name) => Buffer.from(name, 'latin1').toString('utf8'))).toEqual(marked);
	});

	it('can be big, of a size stated before', async () => {
		const bytes = 8 * 1024 ** 2;
		const { id } = sandbox.addPdfManagerTemplate({ zips: 2, bytes });
		const hrefs = await hrefsOf(id);
		expect(hrefs).toHaveLength(2);
		const { data, headers } = await download(await zipUrl(sandbox, hrefs[1]));
		expect(headers['content-length']).toBe(String(data.length));
		expect(data.length / bytes).toBeCloseTo(1, 2);
		const files = Object.entries(unzipSync(data));
		expect(files).toHaveLength(8);
		for (const [name, content] of files) {
			expect(name).toMatch(/^\d{10}_.*\.pdf$/);
			expect(content.length).toBeGreaterThanOrEqual(1024 ** 2);
		}
	});

	it('are made no faster than they are read', async () => {
		const template = sandbox.addPdfManagerTemplate({ bytes: 250e6 });
		const { bytes: stream, size } = await documentsZip(template, 0);
		if (Buffer.isBuffer(stream)) throw new Error('It is held in memory');
		expect(size / 250e6).toBeCloseTo(1, 1);
		await new Promise((resolve) => stream.once('readable', resolve));
		expect(String(stream.read(2))).toBe('PK');
		expect(stream.readableLength).toBeLessThan(3 * 1024 ** 2);
		stream.destroy();
		const tooBig = sandbox.addPdfManagerTemplate({ bytes: 4.3e9 });
		await expect(documentsZip(tooBig, 0)).rejects.toThrow('less than');
	});
});

describe('PDFs', () => {
	it.each([0, 5000])('are such that readers open (with %d more bytes)', (more) => {
		const text = pdf(['Müller (José) \\ &'], more).toString('latin1');
		expect(text.length).toBeGreaterThan(more);
		expect(text).toContain('(Müller \\(José\\) \\\\ &) Tj');
		const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
		const [, count, ...entries] = text.slice(start).split(/\n/);
		expect(text.slice(start).startsWith('xref\n')).toBe(true);
		const objects = Number(count?.split(' ')[1]);
		expect(objects).toBe(more > 0 ? 7 : 6);
		for (let number = 1; number < objects; number++) {
			// Each entry has twenty bytes, the end of the line included.
			expect(entries[number]).toMatch(/^\d{10} 00000 n $/);
			const at = Number(entries[number]?.slice(0, 10));
			expect(text.slice(at).startsWith(`${number} 0 obj\n`)).toBe(true);
		}
		for (const [, length, content] of text.matchAll(
			/<< \/Length (\d+) >>\nstream\n([^]*?)\nendstream/g,
		)) {
			expect(content).toHaveLength(Number(length));
		}
	});
});

describe('callbacks of batches', () => {
	let caller: Receiver;
	beforeAll(async () => {
		caller = await receiver();
	});
	beforeEach(() => {
		caller.received.length = 0;
		sandbox.configure({ allowHttpCallbacks: true });
	});
	afterAll(() => {
		caller.close();
	});

	it('say as JSON what the API says of the batch', async () => {
		const { id } = await startBatch(sandbox, 8160, { callback: caller.url });
		sandbox.advanceClock(8000);
		await until(() => sandbox.callbacks.length === 1);
		expect(caller.received).toEqual([
			{ contentType: 'application/json', body: expect.any(String) as string },
		]);
		expect(JSON.parse(caller.received[0]?.body ?? '')).toEqual({
			pdf_manager_batch: {
				id,
				state: 'available',
				updated_at: '2018-10-18T00:00:08Z',
				pdf_manager_template: {
					id: 8160,
					name: 'Full Applications',
					href: `${OF_IDENTITY}/pdf_manager_templates/8160`,
				},
				href: `${OF_IDENTITY}/pdf_manager_batches/${id}`,
				download_hrefs: [0, 1].map(
					(index) => `${OF_IDENTITY}/pdf_manager_zip_files/${id * 100 + index}/download`,
				),
			},
		});
		expect(sandbox.callbacks).toMatchObject([
			{ runId: null, batchId: id, url: caller.url, status: 200, error: null },
		]);
	});

	it('come for batches without files too, twice, later or never, as the settings say', async () => {
		sandbox.configure({ callbackDelivery: 'never' });
		sandbox.finishPdfManagerBatch((await startBatch(sandbox, 8174, { callback: caller.url })).id);
		sandbox.configure({ callbackDelivery: 'twice', callbackDelayMs: 50, statusSpelling: 'title' });
		sandbox.finishPdfManagerBatch((await startBatch(sandbox, 8171, { callback: caller.url })).id);
		expect(sandbox.callbacks).toEqual([]);
		await until(() => sandbox.callbacks.length === 2);
		const bodies = caller.received.map(({ body }) => body);
		expect(bodies[1]).toBe(bodies[0]);
		expect(bodies[0]).toContain('"state":"Empty List"');
		expect(bodies[0]).toContain('"download_hrefs":[]');
	});

	it('are those of the POST that started the batch, not of one that joined it', async () => {
		const first = await startBatch(sandbox, 8153, { callback: caller.url });
		const second = await startBatch(sandbox, 8153, { callback: `${caller.url}/second` });
		expect(second.id).toBe(first.id);
		sandbox.finishPdfManagerBatch(first.id);
		await until(() => sandbox.callbacks.length === 1);
		expect(sandbox.callbacks[0]?.url).toBe(caller.url);
	});

	it('are taken from the body only', async () => {
		await apiOf(sandbox).post(
			'/user_identities/37442/pdf_manager_batches',
			{ pdf_manager_batch: { pdf_manager_template_id: 8153 } },
			{ params: { callback: caller.url } },
		);
		expect(sandbox.pdfManagerBatches.at(-1)).toMatchObject({ id: 6348, callbackUrl: null });
	});

	it('go over http only where the setting allows it', async () => {
		const post = async (callback: string) => {
			const body = { pdf_manager_batch: { pdf_manager_template_id: 8160, callback } };
			const path = '/user_identities/37442/pdf_manager_batches';
			return (await apiOf(sandbox).post(path, body)).status;
		};
		expect(await post('ftp://school.test/')).toBe(422);
		expect(await post(caller.url)).toBe(201);
		sandbox.reset();
		expect(await post(caller.url)).toBe(422);
		expect(await post('https://school.test/')).toBe(201);
	});
});

describe('faults of PDF Manager', () => {
	const finished = async () => {
		sandbox.configure({ runSeconds: 0 });
		return await startBatch(sandbox, 8160);
	};

	it.each([
		['expiredUrl', 'Request has expired'],
		['wrongSignature', 'SignatureDoesNotMatch'],
	] as const)('%s: a zip file that is refused, once', async (kind, message) => {
		const [href] = (await finished()).download_hrefs ?? [];
		sandbox.addFault({ on: 'api', path: '/download$', times: 1, kind });
		const refused = await download(await zipUrl(sandbox, href));
		expect(refused.status).toBe(403);
		expect(refused.data.toString()).toContain(message);
		expect((await download(await zipUrl(sandbox, href))).status).toBe(200);
	});

	it('downloadUrl: another place for a zip file', async () => {
		const [href] = (await finished()).download_hrefs ?? [];
		sandbox.addFault({ on: 'api', kind: { downloadUrl: 'https://elsewhere.test/a.zip' } });
		expect(await zipUrl(sandbox, href)).toBe('https://elsewhere.test/a.zip');
	});

	it('patch: other facts, on a batch and on each of a list', async () => {
		const patch = { state: 'On Hold', download_hrefs: ['//elsewhere.test/'] };
		sandbox.addFault({ on: 'api', kind: { patch } });
		expect(await startBatch(sandbox)).toMatchObject({ id: 6348, ...patch });
		const path = '/user_identities/37442/pdf_manager_batches';
		const { data } = await apiOf(sandbox).get<{ pdf_manager_batches: BatchAnswer[] }>(path);
		expect(data.pdf_manager_batches).toHaveLength(5);
		for (const batch of data.pdf_manager_batches) expect(batch).toMatchObject(patch);
	});

	it.each([
		[false, 0],
		[true, 1],
	])(
		'a POST whose answer is lost starts a batch only when carriedOut is %s',
		async (carriedOut, n) => {
			const before = sandbox.pdfManagerBatches.length;
			sandbox.addFault({ on: 'api', method: 'POST', times: 1, carriedOut, kind: 'reset' });
			await expect(startBatch(sandbox)).rejects.toThrow();
			expect(sandbox.pdfManagerBatches.length - before).toBe(n);
			// The next one finds the batch that is going on, if there is one.
			expect((await startBatch(sandbox)).id).toBe(6348);
		},
	);

	it('truncate: half of a big zip', async () => {
		const { id } = sandbox.addPdfManagerTemplate({ bytes: 4e6 });
		sandbox.configure({ runSeconds: 0 });
		const [href] = (await startBatch(sandbox, id)).download_hrefs ?? [];
		sandbox.addFault({ on: 'files', kind: 'truncate' });
		await expect(download(await zipUrl(sandbox, href))).rejects.toThrow();
		expect(sandbox.faults).toMatchObject([{ met: 1 }]);
	});
});
