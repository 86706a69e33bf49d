import type { INodeParameters } from 'n8n-workflow';
import { byId, fromList, useEngine } from './harness';

/** What is known of a run besides its status: the first one that is started in the sandbox. */
const FIRST_RUN = {
	id: 74780,
	export_id: 86446,
	href: '/api/v1/exports/86446/export_files/74780',
};
const INITIATE = 'POST /api/v1/user_identities/37442/exports/86446/export_files';

describe('Initiate Run', () => {
	const engine = useEngine();
	/** As n8n saves a node on which only the two lists have been used: without what has its default. */
	const parameters: INodeParameters = {
		userIdentityId: fromList(37442, 'SOPHAS · Demo University School of Public Health'),
		exportId: fromList(86446, 'Nightly Applicants · Comma-Separated Values'),
	};

	it('starts a run and goes on at once', async () => {
		const { items, error } = await engine.runNode({ parameters });

		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					...FIRST_RUN,
					status: 'initializing',
					finished: false,
					downloadable: false,
					user_identity_id: 37442,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()).toEqual([INITIATE]);
		expect(engine.sandbox.requests[0]).toMatchObject({
			query: {},
			body: '',
			headers: { 'x-api-key': engine.sandbox.apiKey },
		});
	});

	it('takes a run that is finished in the answer', async () => {
		engine.sandbox.configure({ runSeconds: 0 });

		const { items } = await engine.runNode({ parameters: { ...parameters, completion: 'poll' } });

		expect(items[0]?.json).toMatchObject({ status: 'available', finished: true });
		expect(engine.requests()).toEqual([INITIATE]);
	});

	it('waits for the end of the run with "Wait Here"', async () => {
		engine.sandbox.configure({ runSeconds: 0.5 });

		const { items } = await engine.runNode({ parameters: { ...parameters, completion: 'poll' } });

		expect(items).toEqual([
			{
				json: {
					...FIRST_RUN,
					status: 'available',
					finished: true,
					downloadable: true,
					user_identity_id: 37442,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()).toEqual([INITIATE, 'GET /api/v1/exports/86446/export_files/74780']);
	});

	it('sends a callback URL in the query and in the body', async () => {
		const callbackUrl = 'https://n8n.example.edu/webhook/für?a=1&b=2#part';

		const { items, hints } = await engine.runNode({
			parameters: { ...parameters, completion: 'url', callbackUrl },
		});

		expect(items[0]?.json).toMatchObject({ id: FIRST_RUN.id, finished: false });
		expect(hints).toEqual([]);
		const request = engine.sandbox.requests.find(({ method }) => method === 'POST');
		expect(request?.query).toEqual({ callback: callbackUrl });
		expect(JSON.parse(request?.body ?? '')).toEqual({ callback: callbackUrl });
		expect(request?.headers['content-type']).toContain('application/json');
		expect(engine.sandbox.runs.at(-1)?.callbackUrl).toBe(callbackUrl);
	});

	it('tells the user when the callback may go to somebody else, whose run is going on', async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86446 });

		const { items, hints } = await engine.runNode({
			parameters: { ...parameters, completion: 'url', callbackUrl: 'https://n8n.example.edu/' },
		});

		expect(items[0]?.json).toMatchObject({ id, finished: false });
		expect(hints).toEqual([
			expect.stringContaining(`Run ${id} of export 86446 was already running.`),
		]);
	});

	it('does not mind an odd run of any identity when it looks which runs are going on', async () => {
		const odd = { id: 1, href: null, export_id: 86446, status: null };
		engine.sandbox.addFault({
			on: 'api',
			path: '/user_identities/\\d+/export_files$',
			kind: { status: 200, body: { href: '', export_files: [odd] } },
		});

		const { items, error } = await engine.runNode({
			parameters: { ...parameters, completion: 'url', callbackUrl: 'https://n8n.example.edu/' },
		});

		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { id: FIRST_RUN.id } }]);
	});

	it('starts nothing for a trigger that is not there', async () => {
		const { error } = await engine.runNode({
			parameters: { ...parameters, completion: 'trigger' },
		});

		expect(error?.message).toContain('no active WebAdMIT Trigger');
		expect(error?.description).toContain('publish (activate) the workflow');
		expect(error?.description).toContain("In n8n's queue mode");
		expect(engine.requests()).toEqual([]);
	});

	it('sends no callback URL that was left over from another choice', async () => {
		await engine.runNode({
			parameters: { ...parameters, completion: 'none', callbackUrl: 'https://n8n.example.edu/' },
		});

		expect(engine.sandbox.requests[0]).toMatchObject({ query: {}, body: '' });
	});

	it.each(['={{ "" }}', 'n8n.example.edu/webhook', 'ftp://n8n.example.edu/', '={{ 5 }}'])(
		'refuses the callback URL %s before anything is sent',
		async (callbackUrl) => {
			const { error } = await engine.runNode({
				parameters: { ...parameters, completion: 'url', callbackUrl },
			});

			expect(error?.message).toContain("'Callback URL'");
			expect(engine.requests()).toEqual([]);
		},
	);

	it('runs once for each item, and says which item a run belongs to', async () => {
		const { items } = await engine.runNode({
			parameters: {
				userIdentityId: '={{ $json.identity }}',
				exportId: byId('={{ $json.export }}'),
			},
			items: [
				{ identity: 37442, export: 86446 },
				{ identity: 41877, export: '91807' },
				{ identity: '45310', export: 94215 },
			],
		});

		expect(
			items.map(({ json, pairedItem }) => [json.export_id, json.user_identity_id, pairedItem]),
		).toEqual([
			[86446, 37442, { item: 0 }],
			[91807, 41877, { item: 1 }],
			[94215, 45310, { item: 2 }],
		]);
	});
});

