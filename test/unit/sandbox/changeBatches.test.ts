import { startSandbox, type Sandbox } from '../../sandbox';
import { apiOf } from './helpers';
import {
	ANSWERED,
	APPLICATION_STATUS,
	ask,
	GARCÍA,
	LOCAL_STATUS,
	MÜLLER,
	O_BRIEN,
	outcomeOf,
	PROGRAM,
	RECEIVED,
	V1,
	V2,
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

/** How the API tells of a batch of changes. */
interface ChangeBatchAnswer {
	href: string;
	batch: {
		id: number;
		href?: string;
		status: string;
		results?: Array<
			Record<string, unknown> & { applicant_cas_id: string; errors?: unknown }
		> | null;
	};
}

async function create(list: string, changes: readonly unknown[]): Promise<ChangeBatchAnswer> {
	const url = `${sandbox.apiUrl}${V2}/batch_${list}`;
	const answer = await apiOf(sandbox).post<ChangeBatchAnswer>(url, { [list]: changes });
	expect(answer.status).toBe(201);
	return answer.data;
}

async function show({ href }: { href: string }): Promise<ChangeBatchAnswer> {
	const answer = await apiOf(sandbox).get<ChangeBatchAnswer>(sandbox.apiUrl + href);
	expect(answer.status).toBe(200);
	return answer.data;
}

const decision = (applicant_cas_id: string, decision_id: number | null) => ({
	applicant_cas_id,
	decision_id,
});

describe('a batch of decisions', () => {
	/** What became of changes, in the order of the CAS IDs and decisions. */
	async function results(changes: ReadonlyArray<[string, number | null]>) {
		const created = await create(
			'designations',
			changes.map(([casId, id]) => decision(casId, id)),
		);
		sandbox.advanceClock(8000);
		return (await show(created)).batch;
	}

	it('is queued, in progress, and available with its results', async () => {
		const created = await create('designations', [decision(MÜLLER, 4691), decision(GARCÍA, 4695)]);
		const href = `${V2}/batch_designations/74780`;
		expect(created).toEqual({ href, batch: { id: 74780, status: 'Queued' } });
		sandbox.advanceClock(3999);
		expect(await show(created)).toEqual(created);
		sandbox.advanceClock(1);
		const going = { href, batch: { id: 74780, status: 'In Progress', results: null } };
		expect(await show(created)).toEqual(going);
		sandbox.advanceClock(3999);
		expect(await show(created)).toEqual(going);
		expect(sandbox.applicant(PROGRAM, MÜLLER).decisionId).toBeNull();
		sandbox.advanceClock(1);
		const ended = {
			href,
			batch: {
				id: 74780,
				status: 'Available',
				results: expect.arrayContaining([
					{
						decision: { id: 4691, name: 'Accepted' },
						applicant_cas_id: MÜLLER,
						errors: null,
					},
					{ decision: { id: 4695, name: 'Denied' }, applicant_cas_id: GARCÍA, errors: null },
				]) as unknown,
			},
		};
		expect(await show(created)).toEqual(ended);
		expect(await show(created)).toEqual(await show(created));
		expect(sandbox.applicant(PROGRAM, MÜLLER).decisionId).toBe(4691);
		expect(sandbox.changes).toMatchObject([
			{ batchId: 74780, casId: MÜLLER, at: NOW + 8000 },
			{ batchId: 74780, casId: GARCÍA, at: NOW + 8000 },
		]);
	});

	it('is done in the answer to whatever is asked after its end', async () => {
		await create('designations', [decision(MÜLLER, 4691)]);
		sandbox.advanceClock(8000);
		const path = `${V1}/applicants_by_cas_id/${MÜLLER}/designation`;
		expect(await outcomeOf(sandbox, 'GET', path)).toMatchObject([
			200,
			{ designation: { decision: { id: 4691 } } },
		]);
	});

	it('is done after one that ends before it, and before a PATCH that comes later', async () => {
		await create('designations', [decision(MÜLLER, 4691)]);
		sandbox.configure({ changeSeconds: 2 });
		await create('designations', [decision(MÜLLER, 4692)]);
		sandbox.advanceClock(9000);
		const path = `${V1}/applicants_by_cas_id/${MÜLLER}/designation`;
		await ask(sandbox, 'PATCH', path, { designation: { decision_id: 4693 } });
		expect(sandbox.changes.map(({ set }) => set)).toEqual([
			{ decisionId: 4692 },
			{ decisionId: 4691 },
			{ decisionId: 4693 },
		]);
	});

	it('gives its results in another order than that of the changes', async () => {
		const casIds = sandbox.applicants.slice(10, 30).map(({ casId }) => casId);
		for (const count of [2, 3, 20]) {
			const asked = casIds.slice(0, count);
			const { results: given } = await results(asked.map((casId) => [casId, 4691]));
			const order = given?.map(({ applicant_cas_id: casId }) => casId);
			expect(order).not.toEqual(asked);
			expect(order?.sort()).toEqual([...asked].sort());
		}
	});

	it('says what could not be done, in the words of the documentation', async () => {
		sandbox.addApplicant({ programId: 42023191739301, casId: '777' });
		const batch = await results([
			[MÜLLER, 4691],
			[WITH_LOCAL_STATUS, 4691],
			[RECEIVED, 4691],
			['1595659995', 420],
			['999', 4691],
			['777', 4691],
			[GARCÍA, 5691],
		]);
		expect(batch.status).toBe('Success With Errors');
		const errors = new Map(batch.results?.map((one) => [one.applicant_cas_id, one]));
		expect(Object.fromEntries([...errors].map(([casId, one]) => [casId, one.errors]))).toEqual({
			[MÜLLER]: null,
			[WITH_LOCAL_STATUS]: { update_error: LOCAL_STATUS },
			[RECEIVED]: { update_error: APPLICATION_STATUS },
			1595659995: {
				decision: 'No decision found for that decision_id',
				applicant: 'No applicant found for that applicant_cas_id',
			},
			999: { applicant: 'No applicant found for that applicant_cas_id' },
			777: { designation: 'No designation found for that applicant_cas_id and program' },
			[GARCÍA]: { decision: 'No decision found for that decision_id' },
		});
		expect(errors.get('1595659995')?.decision).toEqual({ id: 420, name: 'Unknown' });
		expect(sandbox.changes).toMatchObject([{ casId: MÜLLER, set: { decisionId: 4691 } }]);
	});

	it('is available in spite of errors, where the setting says so', async () => {
		sandbox.configure({ statusWithErrors: 'available' });
		const batch = await results([['999', 4691]]);
		expect(batch).toMatchObject({ status: 'Available', results: [{ errors: {} }] });
	});

	it('overrides an earlier change by a newer one of the same applicant', async () => {
		const { results: given } = await results([
			[MÜLLER, 4698],
			[MÜLLER, 4697],
			[GARCÍA, 4697],
			[MÜLLER, 4698],
		]);
		const ofMüller = given?.filter(({ applicant_cas_id: casId }) => casId === MÜLLER);
		expect(ofMüller).toHaveLength(3);
		expect(ofMüller?.filter(({ errors }) => errors === null)).toEqual([
			expect.objectContaining({ decision: { id: 4698, name: 'Redirected' } }),
			expect.objectContaining({ decision: { id: 4698, name: 'Redirected' } }),
		]);
		expect(ofMüller?.find(({ errors }) => errors !== null)).toEqual({
			decision: { id: 4697, name: 'Matriculated' },
			applicant_cas_id: MÜLLER,
			errors: {
				creation_error: 'A newer update (setting decision_id to 4698) is overriding this update',
			},
		});
		expect(sandbox.applicant(PROGRAM, MÜLLER).decisionId).toBe(4698);
	});

	it('clears decisions only where the setting says so', async () => {
		const changes = { designations: [decision(WAITLISTED, null)] };
		expect(await outcomeOf(sandbox, 'POST', `${V2}/batch_designations`, changes)).toMatchObject([
			422,
			{},
		]);
		sandbox.configure({ clearInBatches: true });
		const batch = await results([
			[WAITLISTED, null],
			[MÜLLER, 4691],
			[MÜLLER, null],
		]);
		expect(batch.results).toContainEqual({
			decision: null,
			applicant_cas_id: WAITLISTED,
			errors: null,
		});
		expect(batch.results).toContainEqual({
			decision: { id: 4691, name: 'Accepted' },
			applicant_cas_id: MÜLLER,
			errors: {
				creation_error: 'A newer update (setting decision_id to null) is overriding this update',
			},
		});
		expect(sandbox.applicant(PROGRAM, WAITLISTED).decisionId).toBeNull();
	});

	const ENTRY = "The property '#/designations/1";
	it.each<[unknown, string]>([
		[{}, "The property '#/' did not contain a required property of 'designations'"],
		['no JSON', "The property '#/' did not contain a required property of 'designations'"],
		[
			{ designations: {} },
			"The property '#/designations' of type Hash did not match the following type: array",
		],
		[
			{ designations: [decision(MÜLLER, 4691), { applicant_cas_id: 123456789, decision_id: 1 }] },
			`${ENTRY}/applicant_cas_id' of type Fixnum did not match the following type: string`,
		],
		[
			{ designations: [decision(MÜLLER, 4691), { applicant_cas_id: '1', decision_id: '99' }] },
			`${ENTRY}/decision_id' of type String did not match the following type: integer`,
		],
		[
			{ designations: [decision(MÜLLER, 4691), { applicant_cas_id: '1', decision_id: 4.5 }] },
			`${ENTRY}/decision_id' of type Float did not match the following type: integer`,
		],
		[
			{ designations: [decision(MÜLLER, 4691), { decision_id: 4691 }] },
			`${ENTRY}' did not contain a required property of 'applicant_cas_id'`,
		],
		[
			{ designations: [decision(MÜLLER, 4691), MÜLLER] },
			`${ENTRY}' of type String did not match the following type: object`,
		],
	])('is refused as a whole: %j', async (body, sentence) => {
		expect(await outcomeOf(sandbox, 'POST', `${V2}/batch_designations`, body)).toEqual([
			422,
			{ errors: { schema: [sentence] } },
		]);
		expect(sandbox.changeBatches).toEqual([]);
	});

	it('takes as many changes as the setting says', async () => {
		sandbox.configure({ maxChanges: 2 });
		const changes = [MÜLLER, GARCÍA, O_BRIEN].map((casId) => decision(casId, 4691));
		const refused = await outcomeOf(sandbox, 'POST', `${V2}/batch_designations`, {
			designations: changes,
		});
		expect(refused).toEqual([
			422,
			{
				errors: { schema: ["The property '#/designations' had more items than the allowed 2"] },
			},
		]);
		await create('designations', changes.slice(0, 2));
	});

	it('is found by its own identity, program and kind only', async () => {
		const { href } = await create('designations', [decision(MÜLLER, 4691)]);
		for (const other of [
			href.replace('37442', '41877').replace(String(PROGRAM), '43023191739237'),
			href.replace(String(PROGRAM), '42023191739238'),
			href.replace('designations', 'custom_field_answers'),
			`${href}1`,
			href.replace('74780', 'x'),
		]) {
			expect(await outcomeOf(sandbox, 'GET', other)).toEqual([404, { message: 'Not Found' }]);
		}
		expect(await outcomeOf(sandbox, 'GET', href.replace('37442', '999'))).toEqual([
			404,
			{ message: "User identity '999' not found." },
		]);
		expect(await outcomeOf(sandbox, 'GET', href.replace('37442', '41877'))).toEqual([
			404,
			{ message: `Program '${PROGRAM}' not found.` },
		]);
		expect(await outcomeOf(sandbox, 'GET', href.replace('v2', 'v1'))).toMatchObject([404, {}]);
		const body = { designations: [] };
		const path = `${V2}/batch_designations`;
		expect(await outcomeOf(sandbox, 'POST', path.replace('37442', '999'), body)).toMatchObject([
			404,
			{},
		]);
		expect(await outcomeOf(sandbox, 'POST', path.replace(String(PROGRAM), '1'), body)).toEqual([
			404,
			{ message: "Program '1' not found." },
		]);
	});

	it('can fail, and then nothing is done', async () => {
		sandbox.configure({ changeOutcome: 'failed' });
		const created = await create('designations', [decision(MÜLLER, 4691)]);
		sandbox.advanceClock(8000);
		expect((await show(created)).batch).toEqual({ id: 74780, status: 'Failed', results: null });
		expect(sandbox.changes).toEqual([]);
	});

	it('can go on for ever, until somebody ends it', async () => {
		sandbox.configure({ changeOutcome: 'stuck' });
		const created = await create('designations', [decision(MÜLLER, 4691)]);
		sandbox.advanceClock(365 * 24 * 3600 * 1000);
		expect((await show(created)).batch.status).toBe('In Progress');
		expect(sandbox.changeBatches).toMatchObject([{ finishesAt: null, results: null }]);
		sandbox.configure({ changeOutcome: 'done' });
		expect(sandbox.finishChangeBatch(created.batch.id).status).toBe('available');
		expect((await show(created)).batch.results).toHaveLength(1);
	});

	it('can be ended by hand, in either way, once', async () => {
		const first = await create('designations', [decision(MÜLLER, 4691)]);
		const second = await create('designations', [decision(GARCÍA, 4691)]);
		expect(sandbox.finishChangeBatch(first.batch.id, 'failed').status).toBe('failed');
		expect(sandbox.finishChangeBatch(second.batch.id).status).toBe('available');
		expect(sandbox.changes).toMatchObject([{ casId: GARCÍA }]);
		expect(() => sandbox.finishChangeBatch(first.batch.id)).toThrow('is over');
		expect(() => sandbox.finishChangeBatch(1)).toThrow('no batch of changes 1');
	});

	it('is queued in its first answer, however fast it is', async () => {
		sandbox.configure({ changeSeconds: 0 });
		const created = await create('designations', [decision(MÜLLER, 4691)]);
		expect(created.batch).toEqual({ id: 74780, status: 'Queued' });
		expect((await show(created)).batch.status).toBe('Available');
	});

	it('has its status in another spelling, where the setting says so', async () => {
		sandbox.configure({ statusSpelling: 'snake' });
		const created = await create('designations', [decision('999', 4691)]);
		expect(created.batch.status).toBe('queued');
		sandbox.advanceClock(8000);
		expect((await show(created)).batch.status).toBe('success_with_errors');
	});

	it('can have ten thousand changes', async () => {
		sandbox.configure({ maxChanges: 10_000 });
		sandbox.fillProgram(PROGRAM, 10_000);
		const casIds = sandbox.applicants
			.filter(({ programId }) => programId === PROGRAM)
			.map(({ casId }) => casId);
		const { status, results: given } = await results(casIds.map((casId) => [casId, 4695]));
		expect(status).toBe('Success With Errors');
		expect(given).toHaveLength(10_000);
		expect(given?.filter(({ errors }) => errors !== null)).toHaveLength(2);
		expect(sandbox.changes).toHaveLength(9_998);
	});
});

describe('a batch of answers', () => {
	const answer = (
		applicant_cas_id: string,
		custom_field_id: number,
		field_type: string,
		value: unknown,
	) => ({ applicant_cas_id, custom_field_id, field_type, value });

	it('stores and clears answers of all types', async () => {
		const changes = [
			answer(MÜLLER, 4101, 'string', 'D00417001'),
			answer(MÜLLER, 4102, 'number', 91),
			answer(MÜLLER, 4103, 'date', '2016-01-31'),
			answer(MÜLLER, 4104, 'boolean', false),
			answer(MÜLLER, 4105, 'select', 'Do Not Recommend'),
			answer(ANSWERED, 4102, 'number', null),
		];
		const created = await create('custom_field_answers', changes);
		const href = `${V2}/batch_custom_field_answers/74780`;
		expect(created).toEqual({ href, batch: { id: 74780, status: 'Queued' } });
		sandbox.advanceClock(8000);
		const { status, results } = (await show(created)).batch;
		expect(status).toBe('Available');
		expect(results).toHaveLength(6);
		expect(results).toContainEqual({
			custom_field_answer: {
				custom_field_id: 4104,
				label: 'Scholarship Nominee',
				field_type: 'boolean',
				value: false,
			},
			applicant_cas_id: MÜLLER,
			errors: null,
		});
		expect(sandbox.applicant(PROGRAM, MÜLLER).answers).toEqual({
			4101: 'D00417001',
			4102: 91,
			4103: '2016-01-31',
			4104: false,
			4105: 'Do Not Recommend',
		});
		expect(sandbox.applicant(PROGRAM, ANSWERED).answers[4102]).toBeNull();
	});

	it('says which were not stored, and why', async () => {
		const created = await create('custom_field_answers', [
			answer('999', 4101, 'string', 'x'),
			answer(GARCÍA, 4207, 'string', 'x'),
			answer(GARCÍA, 4105, 'select', 'XYZ'),
			answer(GARCÍA, 4104, 'boolean', 'yes'),
			answer(GARCÍA, 4103, 'date', '2016-13-01'),
			answer(GARCÍA, 4102, 'string', 'x'),
			answer(GARCÍA, 4101, 'string', 'first'),
			answer(GARCÍA, 4101, 'string', 'second'),
		]);
		sandbox.advanceClock(8000);
		const { status, results } = (await show(created)).batch;
		expect(status).toBe('Success With Errors');
		const errors = results?.map((one) => one.errors);
		for (const expected of [
			{ applicant: 'No applicant found for that applicant_cas_id' },
			{ custom_field: 'No custom field found for that custom_field_id' },
			{
				value:
					'"XYZ" is not a valid option (expected "Strongly Recommend", "Recommend", "Recommend With Reservations", or "Do Not Recommend")',
			},
			{ value: '"yes" is not a valid boolean' },
			{ value: '"2016-13-01" is not a valid date' },
			{ field_type: '"string" is not the type of the custom field (expected "number")' },
			{
				creation_error: 'A newer update (setting value to "second") is overriding this update',
			},
			null,
		]) {
			expect(errors).toContainEqual(expected);
		}
		expect(
			results?.filter((one) => one.custom_field_answer === null).map((one) => one.errors),
		).toEqual([{ custom_field: 'No custom field found for that custom_field_id' }]);
		expect(sandbox.applicant(PROGRAM, GARCÍA).answers).toEqual({ 4101: 'second' });
	});

	const ENTRY = "The property '#/custom_field_answers/0";
	it.each<[unknown, string]>([
		[{}, "The property '#/' did not contain a required property of 'custom_field_answers'"],
		[
			{ custom_field_answers: [{ ...answer('1', 4101, 'string', 'x'), applicant_cas_id: 1 }] },
			`${ENTRY}/applicant_cas_id' of type Fixnum did not match the following type: string`,
		],
		[
			{ custom_field_answers: [{ ...answer('1', 4101, 'string', 'x'), custom_field_id: '4101' }] },
			`${ENTRY}/custom_field_id' of type String did not match the following type: integer`,
		],
		[
			{ custom_field_answers: [answer('1', 4101, 'text', 'x')] },
			`${ENTRY}/field_type' value "text" did not match one of the following values: boolean, number, date, string, select`,
		],
		[
			{ custom_field_answers: [answer('1', 4101, 'string', ['x'])] },
			`${ENTRY}/value' of type Array did not match one or more of the following types: boolean, string, number, null`,
		],
		[
			{ custom_field_answers: [answer('1', 4101, 'string', undefined)] },
			`${ENTRY}' did not contain a required property of 'value'`,
		],
	])('is refused as a whole: %j', async (body, sentence) => {
		expect(await outcomeOf(sandbox, 'POST', `${V2}/batch_custom_field_answers`, body)).toEqual([
			422,
			{ errors: { schema: [sentence] } },
		]);
		expect(sandbox.changeBatches).toEqual([]);
	});

	it('is told of as in older documentation, where the setting says so', async () => {
		sandbox.configure({ answerBatches: 'older' });
		const path = `${V2}/batch_custom_field_answers`;
		const wrong = {
			custom_field_answers: [{ ...answer('1', 1, 'string', ''), applicant_cas_id: 1 }],
		};
		expect(await outcomeOf(sandbox, 'POST', path, wrong)).toEqual([
			422,
			{
				errors: {
					schema: [
						"The property '#/custom_question_answers/0/applicant_cas_id' of type Fixnum did not match the following type: string",
					],
				},
			},
		]);
		const created = await create('custom_field_answers', [
			answer(MÜLLER, 4101, 'string', 'x'),
			answer('999', 4101, 'string', 'x'),
		]);
		const facts = { id: 74780, href: `${path}/74780` };
		expect(created).toEqual({ batch: { ...facts, status: 'Queued' } });
		sandbox.advanceClock(4000);
		expect(await show(facts)).toEqual({
			batch: { ...facts, status: 'In Progress', results: null },
		});
		sandbox.advanceClock(4000);
		const { results } = (await show(facts)).batch;
		expect(results?.find((one) => one.applicant_cas_id === MÜLLER)).not.toHaveProperty('errors');
		expect(results?.find((one) => one.applicant_cas_id === '999')).toHaveProperty('errors');
	});
});

describe('faults', () => {
	const post = () =>
		ask(sandbox, 'POST', `${V2}/batch_designations`, { designations: [decision(MÜLLER, 4691)] });

	it.each([
		[false, 0],
		[true, 1],
	])(
		'a POST whose answer is lost creates a batch only when carriedOut is %s',
		async (carriedOut, n) => {
			sandbox.addFault({ on: 'api', method: 'POST', times: 1, carriedOut, kind: 'reset' });
			await expect(post()).rejects.toThrow();
			expect(sandbox.changeBatches).toHaveLength(n);
			expect((await post()).status).toBe(201);
			sandbox.advanceClock(8000);
			// Setting the same twice is harmless.
			expect(sandbox.changeBatches.map(({ status }) => status)).toEqual(
				Array.from({ length: n + 1 }, () => 'available'),
			);
		},
	);

	it('a PATCH that is refused has no effect; one whose answer is lost has', async () => {
		const path = `${V1}/applicants_by_cas_id/${MÜLLER}/designation`;
		const body = { designation: { decision_id: 4691 } };
		sandbox.addFault({ on: 'api', method: 'PATCH', times: 1, kind: { status: 503 } });
		expect((await ask(sandbox, 'PATCH', path, body)).status).toBe(503);
		expect(sandbox.changes).toEqual([]);
		sandbox.addFault({ on: 'api', method: 'PATCH', times: 1, carriedOut: true, kind: 'reset' });
		await expect(ask(sandbox, 'PATCH', path, body)).rejects.toThrow();
		expect(sandbox.changes).toHaveLength(1);
	});

	it('change what is said of a batch, a program, a field', async () => {
		const { href } = await create('designations', [decision(MÜLLER, 4691)]);
		sandbox.addFault({
			on: 'api',
			path: 'batch_designations/',
			kind: { patch: { status: 'On Hold', results: [] } },
		});
		expect((await show({ href })).batch).toEqual({ id: 74780, status: 'On Hold', results: [] });
		sandbox.addFault({
			on: 'api',
			path: 'custom_fields$',
			kind: { patch: { field_type: 'file' } },
		});
		const { data } = await ask(sandbox, 'GET', `${V1}/custom_fields`);
		expect(data).toMatchObject({
			custom_fields: Array.from({ length: 5 }, () => ({ field_type: 'file' })),
		});
	});

	it('the limit and the key count for all of it', async () => {
		sandbox.configure({ rateLimit: { limit: 1, perSeconds: 3600 } });
		expect((await post()).status).toBe(201);
		expect((await post()).status).toBe(429);
		const wrong = await apiOf(sandbox, 'wrong').post<unknown>(
			`${sandbox.apiUrl}${V2}/batch_designations`,
			{ designations: [decision(MÜLLER, 4691)] },
		);
		expect([wrong.status, wrong.data]).toEqual([401, '']);
		expect(sandbox.changeBatches).toHaveLength(1);
	});
});
