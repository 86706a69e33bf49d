import fc from 'fast-check';
import { UnsureError } from '../../../nodes/WebAdmit/errors';
import { pdfManagerBatch, readBatch } from '../../../nodes/WebAdmit/runs/kinds/pdfManagerBatch';
import type { Run } from '../../../nodes/WebAdmit/runs/RunKind';
import { nameOfRun } from '../../../nodes/WebAdmit/runs/RunKind';
import { explanation, rejectionOf, thrownBy } from './explanation';
import { recordingRequest } from './recordingRequest';

const IDENTITY = 280464;

const template = {
	id: 8153,
	name: 'Transcripts',
	href: '/api/v1/user_identities/280464/pdf_manager_templates/8153',
};

/** As the API gives one batch, and as its callback has it. */
const written = {
	id: 6348,
	state: 'available',
	updated_at: '2018-10-18T00:07:13Z',
	pdf_manager_template: template,
	href: '/api/v1/user_identities/280464/pdf_manager_batches/6348',
	download_hrefs: [
		'/api/v1/user_identities/280464/pdf_manager_zip_files/287866/download',
		'/api/v1/user_identities/280464/pdf_manager_zip_files/287801/download',
	],
};

const { download_hrefs: links, ...listed } = written;

const fields = {
	updated_at: written.updated_at,
	pdf_manager_template: template,
	href: written.href,
};

/** The same without what only the answer for one batch has. */
const read: Run = {
	id: 6348,
	parentId: IDENTITY,
	sourceId: 8153,
	userIdentityId: IDENTITY,
	status: 'available',
	links: [],
	fields,
};

const BATCHES = ['user_identities', IDENTITY, 'pdf_manager_batches'];

describe('readBatch', () => {
	it('reads what the API gives for one, and for one of many', () => {
		expect(readBatch(written, IDENTITY)).toStrictEqual({ ...read, links });
		expect(readBatch(listed, IDENTITY)).toStrictEqual(read);
	});

	it('reads ids that come as text', () => {
		const texts = { ...listed, id: '6348', pdf_manager_template: { ...template, id: '8153' } };
		expect(readBatch(texts, IDENTITY)).toMatchObject({ id: 6348, sourceId: 8153 });
	});

	it.each([
		['in_progress', 'in_progress'],
		['In Progress', 'in_progress'],
		['Success With Errors', 'success_with_errors'],
		['Waiting For Approval', 'waiting_for_approval'],
	])('reads the state %s', (state, status) => {
		expect(readBatch({ ...listed, state }, IDENTITY).status).toBe(status);
	});

	it.each([null, undefined, '', 42, {}])('reads no links from %j', (download_hrefs) => {
		expect(readBatch({ ...written, download_hrefs }, IDENTITY).links).toEqual([]);
	});

	it('counts a link that is no text', () => {
		const download_hrefs = [links[0], 7, null, { toString: 1 }];
		expect(readBatch({ ...written, download_hrefs }, IDENTITY).links).toEqual([
			links[0],
			'',
			'',
			'',
		]);
	});

	it('keeps the fields that it does not know', () => {
		expect(readBatch({ ...written, pages: 7 }, IDENTITY).fields).toStrictEqual({
			...fields,
			pages: 7,
		});
	});

	it.each([
		{ id: 0 },
		{ id: 'x' },
		{ id: undefined },
		{ state: undefined },
		{ state: 4 },
		{ pdf_manager_template: undefined },
		{ pdf_manager_template: 8153 },
		{ pdf_manager_template: {} },
		{ pdf_manager_template: { id: -1 } },
	])('refuses %j', (wrong) => {
		const value = { ...listed, ...wrong };
		expect(explanation(thrownBy(() => readBatch(value, IDENTITY))).message).toBe(
			"WebAdMIT's answer does not have the expected form: 'id', 'state' or 'pdf_manager_template' is missing",
		);
	});

	it.each([null, 'a', 42, [listed]])('refuses %j', (value) => {
		expect(explanation(thrownBy(() => readBatch(value, IDENTITY))).message).toBe(
			"WebAdMIT's answer does not have the expected form: a PDF Manager batch is missing",
		);
	});
});

