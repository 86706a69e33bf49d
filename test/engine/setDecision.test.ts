import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import type { Fault } from '../sandbox';
import { byId, useEngine } from './harness';

const engine = useEngine({ changeSeconds: 0.5 });

const IDENTITY = 37442;
/** All 40 applicants of the sandbox are in it. */
const PROGRAM = 42023191739237;
const ACCEPTED = { id: 4691, name: 'Accepted' };
const DENIED = { id: 4695, name: 'Denied' };
const DESIGNATIONS = `/api/v2/user_identities/${IDENTITY}/programs/${PROGRAM}/batch_designations`;
const BY_DECISION_NAME = { __rl: true, mode: 'name', value: '={{ $json.decision }}' } as const;

const PARAMETERS: INodeParameters = {
	resource: 'designation',
	operation: 'setDecision',
	userIdentityId: byId(IDENTITY),
	programId: byId(PROGRAM),
	casId: '={{ $json.casId }}',
	decisionId: byId(ACCEPTED.id),
};

const usualPersistence = { ...PERSISTENCE };
afterEach(() => {
	Object.assign(PERSISTENCE, usualPersistence);
});

const casIds = () =>
	engine.sandbox.applicants
		.filter(({ programId }) => programId === PROGRAM)
		.map(({ casId }) => casId);
/** CAS IDs of applicants whose decision can be set. */
const free = (count: number) => {
	const ids = engine.sandbox.applicants
		.filter(
			({ programId, localStatus, received }) =>
				programId === PROGRAM && localStatus === null && !received,
		)
		.map(({ casId }) => casId);
	return ids.slice(0, count);
};
const decisionOf = (casId: string) => engine.sandbox.applicant(PROGRAM, casId).decisionId;
const run = async (
	items: IDataObject[],
	more: INodeParameters = {},
	onError?: 'continueRegularOutput' | 'continueErrorOutput',
) => await engine.runNode({ parameters: { ...PARAMETERS, ...more }, items, onError });
const outputOf = (casId: string, decision: IDataObject | null = ACCEPTED) => ({
	cas_id: casId,
	program_id: PROGRAM,
	user_identity_id: IDENTITY,
	decision,
});

describe('one item', () => {
	it('is a PATCH, whose answer comes at once', async () => {
		const [casId = ''] = free(1);

		const { items } = await run([{ casId }]);

		expect(items).toEqual([{ json: outputOf(casId), pairedItem: { item: 0 } }]);
		expect(engine.requests()).toEqual([
			`PATCH /api/v1/user_identities/${IDENTITY}/programs/${PROGRAM}/applicants_by_cas_id/${casId}/designation`,
		]);
		expect(JSON.parse(engine.sandbox.requests[0]?.body ?? '')).toEqual({
			designation: { decision_id: ACCEPTED.id },
		});
		expect(decisionOf(casId)).toBe(ACCEPTED.id);
	});

	it('reads the answer wherever its fields are', async () => {
		engine.sandbox.configure({ patchAnswer: 'wrapped' });
		const [casId = ''] = free(1);

		const { items } = await run([{ casId }]);

		expect(items[0]?.json).toEqual(outputOf(casId));
	});

	it('takes a CAS ID that a spreadsheet has made a number of', async () => {
		const [casId = ''] = free(1);

		const { items } = await run([{ casId: Number(casId) }]);

		expect(items[0]?.json).toEqual(outputOf(casId));
	});

	it.each([
		[null, "'CAS ID' is empty [Item 0]"],
		[' ', "'CAS ID' is empty [Item 0]"],
		[1.5, "'CAS ID' must be digits, e.g. 123456789, but it is 1.5 [Item 0]"],
		['12/../7', '\'CAS ID\' must be digits, e.g. 123456789, but it is "12/../7" [Item 0]'],
	])('sends nothing for %j as a CAS ID', async (casId, message) => {
		const { error } = await run([{ casId }]);

		expect(error?.message).toBe(message);
		expect(engine.requests()).toEqual([]);
	});

	it.each([
		[5, "Can't set the decision_id when the local_status is not null", 'Remove the local status'],
		[
			9,
			'Cannot update a decision code for an applicant with that application status',
			'only in some of its statuses',
		],
	])('says why it was refused, and what to do: applicant %i', async (place, sentence, advice) => {
		const casId = casIds()[place] ?? '';

		const { error } = await run([{ casId }]);

		expect(error).toMatchObject({
			message: `${sentence} (decision of applicant ${casId})`,
			httpCode: '422',
		});
		expect(error?.description).toContain(advice);
	});

	it.each([404, 422] as const)('says that the applicant is not there: %i', async (status) => {
		engine.sandbox.configure({ patchUnknownApplicant: status });

		const { error } = await run([{ casId: '9999999' }]);

		expect(error).toMatchObject({
			message: "Applicant '9999999' not found.",
			description: expect.stringContaining('Check the CAS ID') as unknown,
		});
	});

	it('says that the decision is not there', async () => {
		const [casId = ''] = free(1);

		const { error } = await run([{ casId }], { decisionId: byId(99) });

		expect(error?.message).toBe(`Decision '99' not found (decision of applicant ${casId})`);
		expect(error?.description).toContain('each cycle has its own decisions');
	});
});

