import type { INodeParameters } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { OtherHost } from './harness';
import { byId, HTTP_REQUEST, startOtherHost, useEngine } from './harness';
import { CredentialsHelper } from './harness/credentialsHelper';
import { call, callback, useTriggers } from './harness/webhooks';

const IDENTITIES: INodeParameters = { resource: 'userIdentity', operation: 'getMany' };

describe('the environment of the credential', () => {
	const engine = useEngine();
	/** Takes the place of everything outside of this machine, and refuses to make connections. */
	let outside: OtherHost;
	const environment = { ...process.env };

	beforeEach(async () => {
		outside = await startOtherHost();
		process.env.ALL_PROXY = outside.origin;
		process.env.NO_PROXY = '127.0.0.1,localhost';
	});
	afterEach(async () => {
		process.env = { ...environment };
		await outside.close();
	});

	it.each([
		['production', { environment: 'production' }, 'api.webadmit.org:443'],
		['production, when it was never chosen', {}, 'api.webadmit.org:443'],
		[
			'production, whatever the base URL says',
			{ environment: 'production', baseUrl: 'http://a.example' },
			'api.webadmit.org:443',
		],
		['prelaunch', { environment: 'prelaunch' }, 'prelaunch.webadmit.org:443'],
		[
			'custom',
			{ environment: 'custom', baseUrl: 'https://myschool.webadmit.org/' },
			'myschool.webadmit.org:443',
		],
		[
			'custom, with a port',
			{ environment: 'custom', baseUrl: ' https://myschool.webadmit.org:8443' },
			'myschool.webadmit.org:8443',
		],
	])('leads to WebAdMIT over TLS: %s', async (_, fields, target) => {
		await engine.runNode({
			parameters: IDENTITIES,
			credentials: { ...fields, apiKey: engine.sandbox.apiKey },
		});

		expect(outside.requests.map(({ method, url }) => `${method ?? ''} ${url ?? ''}`)).toEqual([
			`CONNECT ${target}`,
		]);
		expect(JSON.stringify(outside.requests)).not.toContain(engine.sandbox.apiKey);
		expect(engine.requests()).toEqual([]);
	});

	it.each([
		'http://webadmit.example',
		'http://127.0.0.1.example',
		'http://192.168.0.10:8080',
		'ftp://127.0.0.1',
		'myschool.webadmit.org',
		'',
	])('is refused before anything is sent: %s', async (baseUrl) => {
		const { error } = await engine.runNode({
			parameters: IDENTITIES,
			credentials: { ...engine.credentials, baseUrl },
		});

		expect(error?.message).toContain("'Base URL' of the WebAdMIT credential");
		expect(error?.description).toContain('https://');
		expect(outside.requests).toEqual([]);
	});

	it('can be this machine, without TLS', async () => {
		const { items } = await engine.runNode({
			parameters: IDENTITIES,
			credentials: {
				...engine.credentials,
				baseUrl: `${engine.sandbox.apiUrl.replace('127.0.0.1', 'localhost')}/`,
			},
		});

		expect(items).toHaveLength(engine.sandbox.identities.length);
	});
});

