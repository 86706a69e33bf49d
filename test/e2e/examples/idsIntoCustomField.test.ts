import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { executeFrom, nodesOf, readExample } from '../support/examples';
import { type SftpServer, openSftpServer } from '../support/sftpServer';
import { useWorld } from '../support/world';

const world = useWorld();

const PROGRAM = 42023191739237;
/** Of the two applicants of the test, one has applied to it. */
const BIOSTATISTICS = 42023191739238;

let sftp: SftpServer;

beforeEach(async () => {
	world.sandbox.reset();
	world.sandbox.configure({ changeSeconds: 1, runSeconds: 0 });
	sftp = await openSftpServer();
});

afterEach(async () => {
	await sftp.close();
});

/** Runs the example with this file of the student system. */
async function execute(csv: string, { programId = PROGRAM, exportId = 86446 } = {}) {
	await writeFile(path.join(sftp.root, 'ids.csv'), csv);
	const { credential, n8n } = world;
	const { credential: data } = sftp;
	const stored = await n8n.createCredential({ name: 'Student system', type: 'sftp', data });
	const example = readExample('ids-into-custom-field.json', {
		credentials: [credential, stored],
		userIdentityId: 37442,
		exportId,
		programId,
		fields: { file: '/ids.csv' },
	});
	const { id } = await n8n.createWorkflow(example);
	return await executeFrom(n8n, id, 'Every Night at 3 a.m.');
}

const idOf = (casId: string) => world.sandbox.applicant(PROGRAM, casId).answers['4101'];

test('stores the IDs of those who are in both lists', async () => {
	const run = await execute(
		'cas_id,student_id\n2015000001,D00000017\n2015000038,007\n9999999,D00000099\n',
	);

	expect(run.status).toBe('success');
	expect(idOf('2015000001')).toBe('D00000017');
	expect(idOf('2015000038')).toBe('007');
	expect(idOf('2015000075')).toBeUndefined();
	expect(world.sandbox.changes).toHaveLength(2);
});

test('has a branch for an export that found nobody', async () => {
	const run = await execute('cas_id,student_id\n2015000001,D00000017\n', { exportId: 86482 });

	expect(run.status).toBe('success');
	expect(nodesOf(run)).toContain('Nobody Matched');
	expect(nodesOf(run)).not.toContain('Rows of the Export');
	expect(world.sandbox.changes).toHaveLength(0);
});

test('stores what it can, and says of whom it could not', async () => {
	const run = await execute('cas_id,student_id\n2015000001,D1\n2015000038,D2\n', {
		programId: BIOSTATISTICS,
	});

	expect(run.status).toBe('error');
	const error = JSON.stringify(run.execution.data.resultData.error);
	expect(error).toContain(
		"No designation found for that applicant_cas_id and program ('Student ID' of applicant 2015000001)",
	);
	expect(error).not.toContain('2015000038');
	expect(world.sandbox.applicant(BIOSTATISTICS, '2015000038').answers['4101']).toBe('D2');
});
