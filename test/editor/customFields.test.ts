import type { INodeParameters } from 'n8n-workflow';
import { byId, webAdmit, workflow } from '../e2e/support/workflows';
import { node } from '../e2e/callbacks/nodes';
import type { Editor } from './support/editor';
import { useEditor } from './support/world';

const { open, world } = useEditor({ changeSeconds: 0 });

const PROGRAM = 42023191739237;

const APPLICANT: INodeParameters = {
	userIdentityId: byId(37442),
	programId: byId(PROGRAM),
	casId: '2015000001',
};

/** Opens the panel of a node that stores values in custom fields. */
async function openSet(parameters: INodeParameters = {}): Promise<Editor> {
	const editor = await open();
	const set = webAdmit(world.credential, {
		resource: 'customFieldAnswer',
		operation: 'set',
		...APPLICANT,
		...parameters,
	});
	const { id } = await world.n8n.createWorkflow(workflow(set));
	await editor.openWorkflow(id, set.id);
	return editor;
}

/** The input of a column by the ID of its custom field. */
const column = (editor: Editor, id: number) =>
	editor.part(`parameter-input-${id}`).locator('input');

const answers = () => world.sandbox.applicant(PROGRAM, '2015000001').answers;

test('the columns are the custom fields of the program; those that are filled in are stored, and no others', async () => {
	const editor = await openSet();
	await editor.part('mapping-fields-container').waitFor();
	const labels = await editor.part('mapping-fields-container').innerText();
	for (const label of ['Student ID', 'Interview Score', 'Interview Date', 'Committee Recommend']) {
		expect(labels).toContain(label);
	}
	// A switch would be stored as false although nobody has chosen that.
	expect(labels).not.toContain('Scholarship Nominee');

	await column(editor, 4101).fill('D417');
	await column(editor, 4102).fill('87.5');
	await editor.select(column(editor, 4105), 'Recommend With Reservations');
	await editor.executeStep();

	expect(answers()).toEqual({ 4101: 'D417', 4102: 87.5, 4105: 'Recommend With Reservations' });
});

test('a switch that is added is stored as it is seen', async () => {
	const editor = await openSet();
	await editor.part('mapping-fields-container').waitFor();

	// The only one that is not shown yet: n8n adds it at once, without a list.
	await editor.part('add-fields-select').click();
	await editor.part('parameter-input-4104').waitFor();
	await editor.executeStep();

	expect(answers()).toEqual({ 4104: false });
});

test('a value that does not fit is told, with what fits', async () => {
	const editor = await openSet({
		customFields: {
			mappingMode: 'defineBelow',
			value: { 4103: '={{ "3/4/2026" }}' },
			matchingColumns: [],
			schema: [],
			attemptToConvertTypes: false,
			convertFieldsToString: false,
		},
	});

	await editor.part('node-execute-button').click();
	const error = editor.part('output-panel').getByTestId('node-error-message');
	await error.waitFor();

	expect(await error.innerText()).toContain(
		"'Interview Date' must be a date that can mean only one day",
	);
	expect(answers()).toEqual({});
});

test('a row that fails goes to the error output, and the others are done', async () => {
	const rows = node(
		'Rows',
		'code',
		{ jsCode: 'return [{ json: { casId: 9999999 } }, { json: { casId: 2015000001 } }];' },
		2,
	);
	const set = webAdmit(world.credential, {
		resource: 'designation',
		operation: 'setDecision',
		...APPLICANT,
		casId: '={{ $json.casId }}',
		decisionId: { __rl: true, mode: 'name', value: 'accepted' },
	});
	const { id } = await world.n8n.createWorkflow(
		workflow(rows, { ...set, onError: 'continueErrorOutput' }),
	);
	const editor = await open();
	await editor.openWorkflow(id, set.id);

	await editor.executeStep();

	const output = editor.part('output-panel');
	await output.getByText('2015000001').first().waitFor();
	await output.getByText('Error Branch').first().click();
	await output.getByText('No applicant found for that applicant_cas_id').first().waitFor();
	expect(world.sandbox.applicant(PROGRAM, '2015000001').decisionId).toBe(4691);
});
