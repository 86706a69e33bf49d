import { startSandbox, type Sandbox } from '../../sandbox';
import { apiOf, type ExportsAnswer, type IdentitiesAnswer } from './helpers';

describe('the API', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	beforeEach(() => {
		sandbox.reset();
	});
	afterAll(async () => {
		await sandbox.close();
	});

	it.each([
		['a wrong key', 'f'.repeat(32)],
		['no key', ''],
	])('refuses %s with an empty 401, also where nothing is', async (_what, key) => {
		for (const path of ['/user_identities', '/nowhere']) {
			const answer = await apiOf(sandbox, key).get<string>(path);
			expect(answer.status).toBe(401);
			expect(answer.data).toBe('');
			expect(answer.headers['content-length']).toBe('0');
		}
	});

	it('lists the identities, with nulls', async () => {
		const { status, data } = await apiOf(sandbox).get<IdentitiesAnswer>('/user_identities');
		expect(status).toBe(200);
		expect(data).toMatchObject({ href: '/api/v1/user_identities' });
		expect(data.user_identities).toContainEqual({
			id: 37442,
			type: 'Admissions User',
			association: 'SOPHAS',
			institution: null,
			organization: 'Demo University School of Public Health',
			cycle: '2014 - 2015',
		});
		const types = data.user_identities.map((identity) => identity.type);
		expect(new Set(types)).toEqual(
			new Set(['Admissions User', 'Association User', 'Institution User']),
		);
	});

	it('lists all exports, and those of one identity, with the documented fields only', async () => {
		const all = await apiOf(sandbox).get<ExportsAnswer>('/exports');
		expect(all.data.href).toBe('/api/v1/exports');
		const own = await apiOf(sandbox).get<ExportsAnswer>('/user_identities/37442/exports');
		expect(own.data.href).toBe('/api/v1/user_identities/37442/exports');
		expect(own.data.exports[0]).toEqual({
			id: 86446,
			name: 'Nightly Applicants',
			list_type: 'all',
			format: 'Comma-Separated Values',
			mime_type: 'text/csv;charset=iso-8859-1',
		});
		expect(own.data.exports.length).toBeLessThan(all.data.exports.length);
		const none = await apiOf(sandbox).get<ExportsAnswer>('/user_identities/60118/exports');
		expect(none.data.exports).toEqual([]);
	});

	it('lists web pages for an identity only', async () => {
		const api = apiOf(sandbox);
		const formatsAt = async (path: string) =>
			(await api.get<ExportsAnswer>(path)).data.exports.map(({ format }) => format);
		expect(new Set(await formatsAt('/exports'))).toEqual(
			new Set([
				'Comma-Separated Values',
				'Microsoft Excel',
				'Fixed Width Report',
				'Comma-Separated Values in Multiple Files',
			]),
		);
		expect(new Set(await formatsAt('/user_identities/37442/exports')).size).toBe(5);
		expect(await formatsAt('/user_identities/63950/exports')).toEqual(['Website HTML']);
	});

	it.each([
		['GET', '/user_identities/999/exports', "User identity '999' not found."],
		['GET', '/user_identities/999/export_files', "User identity '999' not found."],
		['POST', '/user_identities/999/exports/86446/export_files', "User identity '999' not found."],
		['POST', '/user_identities/x/exports/86446/export_files', "User identity 'x' not found."],
		['POST', '/user_identities/37442/exports/999/export_files', 'Not Found'],
		['POST', '/user_identities/37442/exports/91807/export_files', 'Not Found'],
		['GET', '/exports/86446/export_files/999', 'Not Found'],
		['GET', '/exports/999/export_files/74771', 'Not Found'],
		['GET', '/exports/86449/export_files/74771', 'Not Found'],
		['GET', '/nowhere', 'Not Found'],
		['DELETE', '/exports', 'Not Found'],
	])('answers %s %s with 404', async (method, url, message) => {
		const answer = await apiOf(sandbox).request({ method, url });
		expect(answer.status).toBe(404);
		expect(answer.data).toEqual({ message });
		expect(sandbox.runs.filter((run) => run.status !== run.outcome)).toEqual([]);
	});

	it('counts calls, refuses those past the limit, and begins anew with the next period', async () => {
		sandbox.configure({ rateLimit: { limit: 2, perSeconds: 3600 } });
		const api = apiOf(sandbox);
		const remaining = [];
		for (const path of ['/exports', '/nowhere']) {
			const { headers } = await api.get(path);
			expect(headers['x-ratelimit-limit']).toBe('2');
			remaining.push(headers['x-ratelimit-remaining']);
		}
		expect(remaining).toEqual(['1', '0']);
		const refused = await api.get('/exports');
		expect(refused.status).toBe(429);
		expect(refused.data).toEqual({ message: 'API rate limit exceeded' });
		expect(refused.headers['x-ratelimit-remaining']).toBe('0');
		expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
		sandbox.configure({ retryAfter: false });
		expect((await api.get('/exports')).headers).not.toHaveProperty('retry-after');
		sandbox.advanceClock(3600_000);
		expect((await api.get('/exports')).status).toBe(200);
	});

	it('does not count the calls with a wrong key', async () => {
		sandbox.configure({ rateLimit: { limit: 1, perSeconds: 3600 } });
		await apiOf(sandbox, 'wrong').get('/exports');
		expect((await apiOf(sandbox).get('/exports')).status).toBe(200);
	});

	it('adds a latency', async () => {
		sandbox.configure({ latencyMs: 80 });
		const start = performance.now();
		await apiOf(sandbox).get('/exports');
		expect(performance.now() - start).toBeGreaterThan(70);
	});

	it('records what comes, with the status of the answer', async () => {
		await apiOf(sandbox).post('/nowhere?a=1&b=%5B&b=x', { callback: 'http://x' });
		await apiOf(sandbox, 'wrong').get('/exports');
		expect(sandbox.requests).toMatchObject([
			{
				origin: 'api',
				method: 'POST',
				path: '/api/v1/nowhere',
				url: '/api/v1/nowhere?a=1&b=%5B&b=x',
				query: { a: '1', b: ['[', 'x'] },
				body: '{"callback":"http://x"}',
				headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
				status: 404,
			},
			{ method: 'GET', path: '/api/v1/exports', body: '', status: 401 },
		]);
		sandbox.clearRequests();
		expect(sandbox.requests).toEqual([]);
	});

	it('can start with nothing, and takes identities and exports', async () => {
		const empty = await startSandbox({ world: 'empty' });
		try {
			const identity = empty.addIdentity({ organization: 'Elsewhere' });
			const exported = empty.addExport({ name: 'Mine', format: 'Website HTML' });
			expect(exported.identityIds).toEqual([identity.id]);
			const { data } = await apiOf(empty).get<ExportsAnswer>(
				`/user_identities/${identity.id}/exports`,
			);
			expect(data.exports).toEqual([
				{
					id: exported.id,
					name: 'Mine',
					list_type: null,
					format: 'Website HTML',
					mime_type: 'text/html',
				},
			]);
			expect(() => empty.addExport({ id: exported.id })).toThrow('already');
		} finally {
			await empty.close();
		}
	});
});
