import fc from 'fast-check';
import { UnsureError } from '../../../nodes/WebAdmit/errors';
import { exportFile, readExportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import type { Run } from '../../../nodes/WebAdmit/runs/RunKind';
import { nameOfRun } from '../../../nodes/WebAdmit/runs/RunKind';
import { explanation, rejectionOf, thrownBy } from './explanation';
import { recordingRequest } from './recordingRequest';

/** As in WebAdMIT's documentation, where the export in the href is another one. */
const written = {
	id: 74780,
	href: '/api/v1/exports/86466/export_files/74780',
	export_id: 86446,
	status: 'In Progress',
};

const read: Run = {
	id: 74780,
	parentId: 86446,
	sourceId: 86446,
	status: 'in_progress',
	links: [],
	fields: { href: '/api/v1/exports/86466/export_files/74780' },
};

/** The same, where it is known for whom it was run. */
const readOfIdentity: Run = { ...read, userIdentityId: 37442 };

const URL_OF_FILE = 'https://s3.example/a.csv?Signature=secret';

describe('readExportFile', () => {
	it('believes the fields, not the href', () => {
		expect(readExportFile(written)).toStrictEqual(read);
	});

	it('reads ids that come as text', () => {
		expect(readExportFile({ ...written, id: '74780', export_id: '86446' })).toStrictEqual(read);
	});

	it('reads the download URL, and keeps it out of the other fields', () => {
		expect(readExportFile({ ...written, download_url: URL_OF_FILE })).toStrictEqual({
			...read,
			links: [URL_OF_FILE],
		});
	});

	it.each(['', null, 42, {}])('reads no download URL from %j', (download_url) => {
		expect(readExportFile({ ...written, download_url })).toStrictEqual(read);
	});

	it('keeps the fields that it does not know', () => {
		expect(readExportFile({ ...written, rows: 7, owner: { name: 'José' } }).fields).toStrictEqual({
			href: written.href,
			rows: 7,
			owner: { name: 'José' },
		});
	});

	it('passes a status on that it does not know', () => {
		expect(readExportFile({ ...written, status: 'Waiting For Approval' }).status).toBe(
			'waiting_for_approval',
		);
	});

	it.each([
		{ id: 0 },
		{ id: 'x' },
		{ id: undefined },
		{ export_id: null },
		{ export_id: undefined },
		{ status: undefined },
		{ status: 4 },
	])('refuses %j, and does not show the download URL', (wrong) => {
		const value = { ...written, ...wrong };
		const error = thrownBy(() => readExportFile({ ...value, download_url: URL_OF_FILE }));
		expect(explanation(error)).toEqual({
			message:
				"WebAdMIT's answer does not have the expected form: 'id', 'export_id' or 'status' is missing",
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: ${JSON.stringify(value)}`,
		});
	});

	it.each([null, 'a', 42, [written]])('refuses %j', (value) => {
		expect(explanation(thrownBy(() => readExportFile(value)))).toEqual({
			message: "WebAdMIT's answer does not have the expected form: an export file is missing",
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: ${JSON.stringify(value)}`,
		});
	});
});

describe('output', () => {
	it('has the fields that workflows rely on', () => {
		expect(exportFile.output(read)).toStrictEqual({
			id: 74780,
			export_id: 86446,
			href: '/api/v1/exports/86466/export_files/74780',
			status: 'in_progress',
			finished: false,
			downloadable: false,
		});
	});

	it('has the identity where it is known', () => {
		expect(exportFile.output(readOfIdentity)).toHaveProperty('user_identity_id', 37442);
	});

	it.each([
		['available', true, true],
		['empty_list', true, false],
		['failed', true, false],
		['queued', false, false],
	])('says of %s whether it is finished and downloadable', (status, finished, downloadable) => {
		expect(exportFile.output({ ...read, status })).toMatchObject({
			status,
			finished,
			downloadable,
		});
	});

	it('never has the download URL', () => {
		const output = exportFile.output({ ...read, links: [URL_OF_FILE] });
		expect(JSON.stringify(output)).not.toContain('s3.example');
	});

	it('passes on the fields that WebAdMIT adds, behind the known ones', () => {
		const output = exportFile.output({ ...readOfIdentity, fields: { rows: 7, ...read.fields } });
		expect(Object.entries(output)).toEqual([
			['id', 74780],
			['export_id', 86446],
			['href', written.href],
			['status', 'in_progress'],
			['finished', false],
			['downloadable', false],
			['user_identity_id', 37442],
			['rows', 7],
		]);
	});

	it('has what WebAdMIT says of the identity where it is not known otherwise', () => {
		const fields = { user_identity_id: 1 };
		expect(exportFile.output({ ...read, fields })).toHaveProperty('user_identity_id', 1);
		expect(exportFile.output({ ...readOfIdentity, fields })).toHaveProperty(
			'user_identity_id',
			37442,
		);
	});

	it('lets no field that WebAdMIT adds take the place of a known one', () => {
		const names = fc.constantFrom('finished', 'downloadable', 'user_identity_id', 'other');
		fc.assert(
			fc.property(fc.dictionary(names, fc.boolean()), (added) => {
				const run = { ...readExportFile({ ...written, ...added }), userIdentityId: 37442 };
				expect(exportFile.output(run)).toStrictEqual({
					...exportFile.output(readOfIdentity),
					...('other' in added ? { other: added.other } : {}),
				});
			}),
		);
	});
});

describe('start', () => {
	/** A lost answer is asked for again only while the run is certainly going on. */
	const starting = {
		repeatedWithin: 20_000,
		advice: expect.stringContaining("'List Recent'") as unknown,
	};

	it('posts, and reads the run', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		expect(await exportFile.start(request, 37442, 86446)).toStrictEqual(readOfIdentity);
		expect(calls).toStrictEqual([
			{
				method: 'POST',
				path: ['user_identities', 37442, 'exports', 86446, 'export_files'],
				starting,
			},
		]);
	});

	it('sends the callback in both documented places', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		const callback = 'https://n8n.example.edu/webhook/1?a=b';
		await exportFile.start(request, 37442, 86446, callback);
		expect(calls).toStrictEqual([
			{
				method: 'POST',
				path: ['user_identities', 37442, 'exports', 86446, 'export_files'],
				starting,
				qs: { callback },
				body: { callback },
			},
		]);
	});

	it('refuses an answer without a run', async () => {
		const { request } = recordingRequest({ export_files: [written] });
		const error = await rejectionOf(exportFile.start(request, 37442, 86446));
		expect(error).toBeInstanceOf(UnsureError);
		expect(explanation(error)).toMatchObject({
			message: "WebAdMIT's answer does not have the expected form: 'export_files' is missing",
			description: expect.stringContaining(
				"The run may have been started anyway. Check with the operation 'List Recent'",
			) as unknown,
		});
	});
});

