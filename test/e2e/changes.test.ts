import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { FinishedRun } from '../n8n-server';
import { pgpMessage } from '../sandbox/content/pgp';
import { items } from './callbacks/nodes';
import { containing } from './support/matchers';
import { WEBADMIT, byId, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const IDENTITY = 37442;
const PROGRAM = 42023191739237;
const DENIED = { id: 4695, name: 'Denied' };
const FIELDS = { studentId: 4101, score: 4102, nominee: 4104 };
/** One about whom nothing is known yet, and another one. */
const [CAS_ID, OTHER] = ['2015000001', '2015000038'];
/** One who has a decision and a local status, and one of whom custom fields are filled in. */
const [ENROLLED, INTERVIEWED] = ['2015000186', '2015000149'];
const NOBODY = '9999999';

const world = useWorld({ changeSeconds: 0.5 });

beforeEach(() => {
	world.sandbox.reset();
});

/** Executes an operation once for each applicant. */
async function run(
	parameters: INodeParameters,
	casIds: string[],
	more: Partial<INode> = {},
): Promise<FinishedRun> {
	const node = webAdmit(
		world.credential,
		{
			userIdentityId: fromList(IDENTITY),
			programId: fromList(PROGRAM),
			casId: '={{ $json.casId }}',
			...parameters,
		},
		more,
	);
	return await world.n8n.runOnce(workflow(items(...casIds.map((casId) => ({ casId }))), node));
}

const applicant = (casId: string) => ({
	cas_id: casId,
	program_id: PROGRAM,
	user_identity_id: IDENTITY,
});

test('Get Designation gives the decision and the local status, and tells who was not found', async () => {
	const done = await run({ resource: 'designation', operation: 'get' }, [ENROLLED, NOBODY], {
		onError: 'continueRegularOutput',
	});

	expect(done.status).toBe('success');
	expect(done.items(WEBADMIT)).toEqual([
		{
			json: {
				...applicant(ENROLLED),
				decision: { id: 4696, name: 'Offer Accepted' },
				local_status: { id: 123456, title: 'Deposit Made' },
				href: containing(`/applicants_by_cas_id/${ENROLLED}/designation`),
				decisions_href: containing('decisions'),
			},
			pairedItem: { item: 0 },
		},
		{ json: { error: `Applicant '${NOBODY}' not found.` }, pairedItem: { item: 1 } },
	]);
});

test('Clear Decision takes decisions away; who was not found leaves by the error output', async () => {
	for (const casId of [CAS_ID, OTHER]) {
		world.sandbox.updateApplicant(PROGRAM, casId, { decisionId: DENIED.id });
	}

	const done = await run(
		{ resource: 'designation', operation: 'clearDecision' },
		[CAS_ID, NOBODY, OTHER],
		{ onError: 'continueErrorOutput' },
	);

	expect(done.status).toBe('success');
	expect(done.items(WEBADMIT, 0)).toEqual([
		{ json: { ...applicant(CAS_ID), decision: null }, pairedItem: { item: 0 } },
		{ json: { ...applicant(OTHER), decision: null }, pairedItem: { item: 2 } },
	]);
	expect(done.items(WEBADMIT, 1)).toMatchObject([
		{
			json: { casId: NOBODY, error: `Applicant '${NOBODY}' not found.` },
			pairedItem: { item: 1 },
		},
	]);
	const decisions = [CAS_ID, OTHER].map((id) => world.sandbox.applicant(PROGRAM, id).decisionId);
	expect(decisions).toEqual([null, null]);
});

test('Get Custom Field Answer gives what is stored, and null where nothing is', async () => {
	const done = await run(
		{ resource: 'customFieldAnswer', operation: 'get', customFieldId: fromList(FIELDS.score) },
		[INTERVIEWED, CAS_ID],
	);

	const answer = {
		custom_field_id: FIELDS.score,
		label: 'Interview Score',
		field_type: 'number',
		href: containing(`/custom_field_answers/${FIELDS.score}`),
	};
	expect(done.error).toBeUndefined();
	expect(done.items(WEBADMIT).map(({ json }) => json)).toEqual([
		{ ...applicant(INTERVIEWED), ...answer, value: 87.5 },
		{ ...applicant(CAS_ID), ...answer, value: null },
	]);
});

test('Set Custom Field Answer says which field of an applicant was refused and why, and which were stored', async () => {
	const reason = '"D1" is not a valid option (expected "D2")';
	const kind = { status: 422, body: { errors: { value: [reason] } } };
	world.sandbox.addFault({ on: 'api', path: `/${FIELDS.studentId}$`, kind });
	const customFields: INodeParameters = {
		mappingMode: 'defineBelow',
		value: {
			[FIELDS.studentId]: 'D1',
			[FIELDS.score]: '={{ "87.5" }}',
			[FIELDS.nominee]: '={{ "yes" }}',
		},
		matchingColumns: [],
		schema: [],
	};

	const done = await run({ resource: 'customFieldAnswer', operation: 'set', customFields }, [
		CAS_ID,
	]);

	expect(done.status).toBe('error');
	expect(done.error?.message).toBe(
		`${reason} ('Student ID' of applicant ${CAS_ID}). Stored: 'Interview Score', 'Scholarship Nominee'`,
	);
	expect(done.error?.description).toBe('Enter one of the options of the custom field.');
	expect(world.sandbox.applicant(PROGRAM, CAS_ID).answers).toEqual({
		[FIELDS.score]: 87.5,
		[FIELDS.nominee]: true,
	});
});

test('a batch that WebAdMIT refuses stops the workflow with the item and the field in the message', async () => {
	const sentence =
		"The property '#/designations/1/applicant_cas_id' of type Fixnum did not match the following type: string";
	const kind = { status: 422, body: { errors: { schema: [sentence] } } };
	world.sandbox.addFault({ on: 'api', method: 'POST', kind });

	const done = await run(
		{ resource: 'designation', operation: 'setDecision', decisionId: byId(DENIED.id) },
		[CAS_ID, OTHER],
	);

	expect(done.status).toBe('error');
	expect(done.error?.message).toBe(
		"WebAdMIT refused the whole batch because of 'CAS ID' [Item 1]: The property 'CAS ID' of type Fixnum did not match the following type: string",
	);
	expect(done.error?.description).toBe(
		"No change in this batch was made. Correct 'CAS ID' of item 1, and run this again.",
	);
	expect(world.sandbox.changes).toEqual([]);
});

describe('social security numbers', () => {
	const download = async () =>
		await world.n8n.runOnce(
			workflow(
				webAdmit(world.credential, {
					resource: 'socialSecurityNumbers',
					operation: 'download',
					userIdentityId: fromList(IDENTITY),
				}),
			),
		);

	/** All that n8n has in its database by now, with what is still in the journal of it. */
	function database(): string {
		const folder = path.join(world.server.userFolder, '.n8n');
		return readdirSync(folder)
			.filter((name) => name.startsWith('database.sqlite'))
			.map((name) => readFileSync(path.join(folder, name), 'latin1'))
			.join('\n');
	}

	test('come as a file, and nowhere else', async () => {
		const done = await download();

		const message = pgpMessage(IDENTITY);
		const [item, ...others] = done.items(WEBADMIT);
		expect(others).toEqual([]);
		expect(item?.json).toEqual({ user_identity_id: IDENTITY });
		expect(item?.binary?.data?.fileName).toBe('social-security-numbers.pgp');
		const file = await world.n8n.downloadBinary(item?.binary?.data?.id ?? '');
		expect(await file.text()).toBe(message);
		const stored = database();
		expect(stored).toContain('social-security-numbers.pgp');
		const written = [message, Buffer.from(message).toString('base64')];
		for (const text of written.flatMap((form) => form.match(/[^\n]{40,64}/g) ?? [])) {
			expect({ text, found: stored.includes(text) }).toEqual({ text, found: false });
		}
	});

	test('that come without encryption are neither shown nor stored', async () => {
		const numbers = '2015000001,078-05-1120';
		const kind = { status: 200, headers: { 'content-type': 'text/plain' }, body: numbers };
		world.sandbox.addFault({ on: 'api', path: 'social_security_numbers', kind });

		const done = await download();

		expect(done.error?.message).toBe("WebAdMIT's answer is not a PGP message");
		expect(JSON.stringify(done.execution)).not.toContain('078-05-1120');
		const stored = database();
		expect(stored).toContain('is not a PGP message');
		expect(stored).not.toContain('078-05-1120');
	});
});