describe('output', () => {
	const { output } = pdfManagerBatch;

	it('has the fields that workflows rely on, and no links', () => {
		expect(output({ ...read, links })).toStrictEqual({
			id: 6348,
			href: written.href,
			updated_at: '2018-10-18T00:07:13Z',
			status: 'available',
			finished: true,
			downloadable: true,
			pdf_manager_template: { id: 8153, name: 'Transcripts' },
			user_identity_id: IDENTITY,
		});
	});

	it.each([
		['success_with_errors', true, true],
		['empty_list', true, false],
		['failed', true, false],
		['queued', false, false],
	])('says of %s whether it is finished and downloadable', (status, finished, downloadable) => {
		expect(output({ ...read, status })).toMatchObject({ status, finished, downloadable });
	});

	it('passes on the fields that WebAdMIT adds, behind the known ones', () => {
		const added = Object.entries(output({ ...read, fields: { pages: 7, ...fields } }));
		expect(added.map(([name]) => name)).toEqual([
			'id',
			'href',
			'updated_at',
			'status',
			'finished',
			'downloadable',
			'pdf_manager_template',
			'user_identity_id',
			'pages',
		]);
	});

	it('has no name for a template that has none', () => {
		expect(
			output({ ...read, fields: { ...fields, pdf_manager_template: 'Transcripts' } }),
		).toMatchObject({ pdf_manager_template: { id: 8153, name: undefined } });
	});

	it('lets no field that WebAdMIT adds take the place of a known one, nor the links in', () => {
		const names = fc.constantFrom(
			...['status', 'finished', 'downloadable', 'user_identity_id', 'download_hrefs', 'other'],
		);
		fc.assert(
			fc.property(fc.dictionary(names, fc.boolean()), (added) => {
				expect(output(readBatch({ ...written, ...added }, IDENTITY))).toStrictEqual({
					...output(read),
					...('other' in added ? { other: added.other } : {}),
				});
			}),
		);
	});
});

describe('start', () => {
	const starting = {
		repeatedWithin: 20_000,
		advice:
			"The batch may have been started anyway. Check with the operation 'Get Many' before you start it again.",
	};

	it('posts the template, and reads the batch', async () => {
		const { request, calls } = recordingRequest({ pdf_manager_batch: written });
		expect(await pdfManagerBatch.start(request, IDENTITY, 8153)).toStrictEqual({ ...read, links });
		expect(calls).toEqual([
			{
				method: 'POST',
				path: BATCHES,
				body: { pdf_manager_batch: { pdf_manager_template_id: 8153 } },
				starting,
			},
		]);
	});

	it('sends the callback in the body, and nowhere else', async () => {
		const { request, calls } = recordingRequest({ pdf_manager_batch: written });
		const callback = 'https://n8n.example.edu/webhook/1?a=b';
		await pdfManagerBatch.start(request, IDENTITY, 8153, callback);
		expect(calls).toStrictEqual([
			{
				method: 'POST',
				path: BATCHES,
				body: { pdf_manager_batch: { pdf_manager_template_id: 8153, callback } },
				starting,
			},
		]);
	});

	it('is unsure after an answer without a batch', async () => {
		const { request } = recordingRequest({ pdf_manager_batch: [written] });
		const error = await rejectionOf(pdfManagerBatch.start(request, IDENTITY, 8153));
		expect(error).toBeInstanceOf(UnsureError);
		expect(explanation(error)).toMatchObject({
			message: "WebAdMIT's answer does not have the expected form: 'pdf_manager_batch' is missing",
			description: expect.stringContaining(starting.advice) as unknown,
		});
	});
});

describe('get', () => {
	it('asks for the batch of the identity', async () => {
		const { request, calls } = recordingRequest({ pdf_manager_batch: written });
		const batch = await pdfManagerBatch.get(request, { parentId: IDENTITY, id: 6348 });
		expect(batch).toStrictEqual({ ...read, links });
		expect(calls).toStrictEqual([{ path: [...BATCHES, 6348] }]);
	});

	it('refuses an answer without a batch', async () => {
		const { request } = recordingRequest({});
		const got = pdfManagerBatch.get(request, { parentId: IDENTITY, id: 6348 });
		expect(explanation(await rejectionOf(got)).message).toBe(
			"WebAdMIT's answer does not have the expected form: 'pdf_manager_batch' is missing",
		);
	});
});

describe('list', () => {
	it("asks for the batches of the identity, and keeps WebAdMIT's order", async () => {
		const { request, calls } = recordingRequest({
			pdf_manager_batches: [listed, { ...listed, id: 3 }, { ...listed, id: 5 }],
		});
		expect(await pdfManagerBatch.list(request, IDENTITY)).toStrictEqual([
			read,
			{ ...read, id: 3 },
			{ ...read, id: 5 },
		]);
		expect(calls).toStrictEqual([{ path: BATCHES }]);
	});

	it('leaves out an odd entry, and says why', async () => {
		const { request } = recordingRequest({
			pdf_manager_batches: [{ ...listed, state: null }, listed],
		});
		const told: string[] = [];
		const tell = (why: unknown) => told.push(explanation(why).message);
		expect(await pdfManagerBatch.list(request, IDENTITY, tell)).toStrictEqual([read]);
		expect(told).toEqual([
			"WebAdMIT's answer does not have the expected form: 'id', 'state' or 'pdf_manager_template' is missing",
		]);
	});

	it('refuses an answer without a list', async () => {
		const { request } = recordingRequest({ pdf_manager_batches: listed });
		const list = pdfManagerBatch.list(request, IDENTITY);
		expect(explanation(await rejectionOf(list)).message).toBe(
			"WebAdMIT's answer does not have the expected form: the list 'pdf_manager_batches' is missing",
		);
	});
});

