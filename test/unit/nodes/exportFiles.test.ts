import fc from 'fast-check';
import {
	exportFileOutput,
	getExportFile,
	initiateRun,
	listRecentExportFiles,
	readExportFile,
} from '../../../nodes/WebAdmit/api/exportFiles';
import { explanation, rejectionOf, thrownBy } from './explanation';
import { recordingRequest } from './recordingRequest';

/** As in WebAdMIT's documentation, where the export in the href is another one. */
const written = {
	id: 74780,
	href: '/api/v1/exports/86466/export_files/74780',
	export_id: 86446,
	status: 'In Progress',
};

const read = {
	id: 74780,
	exportId: 86446,
	status: 'in_progress',
	downloadUrl: undefined,
	more: { href: '/api/v1/exports/86466/export_files/74780' },
};

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
			downloadUrl: URL_OF_FILE,
		});
	});

	it.each(['', null, 42, {}])('reads no download URL from %j', (download_url) => {
		expect(readExportFile({ ...written, download_url })).toStrictEqual(read);
	});

	it('keeps the fields that it does not know', () => {
		expect(readExportFile({ ...written, rows: 7, owner: { name: 'José' } }).more).toStrictEqual({
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
			description: `Check the environment or base URL in the credential. What came instead: ${JSON.stringify(value)}`,
		});
	});

	it.each([null, 'a', 42, [written]])('refuses %j', (value) => {
		expect(explanation(thrownBy(() => readExportFile(value)))).toEqual({
			message: "WebAdMIT's answer does not have the expected form: an export file is missing",
			description: `Check the environment or base URL in the credential. What came instead: ${JSON.stringify(value)}`,
		});
	});
});

describe('exportFileOutput', () => {
	it('has the fields that workflows rely on', () => {
		expect(exportFileOutput(read)).toStrictEqual({
			id: 74780,
			export_id: 86446,
			href: '/api/v1/exports/86466/export_files/74780',
			status: 'in_progress',
			finished: false,
			downloadable: false,
		});
	});

	it('has the identity where it is known', () => {
		expect(exportFileOutput(read, 37442)).toHaveProperty('user_identity_id', 37442);
	});

	it.each([
		['available', true, true],
		['empty_list', true, false],
		['failed', true, false],
		['queued', false, false],
	])('says of %s whether it is finished and downloadable', (status, finished, downloadable) => {
		expect(exportFileOutput({ ...read, status })).toMatchObject({ status, finished, downloadable });
	});

	it('never has the download URL', () => {
		const output = exportFileOutput({ ...read, downloadUrl: URL_OF_FILE });
		expect(JSON.stringify(output)).not.toContain('s3.example');
	});

	it('passes on the fields that WebAdMIT adds, behind the known ones', () => {
		const output = exportFileOutput({ ...read, more: { rows: 7, ...read.more } }, 37442);
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
		const file = { ...read, more: { user_identity_id: 1 } };
		expect(exportFileOutput(file)).toHaveProperty('user_identity_id', 1);
		expect(exportFileOutput(file, 37442)).toHaveProperty('user_identity_id', 37442);
	});

	it('lets no field that WebAdMIT adds take the place of a known one', () => {
		const names = fc.constantFrom('finished', 'downloadable', 'user_identity_id', 'other');
		fc.assert(
			fc.property(fc.dictionary(names, fc.boolean()), (added) => {
				const output = exportFileOutput(readExportFile({ ...written, ...added }), 37442);
				expect(output).toStrictEqual({
					...exportFileOutput(read, 37442),
					...('other' in added ? { other: added.other } : {}),
				});
			}),
		);
	});
});

describe('initiateRun', () => {
	/** A lost answer is asked for again only while the run is certainly going on. */
	const starting = {
		repeatedWithin: 20_000,
		advice: expect.stringContaining("'List Recent'") as unknown,
	};

	it('posts, and reads the run', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		expect(await initiateRun(request, 37442, 86446)).toStrictEqual(read);
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
		await initiateRun(request, 37442, 86446, callback);
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
		expect(explanation(await rejectionOf(initiateRun(request, 37442, 86446))).message).toBe(
			"WebAdMIT's answer does not have the expected form: 'export_files' is missing",
		);
	});
});

describe('getExportFile', () => {
	it('asks for the file of the export', async () => {
		const { request, calls } = recordingRequest({
			export_files: { ...written, status: 'available', download_url: URL_OF_FILE },
		});
		expect(await getExportFile(request, 86446, 74780)).toStrictEqual({
			...read,
			status: 'available',
			downloadUrl: URL_OF_FILE,
		});
		expect(calls).toStrictEqual([{ path: ['exports', 86446, 'export_files', 74780] }]);
	});

	it('refuses an answer without a file', async () => {
		const { request } = recordingRequest({});
		expect(explanation(await rejectionOf(getExportFile(request, 86446, 74780))).message).toBe(
			"WebAdMIT's answer does not have the expected form: 'export_files' is missing",
		);
	});
});

describe('listRecentExportFiles', () => {
	it("asks for the files of the identity, and keeps WebAdMIT's order", async () => {
		const { request, calls } = recordingRequest({
			href: '/api/v1/user_identities/37442/export_files',
			export_files: [written, { ...written, id: 3 }, { ...written, id: 5 }],
		});
		const files = await listRecentExportFiles(request, 37442);
		expect(files).toStrictEqual([read, { ...read, id: 3 }, { ...read, id: 5 }]);
		expect(calls).toStrictEqual([{ path: ['user_identities', 37442, 'export_files'] }]);
	});

	it('refuses an answer without a list', async () => {
		const { request } = recordingRequest({ export_files: written });
		expect(explanation(await rejectionOf(listRecentExportFiles(request, 37442))).message).toBe(
			"WebAdMIT's answer does not have the expected form: the list 'export_files' is missing",
		);
	});
});
