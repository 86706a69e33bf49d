import { startSandbox, type Sandbox } from '../../sandbox';
import {
	APPLICATION_STATUS,
	LOCAL_STATUS,
	MÜLLER,
	outcomeOf,
	PROGRAM,
	RECEIVED,
	V1,
	WAITLISTED,
	WITH_LOCAL_STATUS,
} from './office';

/** A time that stands still, so that only the tests move the clock. */
const NOW = Date.UTC(2015, 1, 2);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => NOW, changeSeconds: 8 });
});
beforeEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

describe('a designation', () => {
	const path = (casId: string) => `${V1}/applicants_by_cas_id/${casId}/designation`;
	const facts = (casId: string) => ({
		href: path(casId),
		decisions_href: '/api/v1/user_identities/37442/decisions',
	});
	const decide = (casId: string, decisionId: unknown) =>
		outcomeOf(sandbox, 'PATCH', path(casId), { designation: { decision_id: decisionId } });

	it('shows decision and local status, or null', async () => {
		expect(await outcomeOf(sandbox, 'GET', path(MÜLLER))).toEqual([
			200,
			{ designation: { ...facts(MÜLLER), decision: null, local_status: null } },
		]);
		expect(await outcomeOf(sandbox, 'GET', path(WITH_LOCAL_STATUS))).toEqual([
			200,
			{
				designation: {
					...facts(WITH_LOCAL_STATUS),
					decision: { id: 4696, name: 'Offer Accepted' },
					local_status: { id: 123456, title: 'Deposit Made' },
				},
			},
		]);
	});

	it('is decided and cleared, and the answer has its fields at the top', async () => {
		const decided = {
			...facts(MÜLLER),
			decision: { id: 4697, name: 'Matriculated' },
			local_status: null,
		};
		expect(await decide(MÜLLER, 4697)).toEqual([200, decided]);
		expect(await outcomeOf(sandbox, 'GET', path(MÜLLER))).toEqual([200, { designation: decided }]);
		expect(await decide(WAITLISTED, null)).toMatchObject([200, { decision: null }]);
		expect(sandbox.applicant(PROGRAM, WAITLISTED).decisionId).toBeNull();
		const place = { batchId: null, identityId: 37442, programId: PROGRAM, at: NOW };
		expect(sandbox.changes).toEqual([
			{ ...place, casId: MÜLLER, set: { decisionId: 4697 } },
			{ ...place, casId: WAITLISTED, set: { decisionId: null } },
		]);
		sandbox.clearChanges();
		expect(sandbox.changes).toEqual([]);
	});

	it('is answered within a wrapper, where the setting says so', async () => {
		sandbox.configure({ patchAnswer: 'wrapped' });
		expect(await decide(MÜLLER, 4697)).toMatchObject([
			200,
			{ designation: { decision: { id: 4697 } } },
		]);
	});

	it('stays as it is where nothing is asked for', async () => {
		expect(await outcomeOf(sandbox, 'PATCH', path(WAITLISTED), { designation: {} })).toMatchObject([
			200,
			{ decision: { id: 4693, name: 'Waitlisted' } },
		]);
		expect(sandbox.changes).toEqual([]);
	});

	it.each<[string, string, unknown, Record<string, string[]>]>([
		['a local status', WITH_LOCAL_STATUS, 4691, { decision_id: [LOCAL_STATUS] }],
		['a local status, clearing', WITH_LOCAL_STATUS, null, { decision_id: [LOCAL_STATUS] }],
		['a received application', RECEIVED, 4691, { schema: [APPLICATION_STATUS] }],
		['nobody', '9999999', 4691, { schema: ["Applicant '9999999' not found."] }],
		['no decision', MÜLLER, 99, { schema: ["Decision '99' not found."] }],
		['a decision of another cycle', MÜLLER, 5691, { schema: ["Decision '5691' not found."] }],
		[
			'text',
			MÜLLER,
			'4691',
			{
				schema: [
					"The property '#/designation/decision_id' of type String did not match the following type: integer",
				],
			},
		],
	])('is not decided with %s', async (_what, casId, decisionId, errors) => {
		expect(await decide(casId, decisionId)).toEqual([422, { errors }]);
		expect(sandbox.changes).toEqual([]);
	});

	it.each<[unknown, string]>([
		[
			{ decision_id: 4691 },
			"The property '#/' did not contain a required property of 'designation'",
		],
		['no JSON', "The property '#/' did not contain a required property of 'designation'"],
		[
			{ designation: null },
			"The property '#/designation' of type NilClass did not match the following type: object",
		],
	])('is not decided by %j', async (body, sentence) => {
		expect(await outcomeOf(sandbox, 'PATCH', path(MÜLLER), body)).toEqual([
			422,
			{ errors: { schema: [sentence] } },
		]);
	});

	it('is decided in spite of a local status where the school asked for that', async () => {
		sandbox.configure({ ignoreLocalStatus: true });
		expect(await decide(WITH_LOCAL_STATUS, 4697)).toMatchObject([200, { decision: { id: 4697 } }]);
	});

	it('is blocked as soon as staff set a local status', async () => {
		sandbox.updateApplicant(PROGRAM, MÜLLER, { localStatus: { id: 7, title: 'Deposit Made' } });
		expect(await decide(MÜLLER, 4697)).toMatchObject([422, {}]);
		sandbox.updateApplicant(PROGRAM, MÜLLER, { localStatus: null });
		expect(await decide(MÜLLER, 4697)).toMatchObject([200, {}]);
	});
});

