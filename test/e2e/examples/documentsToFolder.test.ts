import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FinishedRun } from '../../n8n-server';
import { executeFrom, nodesOf, readExample } from '../support/examples';
import { containing } from '../support/matchers';
import { type SftpServer, openSftpServer } from '../support/sftpServer';
import { useWorld } from '../support/world';

const world = useWorld();

/** Two folders deep, neither of which is there. */
const FOLDER = '/incoming/webadmit';

/** What a batch of template 8153 has. */
const TRANSCRIPTS = [
	'2015000001_Müller_José_Transcript.pdf',
	'2015000038_García_Zoë_CV_&_Cover_Letter.pdf',
	"2015000075_O'Brien_Françoise_Reference_1.pdf",
];

let sftp: SftpServer;

beforeEach(async () => {
	sftp = await openSftpServer();
});

afterEach(async () => {
	world.sandbox.configure({ zipNames: 'marked' });
	await sftp.close();
});

async function execute(
	pdfManagerTemplateId: number,
	data: SftpServer['credential'] = sftp.credential,
): Promise<FinishedRun> {
	const { credential, n8n } = world;
	const stored = await n8n.createCredential({ name: 'Student system', type: 'sftp', data });
	const example = readExample('documents-to-folder.json', {
		credentials: [credential, stored],
		userIdentityId: 37442,
		pdfManagerTemplateId,
		fields: { folder: FOLDER },
	});
	const { id } = await n8n.createWorkflow(example);
	return await executeFrom(n8n, id, 'Every Night at 2 a.m.');
}

const folder = () => path.join(sftp.root, FOLDER);
const stored = async () => (await readdir(folder())).sort();

/** What all end with that have documents and no trouble. */
const ALL_WELL = [
	'Are There Documents?',
	'Every Night at 2 a.m.',
	'One Item for Each Document',
	'Run the Template and Get the Zips',
	'Store It in the Folder',
	'Unpack the Zips',
	'Where They Go',
];

test('stores each document under its own name', async () => {
	const run = await execute(8153);

	expect(run.status).toBe('success');
	expect(nodesOf(run)).toEqual(ALL_WELL);
	expect(await stored()).toEqual(TRANSCRIPTS);
	for (const name of TRANSCRIPTS) {
		const [casId = ''] = name.split('_');
		const written = await readFile(path.join(folder(), name), 'latin1');
		expect(written).toMatch(/^%PDF-/);
		expect(written).toContain(`CAS ID ${casId}`);
		expect(written.trimEnd()).toMatch(/%%EOF$/);
	}
});

test('reads names that the zip does not mark as UTF-8', async () => {
	world.sandbox.configure({ zipNames: 'unmarked' });

	await execute(8153);

	expect(await stored()).toEqual(TRANSCRIPTS);
});

test('stores the documents of all zips', async () => {
	const run = await execute(8167);

	expect(run.status).toBe('success');
	expect(await stored()).toHaveLength(4 * 3);
});

test('has a branch for an empty list', async () => {
	const run = await execute(8171);

	expect(run.status).toBe('success');
	expect(nodesOf(run)).toEqual([
		'Are There Documents?',
		'Every Night at 2 a.m.',
		'Nobody Matched',
		'Run the Template and Get the Zips',
		'Where They Go',
	]);
	expect(await readdir(sftp.root)).toEqual([]);
});

test('says that the batch failed', async () => {
	const run = await execute(8174);

	expect(run.error).toMatchObject({ message: containing('8174') });
	expect(nodesOf(run)).toContain('Report What Went Wrong');
});

test('stores the others where one can not be stored, and says which', async () => {
	const [first = '', ...others] = TRANSCRIPTS;
	await mkdir(path.join(folder(), first), { recursive: true });

	const run = await execute(8153);

	expect(run.error).toMatchObject({ message: containing(first) });
	expect(run.error?.message).not.toContain(others[0]);
	expect(await stored()).toEqual(TRANSCRIPTS);
	for (const name of others) {
		expect(await readFile(path.join(folder(), name), 'latin1')).toMatch(/%%EOF\s$/);
	}
});

test('says that the server refuses the credential', async () => {
	const run = await execute(8153, { ...sftp.credential, password: 'another' });

	expect(run.error).toMatchObject({ message: containing('authentication') });
});