describe('Get Status', () => {
	const engine = useEngine();
	const parameters: INodeParameters = {
		operation: 'getStatus',
		exportId: byId(86446),
		exportFileId: byId(74771),
	};
	const answer = {
		id: 74771,
		export_id: 86446,
		href: '/api/v1/exports/86446/export_files/74771',
		status: 'available',
		finished: true,
		downloadable: true,
	};

	it('gives the run without its download URL', async () => {
		const { items } = await engine.runNode({ parameters });

		expect(items).toEqual([{ json: answer, pairedItem: { item: 0 } }]);
		expect(engine.requests()).toEqual(['GET /api/v1/exports/86446/export_files/74771']);
	});

	it('gives the download URL to whoever asks for it', async () => {
		engine.allowLeaks();
		const { items } = await engine.runNode({
			parameters: { ...parameters, options: { includeDownloadUrl: true } },
		});

		const { download_url, ...rest } = items[0]?.json ?? {};
		expect(rest).toEqual(answer);
		expect(download_url).toMatch(
			new RegExp(`^${engine.sandbox.filesUrl}/.*&Signature=[A-Za-z0-9%]*%2B[A-Za-z0-9%]*%3D&`),
		);
		expect(engine.leaks()).not.toContain('the API key is in the data');
	});

	it('gives no download URL where there is no file', async () => {
		const { items } = await engine.runNode({
			parameters: {
				operation: 'getStatus',
				exportId: byId(86482),
				exportFileId: byId(74731),
				options: { includeDownloadUrl: true },
			},
		});

		expect(items[0]?.json).toEqual({
			id: 74731,
			export_id: 86482,
			href: '/api/v1/exports/86482/export_files/74731',
			status: 'empty_list',
			finished: true,
			downloadable: false,
		});
	});

	it.each([
		['Initializing', 'initializing', false, false],
		['initializing', 'initializing', false, false],
		['Queued', 'queued', false, false],
		['queued', 'queued', false, false],
		['In Progress', 'in_progress', false, false],
		['in_progress', 'in_progress', false, false],
		['Available', 'available', true, true],
		['available', 'available', true, true],
		['Success With Errors', 'success_with_errors', true, true],
		['success_with_errors', 'success_with_errors', true, true],
		['Empty List', 'empty_list', true, false],
		['empty_list', 'empty_list', true, false],
		['Failed', 'failed', true, false],
		['failed', 'failed', true, false],
		// Not known: passed on, in the same form.
		['Waiting For Review', 'waiting_for_review', false, false],
	])('reads the status "%s"', async (written, status, finished, downloadable) => {
		engine.sandbox.addFault({ on: 'api', kind: { patch: { status: written } } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, status, finished, downloadable });
	});

	it('passes on what WebAdMIT adds, but not in the place of what workflows rely on', async () => {
		engine.sandbox.addFault({
			on: 'api',
			kind: {
				patch: { row_count: 17, owner: { name: 'Zoë' }, finished: 'maybe', downloadable: null },
			},
		});

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, row_count: 17, owner: { name: 'Zoë' } });
	});

	it('gives ids as numbers, also where they came as text', async () => {
		engine.sandbox.addFault({ on: 'api', kind: { patch: { id: '74771', export_id: '86446' } } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual(answer);
	});
});

