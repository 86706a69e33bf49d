import { createHash } from 'node:crypto';
import { startSandbox, type Sandbox } from '../../sandbox';
import { apiOf, download, fileUrl } from './helpers';

const OF_IDENTITY = '/api/v1/user_identities/37442';

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

async function listed(path: string): Promise<Record<string, unknown>> {
	const { status, data } = await apiOf(sandbox).get<Record<string, unknown>>(path);
	expect(status).toBe(200);
	return data;
}

describe('the lists to choose from', () => {
	it('have organizations, with names and ids of 14 digits', async () => {
		expect(await listed('/user_identities/37442/organizations')).toEqual({
			href: `${OF_IDENTITY}/organizations`,
			organizations: [
				{
					id: 42023191700010,
					name: 'Demo University School of Public Health',
					cycle_name: '2014 - 2015',
					association_name: 'SOPHAS',
					cas3: true,
					config_portal_identifier: '2235',
				},
				expect.objectContaining({ name: 'Demo University Online Campus' }),
			],
		});
		expect(await listed('/user_identities/52093/organizations')).toMatchObject({
			organizations: [{ name: null, cycle_name: null, association_name: null, cas3: false }],
		});
	});

	it('have programs, the same name in two organizations', async () => {
		const { href, programs } = await listed('/user_identities/37442/programs');
		expect(href).toBe(`${OF_IDENTITY}/programs`);
		expect(programs).toHaveLength(5);
		expect(programs).toContainEqual({
			id: 42023191739237,
			name: 'Epidemiology, MPH',
			organization_name: 'Demo University School of Public Health',
		});
		expect(programs).toContainEqual({
			id: 42023191739301,
			name: 'Epidemiology, MPH',
			organization_name: 'Demo University Online Campus',
		});
	});

	it('have decisions, the same names in two cycles', async () => {
		const first = await listed('/user_identities/37442/decisions');
		const second = await listed('/user_identities/41877/decisions');
		expect(first).toMatchObject({
			href: `${OF_IDENTITY}/decisions`,
			decisions: expect.arrayContaining([{ id: 4697, name: 'Matriculated' }]) as unknown,
		});
		expect(second).toMatchObject({
			decisions: expect.arrayContaining([{ id: 5697, name: 'Matriculated' }]) as unknown,
		});
	});

	it('have the custom fields of a program, one of each type', async () => {
		const path = '/user_identities/37442/programs/42023191739237/custom_fields';
		const { href, custom_fields: fields } = await listed(path);
		expect(href).toBe(`/api/v1${path}`);
		expect(fields).toEqual([
			{ id: 4101, label: 'Student ID', field_type: 'string', options: null },
			{ id: 4102, label: 'Interview Score', field_type: 'number', options: null },
			{ id: 4103, label: 'Interview Date', field_type: 'date', options: null },
			{ id: 4104, label: 'Scholarship Nominee', field_type: 'boolean', options: null },
			{
				id: 4105,
				label: 'Committee Recommendation',
				field_type: 'select',
				options: [
					'Strongly Recommend',
					'Recommend',
					'Recommend With Reservations',
					'Do Not Recommend',
				],
			},
		]);
		const none = await listed('/user_identities/52093/programs/8907/custom_fields');
		expect(none).toMatchObject({ custom_fields: [] });
	});

	it.each(['organizations', 'programs', 'decisions'])(
		'are empty where nothing is: %s',
		async (name) => {
			expect(await listed(`/user_identities/63950/${name}`)).toEqual({
				href: `/api/v1/user_identities/63950/${name}`,
				[name]: [],
			});
		},
	);

	it.each(['organizations', 'programs', 'decisions', 'programs/42023191739237/custom_fields'])(
		'know no identity 999: %s',
		async (path) => {
			const answer = await apiOf(sandbox).get<unknown>(`/user_identities/999/${path}`);
			expect([answer.status, answer.data]).toEqual([
				404,
				{ message: "User identity '999' not found." },
			]);
		},
	);

	it.each([41877, 60118])('have no program of 37442 for identity %d', async (identityId) => {
		const path = `/user_identities/${identityId}/programs/42023191739237/custom_fields`;
		const answer = await apiOf(sandbox).get<unknown>(path);
		expect([answer.status, answer.data]).toEqual([
			404,
			{ message: "Program '42023191739237' not found." },
		]);
	});

	it('can be added to, in an empty world too', () => {
		sandbox.addIdentity({ id: 5 });
		const organization = sandbox.addOrganization({ identityIds: [5], name: 'Mine' });
		expect(sandbox.organizations).toContainEqual(organization);
		const program = sandbox.addProgram({ identityIds: [5], name: 'Potions' });
		expect(sandbox.programs).toContainEqual(program);
		const field = sandbox.addCustomField({ programIds: [program.id], field_type: 'select' });
		expect(field).toMatchObject({ options: ['Yes', 'No'] });
		const decision = sandbox.addDecision({ identityIds: [5] });
		const applicant = sandbox.addApplicant({
			programId: program.id,
			decisionId: decision.id,
			answers: { [field.id]: 'No' },
		});
		expect(sandbox.applicant(program.id, applicant.casId)).toEqual(applicant);
		expect(() => sandbox.addApplicant({ ...applicant })).toThrow('already applicant');
		expect(() => sandbox.addApplicant({ decisionId: 1 })).toThrow('no decision 1');
		expect(() => sandbox.addApplicant({ programId: 1 })).toThrow('no program 1');
		expect(() => sandbox.addApplicant({ answers: { 1: 'x' } })).toThrow('no custom field 1');
		expect(() => sandbox.addCustomField({ programIds: [1] })).toThrow('no program 1');
		expect(() => sandbox.addProgram({ identityIds: [1] })).toThrow('no identity 1');
		expect(() => sandbox.applicant(program.id, '1')).toThrow('no applicant 1');
	});

	it('need a program before anybody applies', async () => {
		const empty = await startSandbox({ world: 'empty' });
		expect(empty.programs).toEqual([]);
		expect(() => empty.addApplicant()).toThrow('no program yet');
		await empty.close();
	});
});