describe("'Decision' by name", () => {
	it('goes without regard to case and white space, with one look at the list', async () => {
		const [first = '', second = '', third = ''] = free(3);

		const { items } = await run(
			[
				{ casId: first, decision: ' accepted ' },
				{ casId: second, decision: 'DENIED' },
				{ casId: third, decision: 'Denied' },
			],
			{ decisionId: BY_DECISION_NAME },
		);

		expect(items.map(({ json }) => json)).toEqual([
			outputOf(first),
			outputOf(second, DENIED),
			outputOf(third, DENIED),
		]);
		expect(engine.requests().filter((request) => request.endsWith('/decisions'))).toHaveLength(1);
	});

	it('is an error with the names that there are, before anything is set', async () => {
		const [first = '', second = ''] = free(2);

		const { error } = await run(
			[
				{ casId: first, decision: 'Accepted' },
				{ casId: second, decision: 'Maybe' },
			],
			{ decisionId: BY_DECISION_NAME },
		);

		expect(error?.message).toContain(
			'There is no decision called "Maybe" [Item 1]. Choose one of "Accepted", "Conditionally Accepted", "Waitlisted"',
		);
		expect(engine.sandbox.changes).toEqual([]);
		expect(engine.requests()).toEqual([`GET /api/v1/user_identities/${IDENTITY}/decisions`]);
	});

	it('is an error where several have the name', async () => {
		engine.sandbox.addDecision({ identityIds: [IDENTITY], name: 'accepted' });
		const [first = '', second = ''] = free(2);

		const { items } = await run(
			[
				{ casId: first, decision: 'ACCEPTED' },
				{ casId: second, decision: 'Accepted' },
			],
			{ decisionId: BY_DECISION_NAME },
			'continueRegularOutput',
		);

		expect(items[0]?.json.error).toBe('There are several decisions called "ACCEPTED" [Item 0]');
		expect(items[1]?.json).toEqual(outputOf(second));
	});

	it.each([null, '', ' '])('is an error where it is %j', async (decision) => {
		const { error } = await run([{ casId: '1', decision }], { decisionId: BY_DECISION_NAME });

		expect(error?.message).toBe("'Decision' is empty [Item 0]");
		expect(error?.description).toContain("'Clear Decision'");
		expect(engine.requests()).toEqual([]);
	});

	it('says so where the identity has none', async () => {
		const { error } = await run([{ casId: '1', decision: 'Accepted' }], {
			userIdentityId: byId(52093),
			decisionId: BY_DECISION_NAME,
		});

		expect(error?.description).toContain('This user identity has no decisions.');
	});

	it('is told from an ID by its form where an expression takes the place of the whole field', async () => {
		const [first = '', second = ''] = free(2);

		const { items } = await run(
			[
				{ casId: first, decision: 'Accepted' },
				{ casId: second, decision: DENIED.id },
			],
			{ decisionId: '={{ $json.decision }}' },
		);

		expect(items.map(({ json }) => json)).toEqual([outputOf(first), outputOf(second, DENIED)]);
	});
});