describe('the API key', () => {
	const engine = useEngine();

	it.each([' 0123456789abcdef0123456789abcdef\n', '\u200b0123456789abcdef0123456789abcdef'])(
		'may have been pasted with something around it: %j',
		async (apiKey) => {
			const { items } = await engine.runNode({
				parameters: IDENTITIES,
				credentials: { ...engine.credentials, apiKey },
			});

			expect(items).toHaveLength(engine.sandbox.identities.length);
		},
	);

	it.each(['', 'schlüssel', 'ключ', 'two\r\nx-lines: 2'])(
		'is refused where it cannot be one: %j',
		async (apiKey) => {
			const { error } = await engine.runNode({
				parameters: IDENTITIES,
				credentials: { ...engine.credentials, apiKey },
			});

			expect(error?.message).toBe('WebAdMIT refused the API key');
			expect(error?.description).toContain('Account > Edit My Account > API Key');
			expect(engine.sandbox.requests[0]?.headers).not.toHaveProperty('x-lines');
		},
	);

	it('must be there: a node without credential is told so', async () => {
		const { error } = await engine.runNode({ parameters: IDENTITIES, credentials: null });

		expect(error?.message).toBe('Node does not have any credentials set');
	});

	it.each(['getStatus', 'download', 'runAndDownload'])(
		'must be readable: %s is told at once that it is not',
		async (operation) => {
			const why = 'Credentials could not be decrypted. The encryption key has changed.';
			const read = jest
				.spyOn(CredentialsHelper.prototype, 'getDecrypted')
				.mockRejectedValue(new UserError(why));

			const { error } = await engine.runNode({
				parameters: {
					operation,
					userIdentityId: byId(37442),
					exportId: byId(86446),
					exportFileId: byId(74771),
				},
			});
			read.mockRestore();

			expect(error?.message).toBe(why);
			expect(engine.requests()).toEqual([]);
		},
	);

	describe.each([false, true])('in another node (legacy helper: %s)', (legacy) => {
		it('goes to its own origin', async () => {
			engine.allowLeaks();
			const { items } = await engine.runNode({
				type: HTTP_REQUEST,
				parameters: {
					url: `${engine.sandbox.apiUrl}/api/v1/exports/86446/export_files/74771`,
					legacy,
				},
			});

			expect(items[0]?.json.response).toContain('download_url');
		});

		it('does not go to another origin', async () => {
			const other = await startOtherHost();

			const { error } = await engine.runNode({
				type: HTTP_REQUEST,
				parameters: { url: `${other.origin}/api/v1/exports`, legacy },
			});
			await other.close();

			expect(error?.message).toContain('The API key of WebAdMIT is not sent to another host');
			expect(other.requests).toEqual([]);
		});

		it('does not follow a redirect', async () => {
			const other = await startOtherHost();
			engine.sandbox.addFault({ on: 'api', kind: { redirect: `${other.origin}/elsewhere` } });

			const { error } = await engine.runNode({
				type: HTTP_REQUEST,
				parameters: { url: `${engine.sandbox.apiUrl}/api/v1/exports`, legacy },
			});
			await other.close();

			expect(error?.message).toContain('302');
			expect(other.requests).toEqual([]);
		});
	});
});

describe('where nothing goes wrong, the credential is read once for each request', () => {
	const engine = useEngine({ runSeconds: 60 });
	const trigger = useTriggers(engine);

	beforeEach(() => {
		CredentialsHelper.reads = 0;
	});

	it('by Get Status', async () => {
		await engine.runNode({
			parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74771) },
			items: [{}, {}, {}],
		});

		expect(engine.requests()).toHaveLength(3);
		expect(CredentialsHelper.reads).toBe(3);
	});

	it('by a callback that is verified', async () => {
		const node = trigger({ registration: 'byNodes' });
		await node.activate();
		const { id } = engine.sandbox.addFinishedRun({ exportId: 86446 });

		await call(node.url, callback(id));
		await node.settled();

		expect(node.started).toHaveLength(1);
		expect(engine.requests()).toHaveLength(1);
		expect(CredentialsHelper.reads).toBe(1);
	});

	it('by an activation, and once more to compare its address with that of n8n', async () => {
		const node = trigger({ userIdentityId: byId(37442), exportId: byId(86446) });
		await node.activate();

		expect(engine.requests().length).toBeGreaterThan(1);
		expect(CredentialsHelper.reads).toBe(engine.requests().length + 1);
	});

	it('by Download, and once more to compare the address of the file host with its own', async () => {
		await engine.runNode({
			parameters: { operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
			items: [{}, {}],
		});

		expect(engine.requests().filter((request) => request.startsWith('GET'))).toHaveLength(2);
		expect(CredentialsHelper.reads).toBe(3);
	});
});
