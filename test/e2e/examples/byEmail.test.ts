import type { ParsedMail } from 'mailparser';
import { unzipSync } from 'fflate';
import { sourceOf } from '../../engine/harness/source';
import type { FinishedRun, StoredCredential } from '../../n8n-server';
import { executeFrom, readExample } from '../support/examples';
import { type Mailbox, openMailbox } from '../support/mailbox';
import { useWorld } from '../support/world';

const world = useWorld();

const FROM = 'n8n@school.example';
const TO = 'dean@school.example, office@school.example';

let mailbox: Mailbox;
let smtp: StoredCredential;

beforeEach(async () => {
	mailbox = await openMailbox();
	const { credential: data } = mailbox;
	smtp = await world.n8n.createCredential({ name: 'Mail', type: 'smtp', data });
});

afterEach(async () => {
	await mailbox.close();
});

interface Chosen {
	userIdentityId: number;
	exportId?: number;
}

async function execute(file: string, trigger: string, chosen: Chosen): Promise<FinishedRun> {
	const { credential, n8n } = world;
	const credentials = [credential, smtp];
	const fields = { from: FROM, to: TO };
	const { id } = await n8n.createWorkflow(readExample(file, { ...chosen, credentials, fields }));
	return await executeFrom(n8n, id, trigger);
}

/** The only email that came, once it is sure that it has its sender and receivers. */
function onlyMail(): ParsedMail {
	expect(mailbox.mails).toHaveLength(1);
	const [mail] = mailbox.mails;
	if (mail === undefined) throw new Error('No email came');
	const receivers = Array.isArray(mail.to) ? mail.to : [mail.to];
	expect(mail.from?.text).toBe(FROM);
	expect(receivers.map((one) => one?.text).join(', ')).toBe(TO);
	return mail;
}

describe('export-by-email.json', () => {
	const executeFor = async (exportId: number) =>
		await execute('export-by-email.json', 'Every Morning at 6 a.m.', {
			userIdentityId: 37442,
			exportId,
		});

	test('sends the file, so that Excel shows its names well', async () => {
		const run = await executeFor(86446);

		expect(run.status).toBe('success');
		const { subject, text, attachments } = onlyMail();
		expect(subject).toBe('WebAdMIT export: Nightly-Applicants.csv');
		expect(text?.trim()).toMatch(
			/^The WebAdMIT export of \d{4}-\d\d-\d\d is attached: Nightly-Applicants\.csv$/,
		);
		expect(attachments).toMatchObject([
			{ filename: 'Nightly-Applicants.csv', contentType: 'text/csv' },
		]);
		const source = await sourceOf(world.sandbox, 86446);
		const sent = attachments[0]?.content.toString('utf8');
		expect(sent).toBe(`\uFEFF${source.toString('latin1')}`);
		expect(sent).toContain('Müller,José,');
	});

	test('sends a file that is no text as it is', async () => {
		await executeFor(86460);

		const { attachments } = onlyMail();
		expect(attachments).toMatchObject([{ filename: 'Full-Application-Data.zip' }]);
		const source = await sourceOf(world.sandbox, 86460);
		expect(attachments[0]?.content.equals(source)).toBe(true);
	});

	test('says so where WebAdMIT had problems with the file', async () => {
		await executeFor(86490);

		const { text, attachments } = onlyMail();
		expect(text).toContain('WebAdMIT reports errors in this file');
		expect(attachments).toHaveLength(1);
	});

	test('says that nobody matched, without an attachment', async () => {
		const run = await executeFor(86482);

		expect(run.status).toBe('success');
		const { subject, text, attachments } = onlyMail();
		expect(subject).toBe('WebAdMIT export: nobody matched');
		expect(text).toContain('found nobody, so there is no file.');
		expect(attachments).toEqual([]);
	});

	test('says what went wrong, without an attachment', async () => {
		const run = await executeFor(86483);

		expect(run.status).toBe('success');
		const { subject, text, attachments } = onlyMail();
		expect(subject).toBe('WebAdMIT export: something went wrong');
		expect(text).toMatch(/^There is no WebAdMIT export for \d{4}-\d\d-\d\d\.\n\n.*86483/);
		expect(attachments).toEqual([]);
	});
});

