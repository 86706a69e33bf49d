import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 0 });

/** Ten items, three of them with something else where an id is expected. */
const BAD = [1, 4, 9];
const NO_IDS: unknown[] = ['86446/../../user_identities', -1, null];
const itemsOf = (id: number) =>
	Array.from({ length: 10 }, (_, index) => {
		const bad = BAD.indexOf(index);
		return { id: bad < 0 ? id : JSON.stringify(NO_IDS[bad]) };
	});

describe('ten items, three of them with a bad id', () => {
	it.each<[string, INodeParameters, string, number]>([
		['Get Status', { operation: 'getStatus', exportId: byId(86446) }, 'exportFileId', 74771],
		['Download', { operation: 'download', exportId: byId(86446) }, 'exportFileId', 74771],
		['Initiate Run', { operation: 'initiateRun', userIdentityId: byId(37442) }, 'exportId', 86446],
		[
			'Run and Download',
			{ operation: 'runAndDownload', userIdentityId: byId(37442) },
			'exportId',
			86446,
		],
		['List Recent', { operation: 'listRecent', limit: 1 }, 'userIdentityId', 37442],
		['Export: Get Many', { resource: 'export', limit: 1 }, 'userIdentityId', 37442],
	])('%s: the good ones succeed, the bad ones carry their error', async (_, more, name, id) => {
		const { items, error } = await engine.runNode({
			parameters: { ...more, [name]: byId('={{ $json.id }}') },
			items: itemsOf(id),
			onError: 'continueRegularOutput',
		});

		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 10 }, (_item, item) => ({ item })),
		);
		for (const [index, { json }] of items.entries()) {
			if (BAD.includes(index)) {
				expect(json.error).toMatch(/must be a positive whole number/);
				expect(json.error).toContain(`[Item ${index}]`);
			} else {
				expect(json.id).toEqual(expect.any(Number));
				expect(json.error).toBeUndefined();
			}
		}
		// Nothing but ids is in a path, and nothing at all behind one.
		for (const { url, origin } of engine.sandbox.requests) {
			if (origin === 'api') expect(url).toMatch(/^\/api\/v1(\/[a-z_]+|\/\d+)+$/);
		}
	});
});