describe('List Recent', () => {
	const engine = useEngine();
	const parameters: INodeParameters = { operation: 'listRecent', userIdentityId: byId(37442) };
	const run = (id: number, export_id: number, status: string, downloadable: boolean) => ({
		json: {
			id,
			export_id,
			href: `/api/v1/exports/${export_id}/export_files/${id}`,
			status,
			finished: true,
			downloadable,
			user_identity_id: 37442,
		},
		pairedItem: { item: 0 },
	});

	it('gives the newest first, whatever order WebAdMIT lists them in, before it counts', async () => {
		const listed = [74745, 74780, 74702, 74771];
		const files = listed.map((id) => ({ id, href: '', export_id: 86446, status: 'Available' }));
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body: { export_files: files } } });

		const some = await engine.runNode({ parameters: { ...parameters, limit: 2 } });
		const all = await engine.runNode({ parameters: { ...parameters, returnAll: true } });

		expect(some.items.map(({ json }) => json.id)).toEqual([74780, 74771]);
		expect(all.items.map(({ json }) => json.id)).toEqual([74780, 74771, 74745, 74702]);
	});

	it('gives one item for each run, in the order of WebAdMIT', async () => {
		const { items } = await engine.runNode({ parameters });

		expect(items).toEqual([
			run(74771, 86446, 'available', true),
			run(74766, 86490, 'success_with_errors', true),
			run(74759, 86483, 'failed', false),
			run(74745, 86446, 'available', true),
			run(74731, 86482, 'empty_list', false),
			run(74702, 86446, 'available', true),
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/37442/export_files']);
	});

	it.each([
		[{ statuses: ['failed', 'empty_list'] }, [74759, 74731]],
		[{ statuses: [] }, [74771, 74766, 74759, 74745, 74731, 74702]],
		[{ exportId: byId(86446) }, [74771, 74745, 74702]],
		[{ exportId: fromList(86490, 'References With Gaps') }, [74766]],
		[{ exportId: fromList(86446, ''), statuses: ['failed'] }, []],
		[{ exportId: byId(''), statuses: ['success_with_errors'] }, [74766]],
	])('filters by %j', async (filters, ids) => {
		const { items, error } = await engine.runNode({ parameters: { ...parameters, filters } });

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual(ids);
	});

	it('leaves out what cannot be read, and says so', async () => {
		const good = { id: 3, export_id: 86446, href: '/x', status: 'Available' };
		const body = { href: '', export_files: [{ ...good, id: 'none' }, good, null] };
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });
		const { items, hints } = await engine.runNode({ parameters });

		expect(items).toMatchObject([{ json: { id: 3, status: 'available' } }]);
		expect(hints).toEqual([
			expect.stringMatching(
				/^2 of WebAdMIT's runs can't be read and were left out: .* is missing \[Item 0\]$/,
			),
		]);
	});

	it('returns 50 by default, fewer with a limit, and all of them when asked to', async () => {
		for (let index = 0; index < 60; index++) engine.sandbox.addFinishedRun({ exportId: 86446 });
		const count = async (more: INodeParameters) =>
			(await engine.runNode({ parameters: { ...parameters, ...more } })).items.length;

		expect(await count({})).toBe(50);
		expect(await count({ limit: 2 })).toBe(2);
		expect(await count({ returnAll: true })).toBe(66);
		// The limit is for what is returned, not for what is looked at.
		expect(await count({ limit: 2, filters: { statuses: ['failed', 'empty_list'] } })).toBe(2);
	});

	it('asks for each item, and says which item a run belongs to', async () => {
		const { items } = await engine.runNode({
			parameters: { operation: 'listRecent', userIdentityId: byId('={{ $json.id }}'), limit: 1 },
			items: [{ id: 45310 }, { id: 41877 }, { id: 37442 }],
		});

		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[74774, { item: 0 }],
			[74771, { item: 2 }],
		]);
	});
});