describe('all-exports-zip.json', () => {
	const executeFor = async (userIdentityId: number) =>
		await execute('all-exports-zip.json', 'Every Monday at 6 a.m.', { userIdentityId });

	/** The lines of the text that tell of one export each. */
	const linesOf = ({ text }: ParsedMail) =>
		(text ?? '').split('\n').filter((line) => line.startsWith('- '));

	test('sends the files of all exports in a zip, whatever became of the others', async () => {
		const run = await executeFor(37442);

		expect(run.status).toBe('success');
		const mail = onlyMail();
		expect(mail.subject).toMatch(/^WebAdMIT exports: WebAdMIT \d{4}-\d\d-\d\d\.zip$/);
		expect(linesOf(mail)).toEqual([
			'- Nightly Applicants: Nightly Applicants 86446.csv',
			'- Interview Roster: Interview Roster 86449.xls',
			'- Committee Review: Committee Review 86451.html',
			'- Student System Load: Student System Load 86455.txt',
			'- Full Application Data: Full Application Data 86460.zip',
			'- Empty List: nobody matched',
			expect.stringMatching(/^- Broken Export: .*failed/),
			'- References With Gaps: References With Gaps 86490.csv (WebAdMIT reports errors in it)',
		]);
		expect(mail.attachments).toMatchObject([{ contentType: 'application/zip' }]);
		const files = unzipSync(mail.attachments[0]?.content ?? Buffer.alloc(0));
		expect(Object.keys(files).sort()).toEqual([
			'Committee Review 86451.html',
			'Full Application Data 86460.zip',
			'Interview Roster 86449.xls',
			'Nightly Applicants 86446.csv',
			'References With Gaps 86490.csv',
			'Student System Load 86455.txt',
		]);
		const bytesOf = (name: string) => Buffer.from(files[name] ?? []);
		const csv = bytesOf('Nightly Applicants 86446.csv').toString('utf8');
		expect(csv).toBe(`\uFEFF${(await sourceOf(world.sandbox, 86446)).toString('latin1')}`);
		expect(csv).toContain('José');
		const report = bytesOf('Student System Load 86455.txt').toString('utf8');
		expect(report).toBe((await sourceOf(world.sandbox, 86455)).toString('latin1'));
		for (const [name, exportId] of [
			['Interview Roster 86449.xls', 86449],
			['Full Application Data 86460.zip', 86460],
		] as const) {
			const source = await sourceOf(world.sandbox, exportId);
			expect(bytesOf(name).equals(source)).toBe(true);
		}
	});

	test('keeps files of the same name apart, and names that have slashes in them', async () => {
		const { id: identity } = world.sandbox.addIdentity();
		const names = ['Accepted / Denied', 'Accepted / Denied', 'Zoë'];
		const ids = names.map(
			(name) => world.sandbox.addExport({ name, identityIds: [identity], rows: 3 }).id,
		);

		await executeFor(identity);

		const files = unzipSync(onlyMail().attachments[0]?.content ?? Buffer.alloc(0));
		expect(Object.keys(files)).toEqual([
			`Accepted - Denied ${ids[0]}.csv`,
			`Accepted - Denied ${ids[1]}.csv`,
			`Zoë ${ids[2]}.csv`,
		]);
	});

	test('sends no attachment where there is no file', async () => {
		const { id: identity } = world.sandbox.addIdentity();
		for (const [name, outcome] of [
			['Nobody', 'empty_list'],
			['Broken', 'failed'],
		] as const) {
			world.sandbox.addExport({ name, outcome, identityIds: [identity] });
		}

		const run = await executeFor(identity);

		expect(run.status).toBe('success');
		const mail = onlyMail();
		expect(mail.subject).toBe('WebAdMIT exports: no file');
		expect(linesOf(mail)).toEqual([
			'- Nobody: nobody matched',
			expect.stringMatching(/^- Broken: .*failed/),
		]);
		expect(mail.attachments).toEqual([]);
	});

	test('sends nothing where there is no export', async () => {
		const run = await executeFor(60118);

		expect(run.status).toBe('success');
		expect(mailbox.mails).toEqual([]);
	});
});