describe('applicants', () => {
	it('are those who stand in the exports, under the same CAS IDs', async () => {
		const { data } = await download(await fileUrl(sandbox));
		const [, ...rows] = data.toString('latin1').trim().split('\r\n');
		const inExport = rows.map((row) => row.split(',').slice(0, 3));
		const inProgram = sandbox.applicants.filter(({ programId }) => programId === 42023191739237);
		expect(inProgram.map((one) => [one.casId, one.lastName, one.firstName])).toEqual(inExport);
		expect(inExport[0]).toEqual(['2015000001', 'Müller', 'José']);
	});

	it('apply to the program of their row too', () => {
		const programs = sandbox.applicants
			.filter(({ casId }) => casId === '2015000038')
			.map(({ programId }) => programId);
		expect(programs).toEqual([42023191739237, 42023191739238, 8842]);
	});

	it('can be ten thousand', () => {
		expect(sandbox.fillProgram(42023191739237, 10_000)).toHaveLength(9_960);
		expect(sandbox.fillProgram(42023191739237, 10_000)).toEqual([]);
		const ids = new Set(
			sandbox.applicants
				.filter(({ programId }) => programId === 42023191739237)
				.map(({ casId }) => casId),
		);
		expect(ids.size).toBe(10_000);
	});

	it('are as at the start after a reset', () => {
		const before = JSON.stringify(sandbox.applicants);
		sandbox.updateApplicant(42023191739237, '2015000001', {
			decisionId: 4691,
			localStatus: { id: 1, title: 'Paid' },
			received: true,
			answers: { 4101: 'x' },
		});
		sandbox.addApplicant();
		sandbox.setSocialSecurityNumbers(37442, 'not_found');
		expect(JSON.stringify(sandbox.applicants)).not.toBe(before);
		sandbox.reset();
		expect(JSON.stringify(sandbox.applicants)).toBe(before);
	});
});

describe('social security numbers', () => {
	const path = (id: number) => `/user_identities/${id}/social_security_numbers`;

	it('are a PGP message with a right checksum, another one for each identity', async () => {
		const answer = await apiOf(sandbox).get<string>(path(37442));
		expect([answer.status, answer.headers['content-type']]).toEqual([
			200,
			'text/plain; charset=utf-8',
		]);
		const [begin, version, empty, ...rest] = answer.data.trimEnd().split('\n');
		expect([begin, version, empty, rest.pop()]).toEqual([
			'-----BEGIN PGP MESSAGE-----',
			'Version: Crypt::OpenPGP 1.06',
			'',
			'-----END PGP MESSAGE-----',
		]);
		expect(rest.pop()).toMatch(/^=[\w+/]{4}$/);
		const packet = Buffer.from(rest.join(''), 'base64');
		// A symmetrically encrypted packet whose length is that of the rest.
		const [tag, high = 0, low = 0] = packet;
		expect([tag, ((high - 192) << 8) + low + 192]).toEqual([0xc9, packet.length - 3]);
		const other = await apiOf(sandbox).get<string>(path(41877));
		const hash = (text: string) => createHash('sha256').update(text).digest('hex');
		expect(hash(other.data)).not.toBe(hash(answer.data));
	});

	it.each([
		[60118, 403, 'No organization loaded.'],
		[63950, 403, 'Feature not available.'],
		[52093, 404, 'Not found.'],
		[999, 404, "User identity '999' not found."],
	])('are not there for identity %d', async (id, status, message) => {
		const answer = await apiOf(sandbox).get<unknown>(path(id));
		expect([answer.status, answer.data]).toEqual([status, { message }]);
	});

	it('come and go', async () => {
		sandbox.setSocialSecurityNumbers(37442, 'feature_not_available');
		expect((await apiOf(sandbox).get(path(37442))).status).toBe(403);
		sandbox.setSocialSecurityNumbers(37442, 'available');
		expect((await apiOf(sandbox).get(path(37442))).status).toBe(200);
		expect(() => {
			sandbox.setSocialSecurityNumbers(1, 'available');
		}).toThrow('no identity 1');
	});
});