describe('an answer to a custom field', () => {
	const path = (casId: string, fieldId: number | string) =>
		`${V1}/applicants_by_cas_id/${casId}/custom_field_answers/${fieldId}`;
	const store = (fieldId: number, field_type: unknown, value: unknown) =>
		outcomeOf(sandbox, 'PUT', path(MÜLLER, fieldId), {
			custom_field_answer: { field_type, value },
		});

	it.each([
		[4101, 'string', 'Student ID', 'D00417093'],
		[4102, 'number', 'Interview Score', 87.5],
		[4103, 'date', 'Interview Date', '2016-01-31'],
		[4104, 'boolean', 'Scholarship Nominee', false],
		[4105, 'select', 'Committee Recommendation', 'Recommend'],
	])('is stored, shown and cleared: %d, %s', async (id, field_type, label, value) => {
		const answer = (held: unknown) => [
			200,
			{
				custom_field_answer: {
					href: path(MÜLLER, id),
					custom_field_id: id,
					label,
					field_type,
					value: held,
				},
			},
		];
		expect(await outcomeOf(sandbox, 'GET', path(MÜLLER, id))).toEqual(answer(null));
		expect(await store(id, field_type, value)).toEqual(answer(value));
		expect(await outcomeOf(sandbox, 'GET', path(MÜLLER, id))).toEqual(answer(value));
		expect(sandbox.applicant(PROGRAM, MÜLLER).answers).toEqual({ [id]: value });
		expect(await store(id, field_type, null)).toEqual(answer(null));
		expect(await store(id, field_type, value)).toEqual(answer(value));
		expect(await outcomeOf(sandbox, 'DELETE', path(MÜLLER, id))).toEqual(answer(null));
		expect(sandbox.changes.map(({ set }) => set)).toEqual(
			[value, null, value, null].map((held) => ({ customFieldId: id, value: held })),
		);
	});

	const VALUE = "The property '#/custom_field_answer/value'";
	it.each<[number, string, unknown, Record<string, string[]>]>([
		[
			4105,
			'select',
			'XYZ',
			{
				value: [
					'"XYZ" is not a valid option (expected "Strongly Recommend", "Recommend", "Recommend With Reservations", or "Do Not Recommend")',
				],
			},
		],
		[
			4102,
			'number',
			'87.5',
			{ schema: [`${VALUE} of type String did not match the following type: number`] },
		],
		[
			4104,
			'boolean',
			1,
			{ schema: [`${VALUE} of type Fixnum did not match the following type: boolean`] },
		],
		[
			4101,
			'string',
			4.5,
			{ schema: [`${VALUE} of type Float did not match the following type: string`] },
		],
		[
			4103,
			'date',
			'1/31/2016',
			{ schema: [`${VALUE} value "1/31/2016" did not match the regex '^\\d{4}-\\d{2}-\\d{2}$'`] },
		],
		[4103, 'date', '2016-02-30', { value: ['"2016-02-30" is not a valid date'] }],
		[
			4103,
			'string',
			'2016-01-31',
			{ field_type: ['"string" is not the type of the custom field (expected "date")'] },
		],
		[
			4101,
			'text',
			'x',
			{
				schema: [
					'The property \'#/custom_field_answer/field_type\' value "text" did not match one of the following values: boolean, number, date, string, select',
				],
			},
		],
		[
			4101,
			'string',
			undefined,
			{
				schema: [
					"The property '#/custom_field_answer' did not contain a required property of 'value'",
				],
			},
		],
	])('is not stored where it does not fit: %d, %s, %j', async (id, type, value, errors) => {
		expect(await store(id, type, value)).toEqual([422, { errors }]);
		expect(sandbox.changes).toEqual([]);
	});

	it('names two options, and one', async () => {
		for (const [options, words] of [
			[['A', 'B'], '"A" or "B"'],
			[['A'], '"A"'],
		] as const) {
			const { id } = sandbox.addCustomField({ field_type: 'select', options: [...options] });
			expect(await store(id, 'select', 'x')).toEqual([
				422,
				{ errors: { value: [`"x" is not a valid option (expected ${words})`] } },
			]);
		}
	});

	it.each(['GET', 'PUT', 'DELETE'])('says to %s what is not there', async (method) => {
		const data =
			method === 'PUT' ? { custom_field_answer: { field_type: 'string', value: 'x' } } : undefined;
		for (const [url, message] of [
			[path('999', 4101), "Applicant '999' not found."],
			[path(MÜLLER, 999), "CustomeField '999' not found."],
			[path(MÜLLER, 4207), "CustomeField '4207' not found."],
			[path(MÜLLER, 'x'), "CustomeField 'x' not found."],
			[path(MÜLLER, 4101).replace(String(PROGRAM), '8842'), "Program '8842' not found."],
			[path(MÜLLER, 4101).replace('37442', '999'), "User identity '999' not found."],
		] as const) {
			expect(await outcomeOf(sandbox, method, url, data)).toEqual([404, { message }]);
		}
	});
});

describe('what is not there', () => {
	it.each(['GET', 'PATCH'])('is named to %s', async (method) => {
		sandbox.configure({ patchUnknownApplicant: 404 });
		const path = `${V1}/applicants_by_cas_id/999/designation`;
		const data = method === 'PATCH' ? { designation: { decision_id: 4691 } } : undefined;
		for (const [url, message] of [
			[path, "Applicant '999' not found."],
			[path.replace(String(PROGRAM), '1'), "Program '1' not found."],
			[path.replace('37442', '999'), "User identity '999' not found."],
		] as const) {
			expect(await outcomeOf(sandbox, method, url, data)).toEqual([404, { message }]);
			sandbox.configure({ notFound: 'schema' });
			expect(await outcomeOf(sandbox, method, url, data)).toEqual([
				404,
				{ errors: { schema: [message] } },
			]);
			sandbox.configure({ notFound: 'generic' });
			expect(await outcomeOf(sandbox, method, url, data)).toEqual([404, { message: 'Not Found' }]);
			sandbox.configure({ notFound: 'named' });
		}
	});
});
