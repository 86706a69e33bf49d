import type { INodeParameters } from 'n8n-workflow';
import { containing, objectWith } from './support/matchers';
import { NODE_TYPE, byId, fromList } from './support/workflows';
import { useWorld } from './support/world';

const SEARCH_METHODS = {
	userIdentityId: 'searchUserIdentities',
	exportId: 'searchExports',
	exportFileId: 'searchExportFiles',
};

const world = useWorld();

/** Opens the list of a parameter in the editor. */
async function open(
	parameter: keyof typeof SEARCH_METHODS,
	parameters: INodeParameters,
	filter?: string,
) {
	const { id, name } = world.credential;
	const { results } = await world.n8n.listSearch({
		nodeType: NODE_TYPE,
		methodName: SEARCH_METHODS[parameter],
		parameter,
		parameters,
		credentials: { webAdmitApi: { id, name } },
		filter,
	});
	return results;
}

const running = { resource: 'exportFile', operation: 'runAndDownload' };
const asking = { resource: 'exportFile', operation: 'getStatus' };

describe('identities', () => {
	test('are listed by what tells them apart', async () => {
		const results = await open('userIdentityId', running);

		expect(results).toHaveLength(world.sandbox.identities.length);
		expect(results).toContainEqual(
			objectWith({
				name: '2014 - 2015 · SOPHAS · Demo University School of Public Health',
				value: 37442,
			}),
		);
		expect(new Set(results.map(({ name }) => name)).size).toBe(results.length);
	});

	test('are found by a part of their name', async () => {
		const results = await open('userIdentityId', running, 'caspa');

		expect(results.map(({ value }) => value)).toEqual([45310]);
	});
});

describe('exports', () => {
	test('are those of the identity that was chosen from the list', async () => {
		const results = await open('exportId', { ...running, userIdentityId: fromList(41877) });

		expect(results.map(({ value }) => value).sort()).toEqual([86460, 91807]);
	});

	test('are those of the identity whose id was typed in', async () => {
		const results = await open('exportId', { ...running, userIdentityId: byId(45310) });

		expect(results.map(({ value }) => value)).toEqual([94215]);
	});

	test('are all of them, where there is no identity to choose', async () => {
		const results = await open('exportId', asking);

		// WebAdMIT lists web pages only where it is asked for the exports of one identity.
		const listed = world.sandbox.exports.filter(({ format }) => format !== 'Website HTML');
		expect(results.map(({ value }) => value).sort()).toEqual(listed.map(({ id }) => id).sort());
	});

	test('are found by a part of their name', async () => {
		const results = await open(
			'exportId',
			{ ...running, userIdentityId: fromList(37442) },
			'roster',
		);

		expect(results.map(({ value }) => value)).toEqual([86449]);
	});
});

describe('export files', () => {
	test('are the recent ones of the chosen export, newest first, with their status', async () => {
		const results = await open('exportFileId', { ...asking, exportId: fromList(86446) });

		expect(results.map(({ value }) => value)).toEqual([74771, 74745, 74702]);
		expect(results.map(({ name }) => name)).toEqual([
			containing('Available'),
			containing('Available'),
			containing('Available'),
		]);
	});

	test('of an export that failed say so', async () => {
		const results = await open('exportFileId', { ...asking, exportId: fromList(86483) });

		expect(results).toEqual([objectWith({ value: 74759, name: containing('Failed') })]);
	});
});