describe('many items', () => {
	it('are one batch, and each gets its own result', async () => {
		const ids = casIds();

		const { items, error } = await run(
			ids.map((casId) => ({ casId })),
			{},
			'continueRegularOutput',
		);

		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		for (const [index, casId] of ids.entries()) {
			const applicant = engine.sandbox.applicant(PROGRAM, casId);
			if (applicant.localStatus ?? applicant.received) {
				expect(items[index]?.json.error).toContain(`(decision of applicant ${casId})`);
			} else expect(items[index]?.json).toEqual(outputOf(casId));
		}
		const [post, ...questions] = engine.requests();
		expect(post).toBe(`POST ${DESIGNATIONS}`);
		expect(new Set(questions)).toEqual(new Set([questions[0]]));
		expect(questions.length).toBeLessThanOrEqual(3);
	});

	it('are named each with what is wrong, and the others are done', async () => {
		const [casId = ''] = free(1);

		const { items } = await run(
			[{ casId: '9999999' }, { casId }, { casId: 'x' }, { casId: '2015000038', decision: 99 }],
			{ decisionId: byId(`={{ $json.decision ?? ${ACCEPTED.id} }}`) },
			'continueRegularOutput',
		);

		expect(items.map(({ json }) => json)).toEqual([
			{ error: 'No applicant found for that applicant_cas_id (decision of applicant 9999999)' },
			outputOf(casId),
			{ error: '\'CAS ID\' must be digits, e.g. 123456789, but it is "x" [Item 2]' },
			{ error: 'No decision found for that decision_id (decision of applicant 2015000038)' },
		]);
		expect(engine.sandbox.changes).toHaveLength(1);
	});

	it('go to the error output where the user wants that', async () => {
		const [casId = ''] = free(1);

		const { items, errorItems } = await run(
			[{ casId: '9999999' }, { casId }],
			{},
			'continueErrorOutput',
		);

		expect(items.map(({ json }) => json)).toEqual([outputOf(casId)]);
		expect(errorItems).toHaveLength(1);
		expect(JSON.stringify(errorItems[0]?.json)).toContain('9999999');
	});

	it('send nothing at all where one of them is wrong and stops the node', async () => {
		const [first = '', second = ''] = free(2);

		const { error, items } = await run([{ casId: first }, { casId: 'x' }, { casId: second }]);

		expect(error?.message).toContain('[Item 1]');
		expect(items).toEqual([]);
		expect(engine.requests()).toEqual([]);
	});

	it('say what was done before, where WebAdMIT refuses one of them and that stops the node', async () => {
		const [first = '', second = ''] = free(2);

		const { error, items } = await run([{ casId: first }, { casId: '9999999' }, { casId: second }]);

		expect(items).toEqual([]);
		expect(error?.message).toContain('(decision of applicant 9999999)');
		expect(error?.description).toContain('WebAdMIT has made the changes of 2 other items');
		expect(engine.sandbox.changes).toHaveLength(2);
	});

	it('about one applicant are sent in their order, and those that are overridden say so', async () => {
		const [casId = '', other = ''] = free(2);

		const { items } = await run(
			[
				{ casId, decision: 'Denied' },
				{ casId: other, decision: 'Denied' },
				{ casId, decision: 'Accepted' },
			],
			{ decisionId: BY_DECISION_NAME },
			'continueRegularOutput',
		);

		expect(items.map(({ json }) => json)).toEqual([
			{
				error: `A newer update (setting decision_id to ${ACCEPTED.id}) is overriding this update (decision of applicant ${casId})`,
			},
			outputOf(other, DENIED),
			outputOf(casId),
		]);
		expect(decisionOf(casId)).toBe(ACCEPTED.id);
	});

	it('that are the same twice both are done', async () => {
		const [casId = ''] = free(1);

		const { items } = await run([{ casId }, { casId }]);

		expect(items.map(({ json }) => json)).toEqual([outputOf(casId), outputOf(casId)]);
	});

	it('of several identities and programs become batches of each, and one that is alone a PATCH', async () => {
		const [first = '', second = ''] = free(2);
		const other = { userIdentityId: 45310, programId: 8842, decision: 6201 };
		const mine = { userIdentityId: IDENTITY, programId: PROGRAM, decision: ACCEPTED.id };

		const { items } = await run(
			[
				{ casId: first, ...mine },
				{ casId: first, ...other },
				{ casId: second, ...mine },
				{ casId: second, ...other },
				{ casId: '2015000038', ...mine, programId: 42023191739238 },
			],
			{
				userIdentityId: byId('={{ $json.userIdentityId }}'),
				programId: byId('={{ $json.programId }}'),
				decisionId: byId('={{ $json.decision }}'),
			},
		);

		expect(items.map(({ json }) => [json.cas_id, json.program_id])).toEqual([
			[first, PROGRAM],
			[first, 8842],
			[second, PROGRAM],
			[second, 8842],
			['2015000038', 42023191739238],
		]);
		const sent = engine.requests().filter((request) => !request.startsWith('GET'));
		expect(sent.map((request) => request.split(' ')[0]).sort()).toEqual(['PATCH', 'POST', 'POST']);
	});

	it('of more than a thousand become several batches', async () => {
		engine.sandbox.fillProgram(PROGRAM, 2_100);
		const ids = free(2_050);

		const { items, error } = await run(ids.map((casId) => ({ casId })));

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.cas_id)).toEqual(ids);
		expect(engine.sandbox.changeBatches.map(({ changes }) => changes.length)).toEqual([
			1_000, 1_000, 50,
		]);
		expect(engine.sandbox.changes).toHaveLength(2_050);
	}, 30_000);

	it.each(['title', 'snake', 'mixed'] as const)(
		'are read whichever way WebAdMIT writes its statuses: %s',
		async (statusSpelling) => {
			engine.sandbox.configure({ statusSpelling, statusWithErrors: 'available' });
			const [casId = ''] = free(1);

			const { items } = await run([{ casId }, { casId: '9999999' }], {}, 'continueRegularOutput');

			expect(items[0]?.json).toEqual(outputOf(casId));
			expect(items[1]?.json.error).toContain('No applicant found');
		},
	);
});

