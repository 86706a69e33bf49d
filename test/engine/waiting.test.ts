import type { INodeParameters } from 'n8n-workflow';
import { byId, until, useEngine } from './harness';

const listOf = (identity: number) => `GET /api/v1/user_identities/${identity}/export_files`;

describe('waiting for many runs', () => {
	const engine = useEngine({ runSeconds: 3 });
	const parameters: INodeParameters = {
		operation: 'initiateRun',
		userIdentityId: byId('={{ $json.identity }}'),
		exportId: byId('={{ $json.export }}'),
		completion: 'poll',
	};
	/** Exports that nobody else runs, one for each item. */
	const itemsFor = (identity: number, count: number, runSeconds: number | null = null) =>
		Array.from({ length: count }, () => ({
			identity,
			export: engine.sandbox.addExport({ identityIds: [identity], runSeconds }).id,
		}));
	const count = (wanted: string) => engine.requests().filter((made) => made === wanted).length;

	it('takes about as long as the longest, with one question for each identity and round', async () => {
		const first = itemsFor(37442, 14);
		const second = itemsFor(45310, 6);
		// By turns, so that the order of the output is not that of the identities.
		const items = first.flatMap((item, index) => [item, ...second.slice(index, index + 1)]);
		const begin = Date.now();

		const { items: results, error } = await engine.runNode({ parameters, items });
		const seconds = (Date.now() - begin) / 1000;

		expect(error).toBeUndefined();
		// One after the other, they would take a minute.
		expect(seconds).toBeLessThan(10);
		expect(results.map(({ json }) => json.export_id)).toEqual(items.map((item) => item.export));
		expect(results.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(new Set(results.map(({ json }) => json.status))).toEqual(new Set(['available']));

		// About after 1, 2.25 and 3.8 seconds; nothing is asked for singly.
		const rounds = [count(listOf(37442)), count(listOf(45310))];
		for (const number of rounds) {
			expect(number).toBeGreaterThanOrEqual(2);
			expect(number).toBeLessThanOrEqual(4);
		}
		expect(engine.requests()).toHaveLength(rounds.reduce((sum, number) => sum + number, 20));
	}, 20_000);

	it('does not mind an odd run of somebody else in the list', async () => {
		const items = itemsFor(37442, 2, 1);
		const odd = { id: 1, href: null, export_id: null, status: 'Available' };
		engine.sandbox.addFault({
			on: 'api',
			path: '/user_identities/37442/export_files$',
			kind: { status: 200, body: { href: '', export_files: [odd] } },
		});

		const { items: results, error } = await engine.runNode({ parameters, items });

		expect(error).toBeUndefined();
		expect(results).toMatchObject(items.map((item) => ({ json: { export_id: item.export } })));
		expect(count(listOf(37442))).toBeGreaterThan(0);
	});

	it('gives the results in the order of the items, whichever is finished first', async () => {
		const items = [...itemsFor(37442, 1, 2), ...itemsFor(37442, 1, 0), ...itemsFor(37442, 1, 0.5)];

		const { items: results } = await engine.runNode({
			parameters: { ...parameters, operation: 'runAndDownload' },
			items,
		});

		expect(results.map(({ json }) => json.export_id)).toEqual(items.map((item) => item.export));
		const downloaded = engine.requests().filter((made) => made.startsWith('file '));
		expect(downloaded).toEqual([1, 2, 0].map((index) => `file ${Number(results[index]?.json.id)}`));
	});

	it('asks singly for a run that is not in the list', async () => {
		// An identity's list has only what it started itself; this run was started by another one.
		const { id } = engine.sandbox.addRun({ exportId: 86460, identityId: 41877, runSeconds: 1.5 });

		const { items } = await engine.runNode({
			parameters,
			items: [{ identity: 37442, export: 86460 }, ...itemsFor(37442, 2, 1.5)],
		});

		expect(items.map(({ json }) => json.status)).toEqual(['available', 'available', 'available']);
		expect(items[0]?.json.id).toBe(id);
		expect(count(listOf(37442))).toBe(2);
		expect(count(`GET /api/v1/exports/86460/export_files/${id}`)).toBe(2);
		expect(engine.requests()).toHaveLength(3 + 2 + 2);
	});

	it('lets no finished run wait for an answer about another that hangs', async () => {
		const finished = Array.from(
			{ length: 9 },
			() => engine.sandbox.addRun({ exportId: 86446, runSeconds: 1.5 }).id,
		);
		const { id: hanging } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 1.5 });
		// The first answer tells that it is going on; the next one never comes.
		const path = `/export_files/${hanging}$`;
		engine.sandbox.addFault({ on: 'api', path, after: 1, kind: 'hang' });
		const files = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files');

		const { status } = await engine.runNode({
			parameters: {
				operation: 'download',
				exportId: byId(86446),
				exportFileId: byId('={{ $json.id }}'),
				waitUntilReady: true,
			},
			items: [hanging, ...finished].map((id) => ({ id })),
			// Nothing but the hanging answer can be waited for any more then.
			cancelAfter: until(() => files().length === finished.length, 'the others have their files'),
		});

		expect(status).toBe('canceled');
		expect(
			files()
				.map(({ path: file }) => Number(/(?:\/\d{3}){3}\//.exec(file)?.[0].replaceAll('/', '')))
				.sort(),
		).toEqual([...finished].sort());
	}, 20_000);

	it('shares the run between items that want the same export', async () => {
		engine.sandbox.configure({ runSeconds: 0.5 });
		const item = { identity: 37442, export: 86446 };

		const { items, binary } = await engine.runNode({
			parameters: { ...parameters, operation: 'runAndDownload' },
			items: [item, item],
		});

		expect(items.map(({ json }) => json.id)).toEqual([74780, 74780]);
		expect(engine.sandbox.runs.filter(({ id }) => id >= 74780)).toHaveLength(1);
		expect((await binary(0)).equals(await binary(1))).toBe(true);
	});

	it('keeps going when a question fails now and then', async () => {
		engine.sandbox.addFault({
			on: 'api',
			path: '/export_files',
			method: 'GET',
			times: 1,
			kind: 'reset',
		});

		const { items, error } = await engine.runNode({ parameters, items: itemsFor(37442, 2, 0.5) });

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(['available', 'available']);
	});

	it('ends for all items when one fails and the workflow is to stop', async () => {
		const [failing] = itemsFor(37442, 1, 0.5);
		engine.sandbox.setOutcome(failing?.export ?? 0, 'failed');
		const begin = Date.now();

		const { error } = await engine.runNode({
			parameters,
			items: [...itemsFor(37442, 1, 60), { identity: 37442, export: failing?.export ?? 0 }],
		});

		expect(error?.message).toContain(`of export ${failing?.export ?? 0} failed`);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(Date.now() - begin).toBeLessThan(10_000);
	});
});