describe('get', () => {
	const address = { parentId: 86446, id: 74780 };

	it('asks for the file of the export', async () => {
		const { request, calls } = recordingRequest({
			export_files: { ...written, status: 'available', download_url: URL_OF_FILE },
		});
		expect(await exportFile.get(request, address)).toStrictEqual({
			...read,
			status: 'available',
			links: [URL_OF_FILE],
			userIdentityId: undefined,
		});
		expect(calls).toStrictEqual([{ path: ['exports', 86446, 'export_files', 74780] }]);
	});

	it('keeps for whom it was run, since WebAdMIT does not say that', async () => {
		const { request } = recordingRequest({ export_files: written });
		expect(await exportFile.get(request, { ...address, userIdentityId: 37442 })).toStrictEqual(
			readOfIdentity,
		);
	});

	it('refuses an answer without a file', async () => {
		const { request } = recordingRequest({});
		expect(explanation(await rejectionOf(exportFile.get(request, address))).message).toBe(
			"WebAdMIT's answer does not have the expected form: 'export_files' is missing",
		);
	});
});

describe('list', () => {
	const odd = { ...written, id: 4, status: null };

	it("asks for the files of the identity, and keeps WebAdMIT's order", async () => {
		const { request, calls } = recordingRequest({
			href: '/api/v1/user_identities/37442/export_files',
			export_files: [written, { ...written, id: 3 }, { ...written, id: 5 }],
		});
		expect(await exportFile.list(request, 37442)).toStrictEqual([
			readOfIdentity,
			{ ...readOfIdentity, id: 3 },
			{ ...readOfIdentity, id: 5 },
		]);
		expect(calls).toStrictEqual([{ path: ['user_identities', 37442, 'export_files'] }]);
	});

	it('leaves out an odd entry, and says why', async () => {
		const { request } = recordingRequest({ export_files: [odd, written] });
		const told: string[] = [];
		const tell = (why: unknown) => told.push(explanation(why).message);
		expect(await exportFile.list(request, 37442, tell)).toStrictEqual([readOfIdentity]);
		expect(told).toEqual([
			"WebAdMIT's answer does not have the expected form: 'id', 'export_id' or 'status' is missing",
		]);
	});

	it('refuses an answer without a list', async () => {
		const { request } = recordingRequest({ export_files: written });
		expect(explanation(await rejectionOf(exportFile.list(request, 37442))).message).toBe(
			"WebAdMIT's answer does not have the expected form: the list 'export_files' is missing",
		);
	});
});

describe('files', () => {
	const available: Run = { ...readOfIdentity, status: 'available', links: [URL_OF_FILE] };

	it.each(['queued', 'in_progress', 'empty_list', 'failed', 'paused'])(
		'of a run that is %s: none',
		(status) => {
			expect(exportFile.files({ ...available, status })).toEqual([]);
		},
	);

	it.each(['available', 'success_with_errors'])('of a run that is %s: one', (status) => {
		const files = exportFile.files({ ...available, status });
		expect(files).toHaveLength(1);
		expect(files[0]).toMatchObject({
			fields: {},
			fallbackName: 'export-86446-run-74780',
			mayBeText: true,
		});
	});

	it('have the URL that came with the run, and a new one each time after that', async () => {
		const { request, calls } = recordingRequest({
			export_files: { ...written, download_url: 'https://s3.example/new' },
		});
		const [file] = exportFile.files(available);
		expect(await file?.downloadUrl(request)).toBe(URL_OF_FILE);
		expect(calls).toEqual([]);
		expect(await file?.downloadUrl(request)).toBe('https://s3.example/new');
		expect(await file?.downloadUrl(request)).toBe('https://s3.example/new');
		expect(calls).toHaveLength(2);
	});

	it('without a URL meet something that passes, but not for ever', async () => {
		const { request } = recordingRequest({ export_files: { ...written, download_url: null } });
		const [file] = exportFile.files({ ...available, links: [] });
		const error = await rejectionOf(file?.downloadUrl(request) ?? Promise.resolve());
		expect(error).toMatchObject({
			message: 'WebAdMIT gave no download URL for run 74780',
			isPassing: true,
			timesInARow: 8,
		});
	});
});

describe('nameOfRun', () => {
	it('says what was run', () => {
		expect(nameOfRun(exportFile, read)).toBe('run 74780 of export 86446');
	});
});