describe('a batch', () => {
	const twoItems = () => free(2).map((casId) => ({ casId }));

	it('that failed in WebAdMIT is an error of each of its items', async () => {
		engine.sandbox.configure({ changeOutcome: 'failed' });

		const { items } = await run(twoItems(), {}, 'continueRegularOutput');

		for (const { json } of items) {
			expect(json.error).toMatch(/^Batch \d+ of program 42023191739237 failed in WebAdMIT$/);
		}
		expect(items).toHaveLength(2);
	});

	it('that is not finished in time goes on in WebAdMIT, and says which it is', async () => {
		engine.sandbox.configure({ changeOutcome: 'stuck' });

		const { error } = await run(twoItems(), { options: { maxWait: 2 / 60 } });

		const [batch] = engine.sandbox.changeBatches;
		expect(error?.message).toBe(
			`Batch ${batch?.id} of program ${PROGRAM} was not finished after 0.03 minutes. Its last status was "In Progress"`,
		);
		expect(error?.description).toContain('It continues in WebAdMIT');
	});

	it.each<[string, Fault]>([
		['before the answer', { on: 'api', method: 'POST', kind: 'reset', carriedOut: true, times: 1 }],
		['within it', { on: 'api', method: 'POST', kind: 'resetMid', times: 1 }],
		['as 503', { on: 'api', method: 'POST', kind: { status: 503 }, times: 2 }],
	])(
		'whose answer was lost is sent again: %s',
		async (_, fault) => {
			engine.sandbox.addFault(fault);
			const items = twoItems();

			const { items: results, error } = await run(items);

			expect(error).toBeUndefined();
			expect(results.map(({ json }) => json)).toEqual(items.map(({ casId }) => outputOf(casId)));
		},
		15_000,
	);

	it('is asked for again when WebAdMIT is away meanwhile', async () => {
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { status: 503 }, times: 2 });
		const items = twoItems();

		const { items: results } = await run(items);

		expect(results.map(({ json }) => json)).toEqual(items.map(({ casId }) => outputOf(casId)));
	}, 15_000);

	it('of which WebAdMIT forgets a change is an error of that item', async () => {
		const [first = '', second = ''] = free(2);
		const kind = {
			patch: {
				status: 'Available',
				results: [{ applicant_cas_id: second, decision: ACCEPTED, errors: null }, 'odd'],
			},
		};
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind });

		const { items } = await run([{ casId: first }, { casId: second }], {}, 'continueRegularOutput');

		expect(items[0]?.json.error).toMatch(
			/^WebAdMIT gave no result for this change \(batch \d+ of program \d+\) \(decision/,
		);
		expect(items[1]?.json).toEqual(outputOf(second));
	});

	it('that is finished without results is told about', async () => {
		const kind = { patch: { status: 'Available', results: null } };
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind });

		const { error } = await run(twoItems());

		expect(error?.message).toMatch(
			/^WebAdMIT's answer does not have the expected form: the list 'results' is missing \(batch \d+/,
		);
	});

	it('that is refused as a whole names the item and the field, and nothing was done', async () => {
		const sentence =
			"The property '#/designations/1/applicant_cas_id' of type Fixnum did not match the following type: string";
		const kind = { status: 422, body: { errors: { schema: [sentence] } } };
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind });
		const items = twoItems();

		const { items: results } = await run([{ casId: 'x' }, ...items], {}, 'continueRegularOutput');

		for (const { json } of results.slice(1)) {
			expect(json.error).toBe(
				"WebAdMIT refused the whole batch because of 'CAS ID' [Item 2]: The property 'CAS ID' of type Fixnum did not match the following type: string",
			);
		}
		expect(engine.sandbox.changes).toEqual([]);
	});

	it('that is too large for WebAdMIT is told about in its words', async () => {
		engine.sandbox.configure({ maxChanges: 1 });

		const { error } = await run(twoItems());

		expect(error).toMatchObject({ httpCode: '422' });
		expect(error?.message).toContain("'#/designations'");
	});
});

