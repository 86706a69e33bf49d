import { byId, fromList, useEngine } from './harness';

describe('the list of user identities', () => {
	const engine = useEngine();

	it('has what tells them apart', async () => {
		const { results } = await engine.loadList('searchUserIdentities');

		expect(results).toEqual([
			{ name: 'Admissions User 63950', value: 63950 },
			{
				name: 'CASPA · Demo University · Demo University Physician Assistant Program · 2015 - 2016',
				value: 45310,
			},
			{ name: 'Demo University', value: 52093 },
			{ name: 'SOPHAS · 2015 - 2016', value: 60118 },
			{ name: 'SOPHAS · Demo University School of Public Health · 2014 - 2015', value: 37442 },
			{ name: 'SOPHAS · Demo University School of Public Health · 2015 - 2016', value: 41877 },
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities']);
	});

	it('has the ids of those that read alike', async () => {
		const twin = engine.sandbox.addIdentity({ institution: 'Demo University' });

		const { results } = await engine.loadList('searchUserIdentities', { filter: 'demo' });

		expect(results).toEqual(
			expect.arrayContaining([
				{ name: 'Demo University (ID 52093)', value: 52093 },
				{ name: `Demo University (ID ${twin.id})`, value: twin.id },
			]),
		);
	});

	it.each([
		['sophas', [60118, 37442, 41877]],
		['public 2014', [37442]],
		['  2016   PHYSICIAN ', [45310]],
		['4187', [41877]],
		['nobody', []],
		['', [63950, 45310, 52093, 60118, 37442, 41877]],
	])('can be searched for "%s"', async (filter, ids) => {
		const { results } = await engine.loadList('searchUserIdentities', { filter });

		expect(results.map(({ value }) => value)).toEqual(ids);
	});
});

describe('the list of exports', () => {
	const engine = useEngine();

	it('follows the chosen identity', async () => {
		const { results } = await engine.loadList('searchExports', {
			currentParameters: { userIdentityId: fromList(41877, 'SOPHAS') },
		});

		expect(results).toEqual([
			{
				name: 'Full Application Data · Comma-Separated Values in Multiple Files',
				value: 86460,
			},
			{ name: 'Nightly Applicants · Comma-Separated Values', value: 91807 },
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/41877/exports']);
	});

	it.each([
		['none is chosen', {}],
		['the list of identities is empty', { userIdentityId: fromList(0, '') }],
		['the identity is not known yet', { userIdentityId: byId('={{ $json.id }}') }],
		['the identity is not known yet', { userIdentityId: '={{ $json.id }}' }],
	])('has the exports of all identities when %s', async (_, currentParameters) => {
		const { results } = await engine.loadList('searchExports', { currentParameters });

		expect(results).toHaveLength(engine.sandbox.exports.length);
		expect(results.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'Nightly Applicants · Comma-Separated Values (ID 86446)',
				'Nightly Applicants · Comma-Separated Values (ID 91807)',
			]),
		);
		expect(engine.requests()).toEqual(['GET /api/v1/exports']);
	});

	it('can be searched', async () => {
		const search = async (filter: string) =>
			(await engine.loadList('searchExports', { filter })).results.map(({ value }) => value);

		expect(await search('accepted &')).toEqual([94215]);
		expect(await search('excel')).toEqual([97730, 86449]);
		expect(await search('86446')).toEqual([86446]);
	});
});

describe('the list of export files', () => {
	const engine = useEngine();

	it('has the recent files of the chosen export with their status, newest first', async () => {
		engine.sandbox.addRun({ exportId: 86446, runSeconds: 60, startedSecondsAgo: 45 });

		const { results } = await engine.loadList('searchExportFiles', {
			currentParameters: { exportId: fromList(86446, 'Nightly Applicants') },
		});

		expect(results).toEqual([
			{ name: '74780 · In Progress', value: 74780 },
			{ name: '74771 · Available', value: 74771 },
			{ name: '74745 · Available', value: 74745 },
			{ name: '74702 · Available', value: 74702 },
		]);
	});

	it('has those of all exports and identities where none is chosen', async () => {
		const { results } = await engine.loadList('searchExportFiles');

		expect(results.map(({ value }) => value)).toEqual([
			74774, 74771, 74766, 74759, 74745, 74731, 74702,
		]);
		// Each identity has a list of its own.
		expect(engine.requests()).toHaveLength(1 + engine.sandbox.identities.length);
	});

	it('can be searched by status', async () => {
		const { results } = await engine.loadList('searchExportFiles', { filter: 'empty' });

		expect(results).toEqual([{ name: '74731 · Export 86482 · Empty List', value: 74731 }]);
	});
});

describe('a list that cannot be loaded', () => {
	const engine = useEngine();

	it('says why', async () => {
		const loading = engine.loadList('searchExports', {
			credentials: { ...engine.credentials, apiKey: 'fedcba9876543210fedcba9876543210' },
		});

		await expect(loading).rejects.toMatchObject({
			message: 'WebAdMIT refused the API key',
			description: expect.stringContaining('Account > Edit My Account > API Key') as unknown,
		});
	});

	it('shows no secrets, even where the answer holds them', async () => {
		const { apiKey } = engine.sandbox;
		engine.sandbox.addFault({ on: 'api', kind: { status: 400, body: { message: apiKey } } });

		// That the key is nowhere in the error and the log is checked after each test.
		await expect(engine.loadList('searchExportFiles')).rejects.toThrow('[hidden]');
	});
});
