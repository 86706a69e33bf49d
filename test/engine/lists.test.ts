import type { INodeParameters } from 'n8n-workflow';
import { byId, fromList, useEngine } from './harness';

describe('the list of user identities', () => {
	const engine = useEngine();

	it('has what tells them apart, the newest cycle first', async () => {
		const { results } = await engine.loadList('searchUserIdentities');

		expect(results).toEqual([
			{
				name: '2015 - 2016 · CASPA · Demo University · Demo University Physician Assistant Program',
				value: 45310,
			},
			{ name: '2015 - 2016 · SOPHAS', value: 60118 },
			{ name: '2015 - 2016 · SOPHAS · Demo University School of Public Health', value: 41877 },
			{ name: '2014 - 2015 · SOPHAS · Demo University School of Public Health', value: 37442 },
			{ name: 'Admissions User 63950', value: 63950 },
			{ name: 'Demo University', value: 52093 },
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
		['sophas', [60118, 41877, 37442]],
		['public 2014', [37442]],
		['  2016   PHYSICIAN ', [45310]],
		['4187', [41877]],
		['nobody', []],
		['', [45310, 60118, 41877, 37442, 63950, 52093]],
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

		// WebAdMIT lists web pages only where it is asked for the exports of one identity.
		const listed = engine.sandbox.exports.filter(({ format }) => format !== 'Website HTML');
		expect(results).toHaveLength(listed.length);
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

describe('the list of PDF Manager templates', () => {
	const engine = useEngine();
	const list = async (userIdentityId?: INodeParameters[string], filter?: string) =>
		await engine.loadList('searchPdfManagerTemplates', {
			currentParameters: userIdentityId === undefined ? {} : { userIdentityId },
			filter,
		});

	it('follows the chosen identity', async () => {
		expect((await list(fromList(41877, 'SOPHAS'))).results).toEqual([
			{ name: 'Transcripts · Verified Applicants', value: 8203 },
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/41877/pdf_manager_templates']);
	});

	it('has the templates by name, with the lists of those that have one', async () => {
		expect((await list(byId(37442))).results).toEqual([
			{ name: 'Broken Packets · Verified Applicants', value: 8174 },
			{ name: 'Committee Packets (by Reader)', value: 8167 },
			{ name: 'Full Applications · Interview Roster', value: 8160 },
			{ name: 'Late Documents · Nobody Yet', value: 8171 },
			{ name: 'References With Gaps · Verified Applicants', value: 8180 },
			{ name: 'Transcripts · Verified Applicants', value: 8153 },
		]);
	});

	it('has the ids of those without a name', async () => {
		const body = { pdf_manager_templates: [{ id: 7, name: null, list_name: null }] };
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		expect((await list(byId(37442))).results).toEqual([{ name: 'Template 7', value: 7 }]);
	});

	it.each([
		['roster full', [8160]],
		['8171', [8171]],
		['nobody at all', []],
	])('can be searched for "%s"', async (filter, ids) => {
		const { results } = await list(byId(37442), filter);

		expect(results.map(({ value }) => value)).toEqual(ids);
	});

	it('says so when there are none', async () => {
		await expect(list(byId(60118))).rejects.toMatchObject({
			message: 'This user identity has no PDF Manager templates yet',
		});
	});
});

describe('the list of PDF Manager batches', () => {
	const engine = useEngine();
	const currentParameters = { userIdentityId: byId(37442) };

	it('shows template, status and time, newest first', async () => {
		const of = (id: number, state: string, updated_at: string | null, name: string | null) => ({
			id,
			state,
			updated_at,
			pdf_manager_template: { id: 8153, name },
		});
		const body = {
			pdf_manager_batches: [
				of(6348, 'available', '2018-10-18T00:07:13Z', 'Transcripts'),
				of(6350, 'In Progress', '2018-10-19T16:30:00Z', 'Full Applications'),
				of(6349, 'failed', null, null),
				of(6351, 'waiting_for_review', 'soon', 'Transcripts'),
				{ id: 6352, state: null },
			],
		};
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		const { results } = await engine.loadList('searchPdfManagerBatches', { currentParameters });

		const shown = results.map(({ name, value }) => [value, name.replace(/\s/g, ' ')]);
		// In the time zone of n8n, which is New York unless something else is set.
		expect(shown).toEqual([
			[6351, 'Transcripts · waiting_for_review'],
			[6350, 'Full Applications · In Progress · Oct 19, 2018, 12:30 PM'],
			[6349, 'Template 8153 · Failed'],
			[6348, 'Transcripts · Available · Oct 17, 2018, 8:07 PM'],
		]);
	});

	it('has the recent batches of the chosen identity', async () => {
		const { results } = await engine.loadList('searchPdfManagerBatches', {
			currentParameters,
			filter: 'available',
		});

		expect(results.map(({ value }) => value)).toEqual([6333, 6301]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/37442/pdf_manager_batches']);
	});

	it('says so when there are none', async () => {
		const loading = engine.loadList('searchPdfManagerBatches', {
			currentParameters: { userIdentityId: byId(60118) },
		});

		await expect(loading).rejects.toMatchObject({
			message: 'There are no recent PDF Manager batches',
		});
	});
});

describe.each(['searchPdfManagerTemplates', 'searchPdfManagerBatches'])(
	'%s without an identity',
	(method) => {
		const engine = useEngine();

		it.each<[string, INodeParameters]>([
			['none is chosen', {}],
			['the list of identities is empty', { userIdentityId: fromList(0, '') }],
			['the identity is not known yet', { userIdentityId: byId('={{ $json.id }}') }],
		])('says what to do when %s', async (_, currentParameters) => {
			await expect(engine.loadList(method, { currentParameters })).rejects.toMatchObject({
				message: "Choose a 'User Identity' first",
				description: expect.stringContaining('Each identity has its own list') as unknown,
			});
			expect(engine.requests()).toEqual([]);
		});
	},
);

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