describe('files', () => {
	const { files } = pdfManagerBatch;
	const SIGNED = 'https://s3.example/a.zip?Signature=secret';

	it.each(['queued', 'in_progress', 'empty_list', 'failed', 'paused'])(
		'of a batch that is %s: none',
		(status) => {
			expect(files({ ...read, status, links })).toEqual([]);
		},
	);

	it.each(['available', 'success_with_errors'])(
		"of a batch that is %s: the zip files in WebAdMIT's order",
		(status) => {
			expect(files({ ...read, status, links })).toMatchObject([
				{
					fields: { zip_file: { id: 287866, number: 1, count: 2 } },
					fallbackName: 'pdf-manager-batch-6348-1',
					mayBeText: false,
				},
				{
					fields: { zip_file: { id: 287801, number: 2, count: 2 } },
					fallbackName: 'pdf-manager-batch-6348-2',
					mayBeText: false,
				},
			]);
		},
	);

	it('each have a URL that WebAdMIT redirects to, a new one each time', async () => {
		const { request, calls } = recordingRequest(SIGNED);
		const [, second] = files({ ...read, links });
		expect(await second?.downloadUrl(request)).toBe(SIGNED);
		expect(await second?.downloadUrl(request)).toBe(SIGNED);
		const path = [...BATCHES.slice(0, 2), 'pdf_manager_zip_files', 287801, 'download'];
		expect(calls).toStrictEqual([
			{ path, answer: 'redirect' },
			{ path, answer: 'redirect' },
		]);
	});

	it('have no URL that is no text', async () => {
		const { request } = recordingRequest({ url: SIGNED });
		const [first] = files({ ...read, links });
		const error = await rejectionOf(first?.downloadUrl(request) ?? Promise.resolve());
		expect(explanation(error).message).toBe(
			"WebAdMIT's answer does not have the expected form: the URL of a zip file is missing",
		);
	});

	it('that are nowhere are something that passes, but not for ever', () => {
		const error = thrownBy(() => files(read));
		expect(error).toMatchObject({
			message: 'WebAdMIT gave no download URL for batch 6348',
			isPassing: true,
			timesInARow: 8,
		});
	});

	const [link = ''] = links;

	it.each([
		['a doubled slash', link.replace('/api', '//api')],
		['a doubled slash inside', link.replace('/user', '//user')],
		['another identity', link.replace('280464', '280465')],
		['an identity that is none', link.replace('280464', '0280464')],
		['an identity of too many digits', link.replace('280464', '9'.repeat(20))],
		['a zip file that is none', link.replace('287866', '0')],
		['a zip file with a sign', link.replace('287866', '-1')],
		['an absolute URL', `https://evil.example${link}`],
		["the API's own URL", `https://api.webadmit.org${link}`],
		['a host without a scheme', `//evil.example${link}`],
		['a query', `${link}?a=b`],
		['a fragment', `${link}#a`],
		['a path that goes up', link.replace('287866', '287866/../1')],
		['an encoded path', link.replace('287866', '287866%2F..')],
		['another version', link.replace('v1', 'v2')],
		['another place', link.replace('zip_files', 'zip_file')],
		['something before it', ` ${link}`],
		['something behind it', `${link}\n`],
		['no download', link.replace('/download', '')],
		['nothing', ''],
	])('are not at %s', (_, wrong) => {
		expect(
			explanation(thrownBy(() => files({ ...read, links: [...links, wrong] }))).message,
		).toContain('the path of a zip file of this identity is missing');
	});

	it('are at no other text than the documented path', () => {
		const piece = fc.constantFrom('/', '..', '?', '280464', '287866', 'download', 'api', 'v1', '@');
		const near = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.webUrl(), near), (wrong) => {
				expect(() => files({ ...read, links: [wrong] })).toThrow('expected form');
			}),
			{ numRuns: 300 },
		);
	});

	it('are at the documented path, for all ids', () => {
		const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
		fc.assert(
			fc.property(id, fc.array(id, { minLength: 1, maxLength: 9 }), (parentId, ids) => {
				const paths = ids.map(
					(zip) => `/api/v1/user_identities/${parentId}/pdf_manager_zip_files/${zip}/download`,
				);
				expect(files({ ...read, parentId, links: paths }).map((file) => file.fields)).toEqual(
					ids.map((zip, index) => ({
						zip_file: { id: zip, number: index + 1, count: ids.length },
					})),
				);
			}),
		);
	});
});

