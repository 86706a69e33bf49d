import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const engine = useEngine({ changeSeconds: 0.5 });

const IDENTITY = 37442;
const PROGRAM = 42023191739237;
const ROOT = `/api/v1/user_identities/${IDENTITY}/programs/${PROGRAM}`;
const FIELDS = { studentId: 4101, score: 4102, date: 4103, nominee: 4104, recommendation: 4105 };
const CAS_ID = '2015000001';
const OTHER = '2015000038';

const PARAMETERS: INodeParameters = {
	resource: 'customFieldAnswer',
	operation: 'set',
	userIdentityId: byId(IDENTITY),
	programId: byId(PROGRAM),
	casId: '={{ $json.casId }}',
};

const mapper = (mappingMode: string, value: IDataObject | null, schema: IDataObject[] = []) => ({
	mappingMode,
	value,
	schema,
	matchingColumns: [],
	attemptToConvertTypes: false,
	convertFieldsToString: false,
});
const byHand = (value: IDataObject, schema?: IDataObject[]) =>
	mapper('defineBelow', value, schema) as INodeParameters;
const BY_LABEL = mapper('autoMapInputData', null) as INodeParameters;

const run = async (
	items: IDataObject[],
	customFields: INodeParameters,
	more: INodeParameters = {},
	onError?: 'continueRegularOutput',
) =>
	await engine.runNode({
		parameters: { ...PARAMETERS, customFields, ...more },
		items,
		onError,
	});

const answersOf = (casId = CAS_ID) => engine.sandbox.applicant(PROGRAM, casId).answers;
const answer = (
	custom_field_id: number,
	label: string,
	field_type: string,
	value: string | number | boolean | null,
) => ({ custom_field_id, label, field_type, value });
const outputOf = (casId: string, ...answers: IDataObject[]) => ({
	cas_id: casId,
	program_id: PROGRAM,
	user_identity_id: IDENTITY,
	answers,
});
const sent = () => engine.requests().filter((request) => !request.startsWith('GET '));

