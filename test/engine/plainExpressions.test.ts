import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';
import { pollingTriggers } from './harness/pollingTrigger';
import { useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0, changeSeconds: 0 });
const pollingTrigger = pollingTriggers(engine);
const trigger = useTriggers(engine);

/** What n8n has saved of an expression that was entered while the field was set to Fixed: it has no `=` before it. */
const PLAIN = '{{ $json.value }}';

const PROGRAM = 42023191739237;
const CAS_ID = '2015000001';
const IDENTITY: INodeParameters = { userIdentityId: byId(37442) };
const START: INodeParameters = { ...IDENTITY, operation: 'initiateRun', exportId: byId(86446) };
const DOWNLOAD: INodeParameters = {
	operation: 'download',
	exportId: byId(86446),
	exportFileId: byId(74771),
};
const APPLICANT: INodeParameters = { ...IDENTITY, programId: byId(PROGRAM), casId: CAS_ID };
const SET_DECISION: INodeParameters = {
	...APPLICANT,
	resource: 'designation',
	operation: 'setDecision',
	decisionId: byId(4691),
};

/** Custom fields of the program, by their types. */
const FIELDS = { string: 4101, number: 4102, date: 4103, boolean: 4104, select: 4105 };

const setAnswers = (customFields: INodeParameters): INodeParameters => ({
	...APPLICANT,
	resource: 'customFieldAnswer',
	operation: 'set',
	customFields,
});
const byHand = (field: number, value: string): INodeParameters =>
	setAnswers({ mappingMode: 'defineBelow', value: { [field]: value } });

const refusal = (label: string, expression = PLAIN) => ({
	message: expect.stringContaining(
		`'${label}' holds the expression ${expression} as plain text`,
	) as string,
	description: expect.stringContaining(
		`Switch '${label}' to Expression: click Expression above the field`,
	) as string,
});

const labelOf = (id: number) => {
	const field = engine.sandbox.customFields.find((known) => known.id === id);
	if (field === undefined) throw new Error(`There is no custom field ${id}`);
	return field.label;
};

describe.each<[string, INodeParameters]>([
	['User Identity', { ...START, userIdentityId: byId(PLAIN) }],
	['Export', { ...START, exportId: byId(PLAIN) }],
	['Export', { ...START, exportId: PLAIN }],
	['Export', { ...START, exportId: byId('86{{ $json.value }}') }],
	['Export File', { ...DOWNLOAD, exportFileId: byId(PLAIN) }],
	[
		'PDF Manager Template',
		{
			...IDENTITY,
			resource: 'pdfManagerBatch',
			operation: 'runAndDownload',
			pdfManagerTemplateId: byId(PLAIN),
		},
	],
	['Program', { ...SET_DECISION, programId: byId(PLAIN) }],
	['CAS ID', { ...SET_DECISION, casId: PLAIN }],
	['Decision', { ...SET_DECISION, decisionId: byId(PLAIN) }],
	['Decision', { ...SET_DECISION, decisionId: { __rl: true, mode: 'name', value: PLAIN } }],
	['User Identity', { resource: 'export', operation: 'getMany', userIdentityId: byId(PLAIN) }],
	['Export', { ...IDENTITY, operation: 'listRecent', filters: { exportId: byId(PLAIN) } }],
	['Statuses', { ...IDENTITY, operation: 'listRecent', filters: { statuses: PLAIN } }],
	['Statuses', { ...IDENTITY, operation: 'listRecent', filters: { statuses: [PLAIN] } }],
	['Limit', { ...IDENTITY, operation: 'listRecent', limit: PLAIN }],
	['Callback URL', { ...START, completion: 'url', callbackUrl: PLAIN }],
	[
		'Callback URL',
		{ ...START, completion: 'url', callbackUrl: 'https://n8n.example.edu/{{ $json.value }}' },
	],
	['Max Wait', { ...START, completion: 'poll', options: { maxWait: PLAIN } }],
	['File Name', { ...DOWNLOAD, options: { fileName: '{{ $json.value }}.csv' } }],
	['Put Output File in Field', { ...DOWNLOAD, binaryPropertyName: PLAIN }],
])("an expression as plain text in '%s'", (label, parameters) => {
	it('is refused, with how to switch the field, before anything is sent', async () => {
		const { error } = await engine.runNode({ parameters, items: [{ value: 86446 }] });

		expect(error).toMatchObject(refusal(label));
		expect(error?.message).toContain('[Item 0]');
		expect(engine.requests()).toEqual([]);
	});
});

describe.each(Object.entries(FIELDS))('in a custom field of the type %s', (_, id) => {
	it('it is refused before anything is changed', async () => {
		const { error } = await engine.runNode({
			parameters: byHand(id, PLAIN),
			items: [{ value: '2026-01-31' }],
		});

		expect(error).toMatchObject(refusal(labelOf(id)));
		expect(engine.requests().filter((request) => !request.startsWith('GET '))).toEqual([]);
	});
});

describe.each<[string, INodeParameters]>([
	['Export', { ...IDENTITY, exportId: byId(PLAIN) }],
	['User Identity', { userIdentityId: byId(PLAIN), exportId: byId(86446) }],
	['Export IDs', { registration: 'byNodes', options: { exportIds: PLAIN } }],
	['Statuses', { registration: 'byNodes', statuses: [PLAIN] }],
])("in '%s' of the trigger", (label, parameters) => {
	it('it is refused on activation', async () => {
		const { message, description } = refusal(label);

		// n8n shows only the message of an activation that fails.
		const activation = trigger(parameters).activate();
		await expect(activation).rejects.toMatchObject({ message });
		await expect(activation).rejects.toMatchObject({ message: description });
		expect(engine.requests()).toEqual([]);
	});
});

describe.each<[string, INodeParameters]>([
	['User Identity', { userIdentityId: byId(PLAIN) }],
	['Export IDs', { ...IDENTITY, options: { exportIds: PLAIN } }],
	['Statuses', { ...IDENTITY, statuses: [PLAIN] }],
])("in '%s' of the polling trigger", (label, parameters) => {
	it('it is refused at the first poll', async () => {
		const { message } = refusal(label);

		await expect(pollingTrigger(parameters).activate()).rejects.toMatchObject({ message });
		expect(engine.requests()).toEqual([]);
	});
});

describe('data that hold the characters of an expression', () => {
	const written = 'says {{ Hello }}';
	const answer = () => engine.sandbox.applicant(PROGRAM, CAS_ID).answers[FIELDS.string];

	it.each<[string, () => INodeParameters]>([
		['an expression', () => byHand(FIELDS.string, '={{ $json.value }}')],
		['automatic mapping', () => setAnswers({ mappingMode: 'autoMapInputData', value: null })],
	])('are stored where %s gives them', async (_, parameters) => {
		const { error } = await engine.runNode({
			parameters: parameters(),
			items: [{ [labelOf(FIELDS.string)]: written, value: written }],
		});

		expect(error).toBeUndefined();
		expect(answer()).toBe(written);
	});

	it('are called by what they are where they are no ID', async () => {
		const { error } = await engine.runNode({
			parameters: { ...START, exportId: byId('={{ $json.value }}') },
			items: [{ value: PLAIN }],
		});

		expect(error?.message).toBe(
			`'Export' must be a positive whole number, but it is "${PLAIN}" [Item 0]`,
		);
	});
});
