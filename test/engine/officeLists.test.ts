import type { INodeParameters } from 'n8n-workflow';
import { byId, fromList, useEngine } from './harness';

const engine = useEngine();
const PROGRAM = 42023191739237;
const EPIDEMIOLOGY = { userIdentityId: byId(37442), programId: byId(PROGRAM) };

describe('the list of programs', () => {
	it('follows the chosen identity, with the organizations', async () => {
		const { results } = await engine.loadList('searchPrograms', {
			currentParameters: { userIdentityId: fromList(37442, 'SOPHAS') },
		});

		expect(results.map(({ name }) => name)).toEqual([
			'Biostatistics, PhD · Demo University School of Public Health',
			'Epidemiology, MPH · Demo University Online Campus',
			'Epidemiology, MPH · Demo University School of Public Health',
			'Global Health, DrPH · Demo University School of Public Health',
			'Health Policy & Management, MPH · Demo University School of Public Health',
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/37442/programs']);
	});

	it('can be searched, and does without organizations', async () => {
		const search = async (identity: number, filter: string) =>
			await engine.loadList('searchPrograms', {
				currentParameters: { userIdentityId: byId(identity) },
				filter,
			});

		expect((await search(37442, 'online epi')).results).toEqual([
			{ name: 'Epidemiology, MPH · Demo University Online Campus', value: 42023191739301 },
		]);
		expect((await search(52093, '')).results).toEqual([{ name: 'Undeclared', value: 8907 }]);
	});
});

describe('the list of decisions', () => {
	it('follows the chosen identity, in the order of WebAdMIT', async () => {
		const { results } = await engine.loadList('searchDecisions', {
			currentParameters: { userIdentityId: byId(45310) },
		});

		expect(results).toEqual([
			{ name: 'Accept', value: 6201 },
			{ name: 'Alternate', value: 6202 },
			{ name: 'Deny', value: 6203 },
		]);
	});
});

describe('the list of custom fields', () => {
	it('follows the chosen program', async () => {
		const { results } = await engine.loadList('searchCustomFields', {
			currentParameters: EPIDEMIOLOGY,
			filter: 'interview',
		});

		expect(results).toEqual([
			{ name: 'Interview Score', value: 4102 },
			{ name: 'Interview Date', value: 4103 },
		]);
	});
});

describe.each([
	['searchPrograms', {}, "Choose a 'User Identity' first"],
	['searchDecisions', {}, "Choose a 'User Identity' first"],
	['searchCustomFields', {}, "Choose a 'User Identity' first"],
	['searchCustomFields', { userIdentityId: byId(37442) }, "Choose a 'Program' first"],
	['searchPrograms', { userIdentityId: byId(63950) }, 'This user identity has no programs'],
	['searchDecisions', { userIdentityId: byId(63950) }, 'This user identity has no decisions yet'],
	[
		'searchCustomFields',
		{ userIdentityId: byId(52093), programId: byId(8907) },
		'This program has no custom fields yet',
	],
])('%s with %j', (method, currentParameters: INodeParameters, message) => {
	it('says why there is nothing to choose', async () => {
		await expect(engine.loadList(method, { currentParameters })).rejects.toMatchObject({ message });
	});
});

describe("the columns of 'Custom Fields'", () => {
	const load = async (currentParameters: INodeParameters) =>
		await engine.loadColumns('getCustomFieldColumns', currentParameters);

	it('are the custom fields of the chosen program, with their types and options', async () => {
		const { fields } = await load(EPIDEMIOLOGY);

		expect(
			fields.map(({ id, displayName, type, removed }) => [id, displayName, type, removed]),
		).toEqual([
			['4101', 'Student ID', 'string', false],
			['4102', 'Interview Score', 'number', false],
			['4103', 'Interview Date', 'dateTime', false],
			// Hidden at first: n8n would set it to false.
			['4104', 'Scholarship Nominee', 'boolean', true],
			['4105', 'Committee Recommendation', 'options', false],
		]);
		expect(fields[4]?.options).toEqual([
			{ name: 'Strongly Recommend', value: 'Strongly Recommend' },
			{ name: 'Recommend', value: 'Recommend' },
			{ name: 'Recommend With Reservations', value: 'Recommend With Reservations' },
			{ name: 'Do Not Recommend', value: 'Do Not Recommend' },
		]);
		for (const field of fields) expect(field).toMatchObject({ required: false, display: true });
	});

	it('are told to be missing where the program has none', async () => {
		expect(await load({ userIdentityId: byId(52093), programId: byId(8907) })).toEqual({
			fields: [],
			emptyFieldsNotice: expect.stringContaining('no custom fields yet') as unknown,
		});
	});

	it('cannot be had before a program is chosen', async () => {
		await expect(load({ userIdentityId: byId(37442) })).rejects.toThrow("Choose a 'Program' first");
	});

	it('show a type that WebAdMIT may have some day as text', async () => {
		const body = { custom_fields: [{ id: 1, label: null, field_type: 'time', options: null }] };
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		const { fields } = await load(EPIDEMIOLOGY);

		expect(fields).toMatchObject([{ id: '1', displayName: 'Custom Field 1', type: 'string' }]);
	});
});

describe('Get Many', () => {
	const run = async (resource: string, more: INodeParameters = {}) =>
		await engine.runNode({
			parameters: { resource, operation: 'getMany', userIdentityId: byId(37442), ...more },
		});

	it.each([
		['program', { id: PROGRAM, name: 'Epidemiology, MPH' }],
		['organization', { id: 42023191700010, cycle_name: '2014 - 2015' }],
		['decision', { id: 4691, name: 'Accepted' }],
	])('of %s gives them as WebAdMIT has them', async (resource, first) => {
		const { items } = await run(resource);

		expect(items[0]).toMatchObject({ json: first, pairedItem: { item: 0 } });
		expect(engine.requests()).toEqual([`GET /api/v1/user_identities/37442/${resource}s`]);
	});

	it('of custom fields gives those of the program, as many as wanted', async () => {
		const { items } = await run('customField', { programId: byId(PROGRAM), limit: 2 });

		expect(items.map(({ json }) => json)).toEqual([
			{ id: 4101, label: 'Student ID', field_type: 'string', options: null },
			{ id: 4102, label: 'Interview Score', field_type: 'number', options: null },
		]);
	});

	it.each([
		['program', { userIdentityId: byId('x') }, "'User Identity' must be"],
		['customField', { programId: byId('={{ "" }}') }, "'Program' is empty"],
	])('of %s sends nothing for what is no id', async (resource, more: INodeParameters, message) => {
		const { error } = await run(resource, more);

		expect(error?.message).toContain(message);
		expect(engine.requests()).toEqual([]);
	});
});

describe('Social Security Numbers: Download', () => {
	const download = async (userIdentityId: number) =>
		await engine.runNode({
			parameters: {
				resource: 'socialSecurityNumbers',
				operation: 'download',
				userIdentityId: byId(userIdentityId),
			},
		});

	it('gives the PGP message as a file, and nowhere else', async () => {
		const { items, file, binary, run } = await download(37442);

		expect(items[0]?.json).toEqual({ user_identity_id: 37442 });
		expect(file(0)).toMatchObject({
			fileName: 'social-security-numbers.pgp',
			mimeType: 'text/plain',
		});
		const message = (await binary(0)).toString();
		expect(message).toMatch(/^-----BEGIN PGP MESSAGE-----[\s\S]+-----END PGP MESSAGE-----\s*$/);
		const [, , line = ''] = message.split('\n');
		expect(JSON.stringify(run)).not.toContain(line === '' ? message.split('\n')[3] : line);
	});

	it.each([
		[63950, 'Feature not available.', '403', 'Ask your WebAdMIT administrator'],
		[60118, 'No organization loaded.', '403', 'PGP key of your school'],
		[52093, 'Not found.', '404', 'Check the IDs'],
	])('says why there is none: %i', async (identity, message, httpCode, advice) => {
		const { error } = await download(identity);

		expect(error).toMatchObject({ message, httpCode });
		expect(error?.description).toContain(advice);
	});

	it('shows nothing of what is not encrypted', async () => {
		const body = '123-45-6789,José Müller';
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		const { error, run } = await download(37442);

		expect(error?.message).toBe("WebAdMIT's answer is not a PGP message");
		expect(JSON.stringify(run)).not.toContain('123-45-6789');
	});
});