describe('readCallback', () => {
	const { readCallback } = pdfManagerBatch;

	it('reads the callback that WebAdMIT sends, without its links', () => {
		expect(readCallback({ pdf_manager_batch: written })).toStrictEqual(read);
		expect(readCallback(JSON.stringify({ pdf_manager_batch: written }))).toStrictEqual(read);
		expect(readCallback(`\n${JSON.stringify({ pdf_manager_batch: written })}\n`)).toEqual(read);
	});

	it('reads ids that come as text', () => {
		expect(readCallback({ pdf_manager_batch: { ...written, id: '6348' } })).toEqual(read);
	});

	it.each([
		undefined,
		null,
		42,
		'',
		'Hello',
		'[]',
		'"pdf_manager_batch"',
		[],
		[{ pdf_manager_batch: written }],
		{},
		written,
		{ pdf_manager_batch: null },
		{ pdf_manager_batch: [written] },
		{ pdf_manager_batch: {} },
		{ pdf_manager_batch: { ...written, id: '0' } },
		{ pdf_manager_batch: { ...written, id: 6349 } },
		{ pdf_manager_batch: { ...written, id: undefined } },
		{ pdf_manager_batch: { ...written, id: undefined, href: undefined } },
		{ pdf_manager_batch: { ...written, state: undefined } },
		{ pdf_manager_batch: { ...written, pdf_manager_template: undefined } },
		{ pdf_manager_batch: { ...written, href: undefined } },
		{ pdf_manager_batch: { ...written, href: 6348 } },
		{ pdf_manager_batch: { ...written, href: [written.href] } },
		{ pdf_manager_batch: { ...written, href: `https://evil.example${written.href}` } },
		{ pdf_manager_batch: { ...written, href: `${written.href}/` } },
		{ pdf_manager_batch: { ...written, href: `/${written.href}` } },
		{ pdf_manager_batch: { ...written, href: `${written.href}?a=b` } },
		{ pdf_manager_batch: { ...written, href: written.href.replace('280464', '0') } },
		{ pdf_manager_batches: [written] },
		{ 'pdf_manager_batch[id]': '6348' },
		{ export_file: { id: '99752', export_id: '123316', status: 'Available' } },
	])('refuses %j', (body) => {
		expect(readCallback(body)).toBeUndefined();
	});

	it('never throws, whatever is sent', () => {
		const hostile = fc.oneof(
			fc.anything(),
			fc.string(),
			fc.json(),
			fc.record({ pdf_manager_batch: fc.anything() }),
			fc.record({
				pdf_manager_batch: fc.record({
					id: fc.constantFrom<unknown>(6348, '6348', {}),
					state: fc.anything(),
					href: fc.constant(written.href),
					pdf_manager_template: fc.oneof(fc.anything(), fc.constant(template)),
					download_hrefs: fc.anything(),
				}),
			}),
			fc.uint8Array().map((bytes) => Buffer.from(bytes)),
		);
		fc.assert(
			fc.property(hostile, (body) => {
				const callback = readCallback(body);
				if (callback) expect(callback).toMatchObject({ id: 6348, links: [] });
			}),
			{ numRuns: 500 },
		);
	});
});

describe('writeCallback', () => {
	it('writes what can be read again: which batch it is, of what and for whom, and its status', () => {
		const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
		const status = fc.constantFrom('in_progress', 'available', 'failed', 'waiting_for_approval');
		fc.assert(
			fc.property(id, id, id, status, (batchId, parentId, sourceId, known) => {
				const batch: Run = { ...read, id: batchId, parentId, sourceId, status: known, links };
				const { contentType, body } = pdfManagerBatch.writeCallback(batch);
				expect(contentType).toBe('application/json');
				expect(pdfManagerBatch.readCallback(body)).toMatchObject({
					id: batchId,
					parentId,
					sourceId,
					userIdentityId: parentId,
					status: known,
					links: [],
				});
			}),
		);
	});
});

describe('the kind', () => {
	it('is called back over https only', () => {
		expect(pdfManagerBatch.callbackProtocols).toEqual(['https:']);
	});

	it('names a batch by what was run', () => {
		expect(nameOfRun(pdfManagerBatch, read)).toBe('batch 6348 of template 8153');
	});
});