describe('Clear Decision', () => {
	const clear = { operation: 'clearDecision' };

	it('takes the decision away, of each item by itself', async () => {
		const ids = free(3);
		for (const casId of ids) {
			engine.sandbox.updateApplicant(PROGRAM, casId, { decisionId: DENIED.id });
		}

		const { items } = await run(
			[...ids.map((casId) => ({ casId })), { casId: '9999999' }],
			clear,
			'continueRegularOutput',
		);

		expect(items.map(({ json }) => json)).toEqual([
			...ids.map((casId) => outputOf(casId, null)),
			{ error: "Applicant '9999999' not found." },
		]);
		expect(ids.map(decisionOf)).toEqual([null, null, null]);
		expect(engine.requests().every((request) => request.startsWith('PATCH '))).toBe(true);
	});

	it('sends nothing where an item is wrong and stops the node', async () => {
		const { error } = await run([{ casId: free(1)[0] }, { casId: '' }], clear);

		expect(error?.message).toBe("'CAS ID' is empty [Item 1]");
		expect(engine.requests()).toEqual([]);
	});
});

describe('Designation: Get', () => {
	const get = { operation: 'get' };

	it.each([
		[0, null, null],
		[3, { id: 4693, name: 'Waitlisted' }, null],
		[5, { id: 4696, name: 'Offer Accepted' }, { id: 123456, title: 'Deposit Made' }],
	])('gives decision and local status: applicant %i', async (place, decision, local_status) => {
		const casId = casIds()[place] ?? '';

		const { items } = await run([{ casId }], get);

		expect(items).toMatchObject([
			{
				json: {
					...outputOf(casId, decision),
					local_status,
					href: expect.stringContaining(`/applicants_by_cas_id/${casId}/designation`) as unknown,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each(['named', 'schema'] as const)(
		'names an applicant who is not there: %s',
		async (notFound) => {
			engine.sandbox.configure({ notFound });

			const { error } = await run([{ casId: '9999999' }], get);

			expect(error?.message).toBe("Applicant '9999999' not found.");
			expect(error?.description).toContain(
				`applicant 9999999 of program ${PROGRAM} of user identity ${IDENTITY}`,
			);
		},
	);
});
