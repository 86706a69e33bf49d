import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import type { Json } from '../sandbox';
import { startOtherHost, useEngine, zipOf } from './harness';
import {
	BATCHES,
	DOWNLOAD,
	FOUR_ZIPS,
	IDENTITY,
	TRANSCRIPTS,
	TWO_ZIPS,
	zipId,
	ZIPS,
} from './harness/pdfManager';

const { inARow } = PAGES;
const { time } = PERSISTENCE;
afterEach(() => {
	PAGES.inARow = inARow;
	PERSISTENCE.time = time;
});

describe('Download of a batch', () => {
	const engine = useEngine({ runSeconds: 0 });
	/** A finished batch of the template, as the item that comes in. */
	const finished = (templateId: number) => {
		const { id } = engine.sandbox.addFinishedPdfManagerBatch({ templateId });
		return { batch: id };
	};
	const count = (wanted: string) => engine.requests().filter((made) => made === wanted).length;

	it.each([
		["attachment; filename*=UTF-8''M%C3%BCller%20%26%20Jos%C3%A9.zip", 'Müller & José.zip'],
		['attachment; filename="CV & Cover Letter; 2.zip"', 'CV & Cover Letter; 2.zip'],
		['attachment; filename="../../up.zip"', 'up.zip'],
		['attachment', 'pdf-manager-batch-6348-1.zip'],
	])('takes the name that the host states: %s', async (header, name) => {
		engine.sandbox.addFault({ on: 'files', kind: { headers: { 'content-disposition': header } } });

		const { file } = await engine.runNode({ parameters: DOWNLOAD, items: [finished(TRANSCRIPTS)] });

		expect(file(0)).toMatchObject({ fileName: name, mimeType: 'application/zip' });
	});

	it.each(['filesystem', 'default'] as const)('takes large zip files whole (%s)', async (mode) => {
		const { id } = engine.sandbox.addPdfManagerTemplate({
			identityIds: [IDENTITY],
			zips: 3,
			bytes: 5_000_000,
		});

		const { items, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(id)],
			binaryMode: mode,
		});

		expect(items).toHaveLength(3);
		for (const index of [0, 1, 2]) {
			const source = await zipOf(engine.sandbox, id, index + 1);
			expect((await binary(index)).equals(source)).toBe(true);
		}
	});

	it('keeps every byte, whatever the host says that it is', async () => {
		const headers = { 'content-type': 'text/plain;charset=iso-8859-1' };
		engine.sandbox.addFault({ on: 'files', kind: { headers } });

		const { file, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(file(0).mimeType).toBe('text/plain');
		expect((await binary(0)).equals(await zipOf(engine.sandbox, TRANSCRIPTS))).toBe(true);
	});

	it('begins an interrupted zip file anew alone, with a new URL', async () => {
		const broken = zipId(6348, 2);
		const path = `/${String(broken).replace(/\d{3}$/, '/$&')}/`;
		engine.sandbox.addFault({ on: 'files', path, kind: 'resetMid', times: 1 });

		const { items, error, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(FOUR_ZIPS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(4);
		const source = await zipOf(engine.sandbox, FOUR_ZIPS, 2);
		expect((await binary(1)).equals(source)).toBe(true);
		expect(count(`GET ${BATCHES}/6348`)).toBe(1);
		for (const number of [1, 2, 3, 4]) {
			const id = zipId(6348, number);
			expect([count(`GET ${ZIPS}/${id}/download`), count(`file ${id}`)]).toEqual(
				id === broken ? [2, 2] : [1, 1],
			);
		}
		const urls = engine.sandbox.requests.filter(({ origin }) => origin === 'files');
		expect(new Set(urls.map(({ url }) => url)).size).toBe(5);
	});

	it('fetches no more zip files of a batch when one of them is gone', async () => {
		const template = engine.sandbox.addPdfManagerTemplate({ zips: 20, identityIds: [37442] });
		const { batch } = finished(template.id);
		engine.sandbox.addFault({ on: 'files', kind: { delayMs: 300 } });
		engine.sandbox.addFault({
			on: 'api',
			path: `/pdf_manager_zip_files/${zipId(batch, 1)}/`,
			kind: { status: 404 },
		});

		const { items } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [{ batch }],
			onError: 'continueRegularOutput',
		});

		expect(items).toMatchObject([{ json: { error: expect.any(String) as unknown } }]);
		const files = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files').length;
		// Those that were under way: as many as go side by side.
		expect(files()).toBeLessThanOrEqual(8);
	});

	it('fetches the zip files of a batch side by side', async () => {
		let most = 0;
		engine.sandbox.addFault({ on: 'files', kind: { delayMs: 300 } });
		const watch = setInterval(() => {
			const open = engine.sandbox.requests.filter(
				({ origin, status }) => origin === 'files' && status === null,
			);
			most = Math.max(most, open.length);
		}, 10);

		await engine.runNode({ parameters: DOWNLOAD, items: [finished(FOUR_ZIPS)] });

		clearInterval(watch);
		expect(most).toBe(4);
	});

	it('asks for a new URL when one has expired', async () => {
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: 'expiredUrl', times: 1 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(count(`GET ${ZIPS}/${zipId(6348, 1)}/download`)).toBe(2);
	});

	it('takes a refused key for what it is, not for an empty zip file', async () => {
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 401, body: '' } });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TWO_ZIPS)],
		});

		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: 'WebAdMIT refused the API key', httpCode: '401' });
	});

	it('says which zip file is not there', async () => {
		const body = { message: 'Not Found' };
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 404, body } });

		const { error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toMatchObject({ message: 'Not Found', httpCode: '404' });
		expect(error?.description).toContain(`zip file 634800 of user identity ${IDENTITY}`);
	});

	it.each([
		['nothing', ''],
		['a page', '<html>Please sign in'],
	])('takes %s in place of a redirect for no file', async (_, body) => {
		PERSISTENCE.time = 500;
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { status: 200, body } });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(items).toEqual([]);
		expect(error?.message).toBe(
			"WebAdMIT's answer does not have the expected form: a redirect is missing",
		);
	});

	it('asks past any number of pages in place of a redirect, since WebAdMIT has answered before', async () => {
		PAGES.inARow = 1;
		const kind = { status: 200, body: '<html>We will be back soon' };
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind, times: 3 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});

	it('asks again when WebAdMIT does not say yet where the zip files are', async () => {
		const patch = { download_hrefs: [] };
		engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch }, times: 2 });

		const { items, error } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TWO_ZIPS)],
		});

		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(count(`GET ${BATCHES}/6348`)).toBe(3);
	});

	describe('goes only to paths of the documented form', () => {
		const good = `${ZIPS}/634800/download`;

		it.each<[string, Json]>([
			['a doubled slash', `/${good}`],
			['another identity', good.replace(String(IDENTITY), '41877')],
			["the API's own URL", `https://api.webadmit.org${good}`],
			['a query', `${good}?a=b`],
			['a way up', `${ZIPS}/634800/../../../exports`],
			['something else of the API', '/api/v1/user_identities'],
			['a number', 634800],
			['nothing', null],
		])('not to %s', async (_, wrong) => {
			const patch = { download_hrefs: [good, wrong] };
			engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch } });

			const { items, error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TWO_ZIPS)],
			});

			expect(items).toEqual([]);
			expect(error?.message).toContain('the path of a zip file of this identity is missing');
			// Not even for the one that is right.
			expect(engine.requests()).toEqual([`GET ${BATCHES}/6348`]);
		});

		it('not to another host', async () => {
			const other = await startOtherHost();
			const patch = { download_hrefs: [`${other.origin}${good}`, `//evil.example${good}`] };
			engine.sandbox.addFault({ on: 'api', path: `${BATCHES}/`, kind: { patch } });

			const { error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TRANSCRIPTS)],
			});
			await other.close();

			expect(error?.message).toContain('the path of a zip file of this identity is missing');
			expect(other.requests).toEqual([]);
			expect(engine.requests()).toEqual([`GET ${BATCHES}/6348`]);
		});
	});

	it('follows the redirect to whatever host it names, without the key', async () => {
		const other = await startOtherHost({ body: 'PK', contentType: 'application/zip' });
		const redirect = `${other.origin}/a.zip?Signature=x`;
		engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { redirect } });
		engine.allowLeaks();

		const { error, binary } = await engine.runNode({
			parameters: DOWNLOAD,
			items: [finished(TRANSCRIPTS)],
		});
		await other.close();

		expect(error).toBeUndefined();
		expect((await binary(0)).toString()).toBe('PK');
		expect(other.requests).toHaveLength(1);
		expect(JSON.stringify(other.requests)).not.toContain(engine.sandbox.apiKey);
		expect(engine.leaks()).toEqual([]);
	});

	it.each(['http://files.example.com/a.zip', 'file:///etc/passwd', '/api/v1/exports'])(
		'does not follow a redirect to %s',
		async (redirect) => {
			engine.sandbox.addFault({ on: 'api', path: '/download$', kind: { redirect } });

			const { error } = await engine.runNode({
				parameters: DOWNLOAD,
				items: [finished(TRANSCRIPTS)],
			});

			expect(error?.message).toContain('WebAdMIT gave a download URL that');
			expect(engine.requests()).toEqual([
				`GET ${BATCHES}/6348`,
				`GET ${ZIPS}/${zipId(6348, 1)}/download`,
			]);
		},
	);
});
