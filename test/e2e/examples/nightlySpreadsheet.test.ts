import { read, utils } from 'xlsx';
import type { FinishedRun } from '../../n8n-server';
import { containing } from '../support/matchers';
import { executeFrom, nodesOf, readExample } from '../support/examples';
import { useWorld } from '../support/world';

const world = useWorld();

async function execute(exportId: number): Promise<FinishedRun> {
	const { credential, n8n } = world;
	const choices = { credentials: [credential], userIdentityId: 37442, exportId };
	const { id } = await n8n.createWorkflow(readExample('nightly-spreadsheet.json', choices));
	return await executeFrom(n8n, id, 'Every Night at 2 a.m.');
}

test('makes a spreadsheet with all rows, and with their accents', async () => {
	const run = await execute(86446);

	expect(run.status).toBe('success');
	const file = run.items('Make the Spreadsheet')[0]?.binary?.data;
	expect(file?.fileName).toMatch(/^Applicants \d{4}-\d\d-\d\d\.xlsx$/);
	const workbook = read(await (await world.n8n.downloadBinary(file?.id ?? '')).arrayBuffer());
	expect(workbook.SheetNames).toEqual(['Applicants']);
	const rows = utils.sheet_to_json(workbook.Sheets.Applicants ?? {});
	expect(rows).toHaveLength(40);
	expect(rows[0]).toMatchObject({
		cas_id: '2015000001',
		last_name: 'Müller',
		first_name: 'José',
	});
	expect(rows).toEqual(run.items('Rows of Applicants').map(({ json }) => json));
});

test('has a branch for an empty list', async () => {
	const run = await execute(86482);

	expect(run.status).toBe('success');
	expect(nodesOf(run)).toEqual([
		'Every Night at 2 a.m.',
		'Is There a File?',
		'Nobody Matched',
		'Run the Export and Get the File',
	]);
});

test('fails where the run failed, and says so', async () => {
	const run = await execute(86483);

	expect(run.status).toBe('error');
	expect(run.error).toMatchObject({ message: containing('86483') });
	expect(nodesOf(run)).toEqual(['Every Night at 2 a.m.', 'Run the Export and Get the File']);
});
