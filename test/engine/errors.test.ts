import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../sandbox';
import { byId, startOtherHost, useEngine } from './harness';

const IDENTITIES: INodeParameters = { resource: 'userIdentity', operation: 'getMany' };
const EXPORTS: INodeParameters = { resource: 'export', operation: 'getMany' };
const STATUS: INodeParameters = {
	operation: 'getStatus',
	exportId: byId(86446),
	exportFileId: byId(74771),
};
const INITIATE: INodeParameters = { userIdentityId: byId(37442), exportId: byId(86446) };

describe('an answer that is an error', () => {
	const engine = useEngine();

	it('says that the key was refused, and where to find it', async () => {
		const apiKey = 'fedcba9876543210fedcba9876543210';

		const { error, run } = await engine.runNode({
			parameters: IDENTITIES,
			credentials: { ...engine.credentials, apiKey },
		});

		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'WebAdMIT refused the API key',
			httpCode: '401',
		});
		expect(error?.description).toContain('Account > Edit My Account > API Key');
		expect(JSON.stringify(run.data.resultData)).not.toContain(apiKey);
		expect(engine.log.join('\n')).not.toContain(apiKey);
		expect(engine.requests()).toHaveLength(1);
	});

	it.each([
		[
			'an identity',
			{ userIdentityId: byId(999), exportId: byId(86446) },
			"User identity '999' not found.",
		],
		['an export', { userIdentityId: byId(37442), exportId: byId(999) }, 'Not Found'],
		['a run', { ...STATUS, exportFileId: byId(999) }, 'Not Found'],
		[
			'the list of',
			{ operation: 'listRecent', userIdentityId: byId(999) },
			"User identity '999' not found.",
		],
	])('says in the words of WebAdMIT that %s does not exist', async (_, parameters, message) => {
		const { error } = await engine.runNode({ parameters });

		expect(error).toMatchObject({ message, httpCode: '404' });
		expect(error?.description).toContain('Check the IDs');
		expect(engine.requests()).toHaveLength(1);
	});

	it('says that the hourly limit is reached, and when to come back', async () => {
		engine.sandbox.configure({ rateLimit: { limit: 0, perSeconds: 3600 } });

		const { error } = await engine.runNode({ parameters: IDENTITIES });

		expect(error).toMatchObject({
			message: 'The hourly limit of WebAdMIT is reached',
			httpCode: '429',
		});
		expect(error?.description).toContain('5,000 calls an hour');
		expect(error?.description).toMatch(/in (59|60) minutes/);
		expect(engine.requests()).toHaveLength(1);
	});

	it('is waited for at the limit where that takes not long', async () => {
		engine.sandbox.configure({ rateLimit: { limit: 1, perSeconds: 1 } });

		const { items, error } = await engine.runNode({ parameters: STATUS, items: [{}, {}] });

		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
	});

	it.each([
		['no permission', { status: 403, body: '' }, 'WebAdMIT does not allow this', 'administrator'],
		[
			'a refusal in words',
			{ status: 422, body: { message: 'List is locked.' } },
			'List is locked.',
			'parameters',
		],
		['a refusal without words', { status: 400, body: 'Bad' }, 'HTTP status 400', 'Bad'],
	])('explains %s', async (_, kind, message, description) => {
		engine.sandbox.addFault({ on: 'api', kind });

		const { error } = await engine.runNode({ parameters: INITIATE });

		expect(error?.message).toContain(message);
		expect(error?.description).toContain(description);
		expect(error).toMatchObject({ httpCode: String(kind.status) });
	});

	it.each([400, 403, 404, 418])(
		'shows no secrets, even where the answer with status %i holds them',
		async (status) => {
			const { apiKey, filesUrl } = engine.sandbox;
			engine.sandbox.addFault({
				on: 'api',
				kind: {
					status,
					body: { message: `${apiKey} ${filesUrl}/a?AWSAccessKeyId=1&Signature=${apiKey}` },
				},
			});

			const { error } = await engine.runNode({ parameters: STATUS });

			// That nothing of it is anywhere else is checked after each test.
			expect(error?.message).toContain('[hidden]');
		},
	);

	it('is an item in its place when the user wants to continue', async () => {
		const { items, error } = await engine.runNode({
			parameters: { ...STATUS, exportFileId: byId('={{ $json.id }}') },
			items: [{ id: 74771 }, { id: 999 }, { id: 74745 }],
			onError: 'continueRegularOutput',
		});

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id ?? json)).toEqual([
			74771,
			{ error: 'Not Found' },
			74745,
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});