describe('one item', () => {
	it('is a PUT for each custom field, in the types that WebAdMIT wants', async () => {
		const { items } = await run(
			[
				{
					casId: CAS_ID,
					id: 417,
					score: '87.5',
					date: '1/31/2026',
					nominee: 'Yes',
					said: ' RECOMMEND',
				},
			],
			byHand({
				[FIELDS.studentId]: '={{ $json.id }}',
				[FIELDS.score]: '={{ $json.score }}',
				[FIELDS.date]: '={{ $json.date }}',
				[FIELDS.nominee]: '={{ $json.nominee }}',
				[FIELDS.recommendation]: '={{ $json.said }}',
			}),
		);

		expect(items).toEqual([
			{
				json: outputOf(
					CAS_ID,
					answer(FIELDS.studentId, 'Student ID', 'string', '417'),
					answer(FIELDS.score, 'Interview Score', 'number', 87.5),
					answer(FIELDS.date, 'Interview Date', 'date', '2026-01-31'),
					answer(FIELDS.nominee, 'Scholarship Nominee', 'boolean', true),
					answer(FIELDS.recommendation, 'Committee Recommendation', 'select', 'Recommend'),
				),
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()[0]).toBe(`GET ${ROOT}/custom_fields`);
		expect(sent()).toHaveLength(5);
		expect(answersOf()).toEqual({
			4101: '417',
			4102: 87.5,
			4103: '2026-01-31',
			4104: true,
			4105: 'Recommend',
		});
	});

	it('reads dates of Luxon and moments in the time zone of the workflow', async () => {
		await run(
			[{ casId: CAS_ID }],
			byHand({ [FIELDS.date]: '={{ DateTime.fromISO("2026-01-31T12:00:00Z") }}' }),
		);

		expect(answersOf()[FIELDS.date]).toBe('2026-01-31');
	});

	it.each([
		['score', 'twelve', "'Interview Score' must be a number such as 12.5"],
		['date', '3/4/2026', "'Interview Date' must be a date that can mean only one day"],
		['nominee', 'maybe', "'Scholarship Nominee' must be yes or no, true or false, or 1 or 0"],
		[
			'recommendation',
			'Perhaps',
			'\'Committee Recommendation\' must be one of "Strongly Recommend", "Recommend", "Recommend With Reservations", "Do Not Recommend", but it is "Perhaps" [Item 0]',
		],
		['studentId', { a: 1 }, "'Student ID' must be a text"],
	] as const)(
		'sends nothing where the value does not fit: %s %j',
		async (field, value, message) => {
			const { error } = await run(
				[{ casId: CAS_ID, value }],
				byHand({ [FIELDS[field]]: '={{ $json.value }}' }),
			);

			expect(error?.message).toContain(message);
			expect(error?.message).toContain('[Item 0]');
			expect(sent()).toEqual([]);
		},
	);

	it('says which field was refused and why, and which were stored', async () => {
		const body = { errors: { value: ['"X" is not a valid option (expected "Y")'] } };
		engine.sandbox.addFault({ on: 'api', path: '/4101$', kind: { status: 422, body } });

		const { error } = await run(
			[{ casId: CAS_ID }],
			byHand({ [FIELDS.studentId]: 'X', [FIELDS.score]: '={{ 5 }}' }),
		);

		expect(error?.message).toBe(
			`"X" is not a valid option (expected "Y") ('Student ID' of applicant ${CAS_ID}). Stored: 'Interview Score'`,
		);
		expect(answersOf()).toEqual({ 4102: 5 });
	});

	it('with more than ten custom fields is a batch', async () => {
		const added = Array.from({ length: 11 }, (_, index) =>
			engine.sandbox.addCustomField({ programIds: [PROGRAM], label: `Note ${index}` }),
		);

		const { items } = await run(
			[{ casId: CAS_ID }],
			byHand(Object.fromEntries(added.map(({ id, label }) => [String(id), label]))),
		);

		expect(items[0]?.json.answers).toEqual(
			added.map(({ id, label }) => answer(id, label, 'string', label)),
		);
		expect(sent()).toEqual([
			`POST /api/v2/user_identities/${IDENTITY}/programs/${PROGRAM}/batch_custom_field_answers`,
		]);
	});
});

describe('many items', () => {
	it.each(['current', 'older'] as const)(
		'are one batch, each with its own result, whichever way it is told of: %s',
		async (answerBatches) => {
			engine.sandbox.configure({ answerBatches });

			const { items } = await run(
				[
					{ casId: CAS_ID, id: 'D1', score: 1 },
					{ casId: '9999999', id: 'D2', score: 2 },
					{ casId: OTHER, id: 'D3', score: 'x' },
					{ casId: OTHER, id: 'D4', score: 4 },
				],
				byHand({
					[FIELDS.studentId]: '={{ $json.id }}',
					[FIELDS.score]: '={{ $json.score }}',
				}),
				{},
				'continueRegularOutput',
			);

			expect(items.map(({ json }) => json)).toEqual([
				outputOf(
					CAS_ID,
					answer(FIELDS.studentId, 'Student ID', 'string', 'D1'),
					answer(FIELDS.score, 'Interview Score', 'number', 1),
				),
				{
					error:
						"No applicant found for that applicant_cas_id ('Student ID' of applicant 9999999); No applicant found for that applicant_cas_id ('Interview Score' of applicant 9999999)",
				},
				{ error: expect.stringContaining("'Interview Score' must be a number") as unknown },
				outputOf(
					OTHER,
					answer(FIELDS.studentId, 'Student ID', 'string', 'D4'),
					answer(FIELDS.score, 'Interview Score', 'number', 4),
				),
			]);
			expect(sent()).toHaveLength(1);
			expect(engine.requests().filter((request) => request.endsWith('fields'))).toHaveLength(1);
		},
	);

	it('are stored also where WebAdMIT writes a value in another way, and the output has that', async () => {
		const stored = [
			answer(FIELDS.studentId, 'Student ID', 'string', 'D1'),
			answer(FIELDS.score, 'Interview Score', 'number', '5.0'),
		];
		const results = [CAS_ID, OTHER].flatMap((applicant_cas_id) =>
			stored.map((custom_field_answer) => ({
				applicant_cas_id,
				custom_field_answer,
				errors: null,
			})),
		);
		const kind = { patch: { status: 'Available', results } };
		engine.sandbox.addFault({ on: 'api', method: 'GET', path: 'batch_', kind });

		const { items, error } = await run(
			[{ casId: CAS_ID }, { casId: OTHER }],
			byHand({ [FIELDS.studentId]: 'D1 ', [FIELDS.score]: 5 }),
		);

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toEqual([
			outputOf(CAS_ID, ...stored),
			outputOf(OTHER, ...stored),
		]);
	});

	it('that are refused as a whole name the item and the field, also by the older name of the list', async () => {
		const sentence =
			"The property '#/custom_question_answers/1/value' of type Hash did not match the following type: string";
		const kind = { status: 422, body: { errors: { schema: [sentence] } } };
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind });

		const { error } = await run(
			[{ casId: CAS_ID }, { casId: OTHER }],
			byHand({ [FIELDS.studentId]: 'D' }),
		);

		expect(error?.message).toContain("because of 'Custom Fields' [Item 1]");
	});
});

