import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import type { Fault } from '../sandbox';
import { byId, sourceOf, startOtherHost, useEngine } from './harness';

const EXPORT = 86446;
const RUN = 74771;

/** Trouble between n8n and the file host. */
const TROUBLE: Record<string, Fault> = {
	'an expired URL': { on: 'api', kind: 'expiredUrl' },
	'a wrong signature': { on: 'api', kind: 'wrongSignature' },
	'a missing URL': { on: 'api', kind: { patch: { download_url: null } } },
	'a connection that is reset at once': { on: 'files', kind: 'reset' },
	'a connection that is reset in the middle': { on: 'files', kind: 'resetMid' },
	'a file that ends too early': { on: 'files', kind: 'truncate' },
	'an error of the host': { on: 'files', kind: { status: 503, body: 'SlowDown' } },
};

const usual = { ...PERSISTENCE };
beforeEach(() => {
	PERSISTENCE.time = 2_000;
});
afterEach(() => {
	Object.assign(PERSISTENCE, usual);
});

describe('downloading', () => {
	const engine = useEngine();
	const parameters = {
		operation: 'download',
		exportId: byId(EXPORT),
		exportFileId: byId(RUN),
		textEncoding: 'original',
	};
	const asked = () => engine.requests().filter((request) => request.startsWith('GET'));
	const urls = () =>
		engine.sandbox.requests.filter(({ origin }) => origin === 'files').map(({ url }) => url);

	describe.each(['filesystem', 'default'] as const)('into the storage "%s"', (binaryMode) => {
		it.each(Object.entries(TROUBLE))('survives %s: a new URL is asked for', async (_, trouble) => {
			engine.sandbox.addFault({ ...trouble, times: 1 });

			const { error, items, binary } = await engine.runNode({ parameters, binaryMode });

			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
			expect((await binary(0)).equals(await sourceOf(engine.sandbox, EXPORT))).toBe(true);
			expect(asked()).toHaveLength(2);
			expect(new Set(urls()).size).toBe(urls().length);
		});
	});

	it.each([
		['an expired URL', /refused: it is valid for less than 30 seconds/, 3],
		// At once, after a second, and when the time is over.
		['a file that ends too early', /was cut off after \d+ bytes/, 3],
	])(
		'gives up when there is no end to %s',
		async (name, message, attempts) => {
			if (name === 'an expired URL') Object.assign(PERSISTENCE, usual);
			engine.sandbox.addFault(TROUBLE[name] ?? { on: 'files', kind: 'reset' });

			const { items, error } = await engine.runNode({ parameters });

			expect(error?.message).toMatch(message);
			expect(error?.description).toContain('Run this again');
			expect(items).toEqual([]);
			expect(asked()).toHaveLength(attempts);
			expect(new Set(urls()).size).toBe(attempts);
		},
		15_000,
	);

	it('gives up at once where a new URL is no help', async () => {
		engine.sandbox.addFault({ on: 'files', kind: { status: 404 } });

		const { error } = await engine.runNode({ parameters });

		expect(error?.message).toContain('404');
		expect(asked()).toHaveLength(1);
	});

	it('leaves nothing of a file that did not arrive in the item', async () => {
		engine.sandbox.addFault({ on: 'files', kind: 'truncate' });

		const { items } = await engine.runNode({ parameters, onError: 'continueRegularOutput' });

		expect(items).toHaveLength(1);
		expect(items[0]?.json.error).toContain('bytes');
		expect(items[0]?.binary).toBeUndefined();
	});

	it('follows the file host to another one, without the API key', async () => {
		const other = await startOtherHost();
		engine.sandbox.addFault({ on: 'files', kind: { redirect: `${other.origin}/moved?a=1` } });

		const { error, binary } = await engine.runNode({ parameters });
		await other.close();

		expect(error).toBeUndefined();
		expect((await binary(0)).toString()).toBe('the other host');
		expect(other.requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/moved?a=1']]);
		expect(JSON.stringify(other.requests)).not.toContain(engine.sandbox.apiKey);
	});

	it('does not follow a file host in circles', async () => {
		const { filesUrl } = engine.sandbox;
		engine.sandbox.addFault({ on: 'files', kind: { redirect: `${filesUrl}/round` } });

		const { error } = await engine.runNode({ parameters });

		expect(error?.message).toContain('keeps redirecting');
		expect(urls().length).toBeLessThan(6);
		expect(asked()).toHaveLength(1);
	});

	it.each(['ftp://127.0.0.1/file', 'file:///etc/passwd', 'no URL at all'])(
		'does not go to the URL %s',
		async (downloadUrl) => {
			engine.sandbox.addFault({ on: 'api', kind: { downloadUrl } });

			const { error } = await engine.runNode({ parameters });

			expect(error?.message).toContain('WebAdMIT gave a download URL that');
			expect(urls()).toEqual([]);
			expect(asked()).toHaveLength(1);
		},
	);
});
