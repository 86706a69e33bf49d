import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

describe('Export: Get Many', () => {
	const engine = useEngine();
	const parameters: INodeParameters = { resource: 'export', operation: 'getMany' };

	it('gives the exports of one identity', async () => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, userIdentityId: byId(41877) },
		});

		expect(items).toEqual([
			{
				json: {
					id: 86460,
					name: 'Full Application Data',
					list_type: 'all',
					format: 'Comma-Separated Values in Multiple Files',
					mime_type: 'application/zip',
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					id: 91807,
					name: 'Nightly Applicants',
					list_type: 'all',
					format: 'Comma-Separated Values',
					mime_type: 'text/csv;charset=iso-8859-1',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/41877/exports']);
	});

	/** WebAdMIT lists web pages only where it is asked for the exports of one identity. */
	const ofAllIdentities = () =>
		engine.sandbox.exports.filter(({ format }) => format !== 'Website HTML').map(({ id }) => id);

	it.each([
		['nothing chosen', undefined],
		['an empty list', { __rl: true, mode: 'list', value: '' } as const],
	])('gives the exports of all identities with %s', async (_, userIdentityId) => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, ...(userIdentityId === undefined ? {} : { userIdentityId }) },
		});

		expect(items.map(({ json }) => json.id)).toEqual(ofAllIdentities());
		expect(engine.requests()).toEqual(['GET /api/v1/exports']);
	});

	it('returns as many as wanted', async () => {
		for (let index = 0; index < 50; index++) engine.sandbox.addExport();
		const count = async (more: INodeParameters) =>
			(await engine.runNode({ parameters: { ...parameters, ...more } })).items.length;

		expect(await count({})).toBe(50);
		expect(await count({ limit: 3 })).toBe(3);
		expect(await count({ returnAll: true })).toBe(ofAllIdentities().length);
	});
});

describe('User Identity: Get Many', () => {
	const engine = useEngine();
	const parameters: INodeParameters = { resource: 'userIdentity', operation: 'getMany' };

	it('gives the identities as WebAdMIT has them', async () => {
		const { items } = await engine.runNode({ parameters });

		expect(items[0]).toEqual({
			json: {
				id: 37442,
				type: 'Admissions User',
				association: 'SOPHAS',
				institution: null,
				organization: 'Demo University School of Public Health',
				cycle: '2014 - 2015',
			},
			pairedItem: { item: 0 },
		});
		expect(items.map(({ json }) => json)).toEqual(engine.sandbox.identities);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities']);
	});

	it('returns as many as wanted, for each item', async () => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, limit: '={{ $json.limit }}' },
			items: [{ limit: 2 }, { limit: 1 }],
		});

		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[37442, { item: 0 }],
			[41877, { item: 0 }],
			[37442, { item: 1 }],
		]);
	});

	it('refuses a limit that is none', async () => {
		const { error } = await engine.runNode({ parameters: { ...parameters, limit: '={{ -1 }}' } });

		expect(error?.message).toContain("'Limit'");
		expect(error?.description).not.toContain('ID');
		expect(engine.requests()).toEqual([]);
	});
});
