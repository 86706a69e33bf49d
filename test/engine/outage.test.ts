import type { Fault } from '../sandbox';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 2 });

/** Milliseconds: longer than a call is tried when nobody waits for a run, see 'trouble without end'. */
const OUTAGE = 45_000;

/** What a proxy in front of WebAdMIT may answer with while it is being maintained. */
const MAINTENANCE = {
	status: 200,
	headers: { 'content-type': 'text/html' },
	body: '<html>We will be back soon',
};

const IDENTITY = byId(37442);

describe('an outage of 45 seconds', () => {
	it('is no error of whoever waits for a run, starts one, or downloads its file', async () => {
		const down: Array<Omit<Fault, 'kind'> & Partial<Pick<Fault, 'kind'>>> = [
			// While a run is waited for.
			{ on: 'api', method: 'GET', path: '/exports/86446/' },
			{ on: 'api', method: 'GET', path: '/exports/86460/', kind: MAINTENANCE },
			// The call that starts a run.
			{ on: 'api', method: 'POST', path: '/exports/86449/' },
			// The download: first WebAdMIT itself, then the host of the file.
			{ on: 'api', method: 'GET', path: '/exports/86451/' },
			{ on: 'files' },
		];
		for (const fault of down) engine.sandbox.addFault({ kind: { status: 503 }, ...fault });
		const run = (operation: string, exportId: number, more = {}) => ({
			operation,
			userIdentityId: IDENTITY,
			exportId: byId(exportId),
			...more,
		});
		const { id: finished } = engine.sandbox.addFinishedRun({ exportId: 86451 });
		const began = Date.now();
		setTimeout(() => {
			engine.sandbox.clearFaults();
		}, OUTAGE);

		const results = await Promise.all(
			[
				run('initiateRun', 86446, { completion: 'poll' }),
				run('initiateRun', 86460, { completion: 'poll' }),
				run('initiateRun', 86449),
				run('runAndDownload', 86455),
				{ operation: 'download', exportId: byId(86451), exportFileId: byId(finished) },
			].map(async (parameters) => {
				const { error, items } = await engine.runNode({ parameters });
				return { error, items, took: Date.now() - began };
			}),
		);

		expect(results.map(({ error }) => error?.message)).toEqual(results.map(() => undefined));
		expect(results.map(({ items }) => items[0]?.json.status)).toEqual([
			'available',
			'available',
			expect.any(String),
			'available',
			'available',
		]);
		expect(results.map(({ items }) => Boolean(items[0]?.binary))).toEqual([
			false,
			false,
			false,
			true,
			true,
		]);
		for (const { took } of results) expect(took).toBeGreaterThanOrEqual(OUTAGE - 10);
	}, 150_000);
});