describe('mapping by hand', () => {
	it('leaves out columns that are empty or taken away in the panel', async () => {
		const { items } = await run(
			[{ casId: CAS_ID }],
			byHand({ [FIELDS.studentId]: 'D', [FIELDS.score]: null, [FIELDS.nominee]: false }, [
				{ id: String(FIELDS.nominee), displayName: 'Scholarship Nominee', removed: true },
			]),
			{ options: { emptyValues: 'clear' } },
		);

		expect(items[0]?.json).toEqual(
			outputOf(CAS_ID, answer(FIELDS.studentId, 'Student ID', 'string', 'D')),
		);
		expect(sent()).toHaveLength(1);
	});

	it.each([null, {}])('is an error where nothing is mapped: %j', async (value) => {
		const { error } = await run(
			[{ casId: CAS_ID }],
			mapper('defineBelow', value) as INodeParameters,
		);

		expect(error?.message).toBe("'Custom Fields' is empty [Item 0]");
		expect(sent()).toEqual([]);
	});

	it('is an error where the custom field is one of another program', async () => {
		const { error } = await run([{ casId: CAS_ID }], byHand({ 4311: 'D' }));

		expect(error?.message).toBe('The program has no custom field 4311 [Item 0]');
		expect(sent()).toEqual([]);
	});

	it.each([
		['ignore', undefined, 'D00417093'],
		['ignore', 'ignore', 'D00417093'],
		['clear', 'clear', null],
	])('an empty value is to %s', async (_, emptyValues, stored) => {
		const casId = '2015000223';
		expect(answersOf(casId)[FIELDS.studentId]).toBe('D00417093');

		const { items, error } = await run(
			[{ casId, id: ' ' }],
			byHand({ [FIELDS.studentId]: '={{ $json.id }}' }),
			emptyValues === undefined ? {} : { options: { emptyValues } },
		);

		expect(error).toBeUndefined();
		expect(answersOf(casId)[FIELDS.studentId]).toBe(stored);
		const cleared = answer(FIELDS.studentId, 'Student ID', 'string', null);
		expect(items[0]?.json).toEqual(outputOf(casId, ...(stored === null ? [cleared] : [])));
	});

	it('refuses a way to treat empty values that there is not', async () => {
		const { error } = await run([{ casId: CAS_ID }], byHand({ [FIELDS.studentId]: 'D' }), {
			options: { emptyValues: '={{ "keep" }}' },
		});

		expect(error?.message).toContain("'Empty Values' must be one of ignore, clear");
		expect(sent()).toEqual([]);
	});
});

describe('mapping by label', () => {
	it('goes without regard to case and white space, and lets other fields be', async () => {
		const { items } = await run(
			[{ casId: CAS_ID, ' student  id': 417, 'INTERVIEW SCORE': '5', Committee: 'x' }],
			BY_LABEL,
		);

		expect(items[0]?.json).toEqual(
			outputOf(
				CAS_ID,
				answer(FIELDS.studentId, 'Student ID', 'string', '417'),
				answer(FIELDS.score, 'Interview Score', 'number', 5),
			),
		);
	});

	it('clears what an item lacks and others have, and nothing else', async () => {
		engine.sandbox.updateApplicant(PROGRAM, CAS_ID, {
			answers: { 4101: 'old', 4102: 1, 4103: '2015-01-16' },
		});

		await run(
			[
				{ casId: CAS_ID, 'Student ID': 'new' },
				{ casId: OTHER, 'Student ID': 'D', 'Interview Score': 3 },
			],
			BY_LABEL,
			{ options: { emptyValues: 'clear' } },
		);

		expect(answersOf()).toMatchObject({ 4101: 'new', 4102: null, 4103: '2015-01-16' });
	});

	it('is an error where no field has a label, and says which there are', async () => {
		const { error } = await run([{ casId: CAS_ID, student: 1 }], BY_LABEL);

		expect(error?.message).toBe('No field of the items has the label of a custom field [Item 0]');
		expect(error?.description).toContain('"Student ID", "Interview Score"');
		expect(sent()).toEqual([]);
	});

	it('is an error where two custom fields have the label, unless one is written like it', async () => {
		engine.sandbox.addCustomField({ programIds: [PROGRAM], label: 'STUDENT ID' });

		const { items } = await run(
			[
				{ casId: CAS_ID, 'student id': 'D1' },
				{ casId: OTHER, 'Student ID': 'D2' },
			],
			BY_LABEL,
			{},
			'continueRegularOutput',
		);

		expect(items[0]?.json.error).toBe(
			'The program has several custom fields called "student id" [Item 0]',
		);
	});

	it('is an error where two fields are for the same custom field', async () => {
		const { error } = await run(
			[{ casId: CAS_ID, 'Student ID': 'a', 'student id': 'b' }],
			BY_LABEL,
		);

		expect(error?.message).toBe(
			'"Student ID" and "student id" are both for the custom field \'Student ID\' [Item 0]',
		);
	});
});

test('Custom Field Answer: Get gives what is stored', async () => {
	const { items } = await engine.runNode({
		parameters: { ...PARAMETERS, operation: 'get', customFieldId: byId(FIELDS.score) },
		items: [{ casId: '2015000149' }],
	});

	expect(items).toEqual([
		{
			json: {
				cas_id: '2015000149',
				program_id: PROGRAM,
				user_identity_id: IDENTITY,
				href: `${ROOT}/applicants_by_cas_id/2015000149/custom_field_answers/${FIELDS.score}`,
				...answer(FIELDS.score, 'Interview Score', 'number', 87.5),
			},
			pairedItem: { item: 0 },
		},
	]);
});