describe('an answer that is not what WebAdMIT documents', () => {
	const engine = useEngine();
	const html = '<!DOCTYPE html><html><body>Please sign in</body></html>';

	it.each([
		[
			'a web page',
			{ status: 200, headers: { 'content-type': 'text/html' }, body: html },
			'Please sign in',
		],
		['nothing', { status: 200, body: '' }, ''],
		['half of the JSON', { status: 200, body: '{"user_identities": [{"id": 37442, "ty' }, '37442'],
		['JSON of another service', { status: 200, body: { users: [] } }, 'users'],
		['a list', { status: 200, body: [] }, '[]'],
		['no list', { status: 200, body: { user_identities: 'none' } }, 'none'],
		['an entry without id', { status: 200, body: { user_identities: [{ name: 'x' }] } }, 'name'],
		['an entry that is none', { status: 200, body: { user_identities: [null] } }, 'null'],
	])('is explained: %s', async (_, kind, shown) => {
		engine.sandbox.addFault({ on: 'api', kind });

		const { error, items } = await engine.runNode({ parameters: IDENTITIES });

		expect(items).toEqual([]);
		expect(error?.message).toContain("WebAdMIT's answer does not have the expected form");
		expect(error?.description).toContain("Check 'Environment' and 'Base URL'");
		expect(error?.description).toContain(shown);
	});

	it.each([
		['without an id', { id: null }],
		['with an id that is none', { id: '12 34' }],
		['without an export', { export_id: null }],
		['without a status', { status: null }],
	])('is explained: a run %s', async (_, patch) => {
		engine.sandbox.addFault({ on: 'api', kind: { patch } });

		const { error } = await engine.runNode({ parameters: STATUS });

		expect(error?.message).toContain("WebAdMIT's answer does not have the expected form");
	});

	it('shows no download URL, even where the answer is cut off behind it', async () => {
		const url = `${engine.sandbox.filesUrl}/a.csv?AWSAccessKeyId=1\\u0026Signature=12ab`;
		engine.sandbox.addFault({
			on: 'api',
			kind: { status: 200, body: `{"export_files": {"id": 1, "download_url": "${url}", "st` },
		});

		const { error } = await engine.runNode({ parameters: STATUS });

		expect(error?.description).toContain('download_url');
		expect(error?.description).not.toContain('12ab');
	});

	it.each([301, 302, 303, 307, 308])('is not followed elsewhere: %i', async (status) => {
		const other = await startOtherHost();
		engine.sandbox.addFault({ on: 'api', kind: { redirect: `${other.origin}/api`, status } });

		const { error } = await engine.runNode({ parameters: INITIATE });
		await other.close();

		expect(error?.message).toBe('WebAdMIT answered with a redirect');
		expect(error?.description).toContain('Base URL');
		expect(other.requests).toEqual([]);
		expect(engine.requests()).toHaveLength(1);
	});
});

describe('no answer', () => {
	const engine = useEngine();

	it.each<[string, Fault]>([
		['a connection that is reset', { on: 'api', kind: 'reset' }],
		['an answer that breaks off', { on: 'api', kind: 'truncate' }],
		['a moment without service', { on: 'api', kind: { status: 503 } }],
	])('is no error after %s when the next try succeeds', async (_, fault) => {
		engine.sandbox.addFault({ ...fault, times: 1 });

		const { items, error } = await engine.runNode({ parameters: IDENTITIES });

		expect(error).toBeUndefined();
		expect(items).toHaveLength(engine.sandbox.identities.length);
		expect(engine.requests()).toHaveLength(2);
	});

	it('starts no second run when the answer to the first request was lost', async () => {
		engine.sandbox.addFault({ on: 'api', kind: 'reset', carriedOut: true, times: 1 });
		const before = engine.sandbox.runs.length;

		const { items } = await engine.runNode({ parameters: INITIATE });

		expect(engine.requests()).toHaveLength(2);
		expect(engine.sandbox.runs.slice(before).map(({ id }) => id)).toEqual([items[0]?.json.id]);
	});

	it('is explained when there is no end to it', async () => {
		engine.sandbox.addFault({
			on: 'api',
			path: '^/api/v1/exports$',
			kind: { status: 500, body: '' },
		});
		const closed = await startOtherHost();
		await closed.close();

		// Side by side, since each of them is tried several times with growing pauses.
		const [refused, broken, list] = await Promise.all([
			engine.runNode({
				parameters: IDENTITIES,
				credentials: { ...engine.credentials, baseUrl: closed.origin },
			}),
			engine.runNode({ parameters: EXPORTS }),
			// Somebody sits in front of a list: it gives up sooner.
			engine.loadList('searchExports').catch((error: unknown) => error),
		]);

		expect(refused.error?.message).toBe(
			'WebAdMIT could not be reached: the connection was refused (tried 5 times)',
		);
		expect(refused.error?.description).toContain('Check that n8n can reach the address');
		expect(broken.error).toMatchObject({
			message: 'WebAdMIT is not available (HTTP status 500, tried 5 times)',
			description: 'Try again in a few minutes.',
			httpCode: '500',
		});
		expect(list).toMatchObject({
			message: expect.stringMatching(/^WebAdMIT is not available \(HTTP status 500/) as unknown,
		});
	}, 30_000);
});
