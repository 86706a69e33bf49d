import * as XLSX from 'xlsx';
import { waitFor } from '../../n8n-server';
import { readExample } from '../support/examples';
import { type Mailbox, openMailbox } from '../support/mailbox';
import { useWorld } from '../support/world';

const world = useWorld();

const PROGRAM = 42023191739237;
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What whoever has the decisions enters when the form asks. */
const READER = { user: 'committee', password: 'not a secret' };
const AUTHORIZATION = `Basic ${Buffer.from(`${READER.user}:${READER.password}`).toString('base64')}`;

let mailbox: Mailbox;

beforeEach(async () => {
	world.sandbox.reset();
	world.sandbox.configure({ changeSeconds: 1 });
	mailbox = await openMailbox();
});

afterEach(async () => {
	await mailbox.close();
});

type Row = Record<string, string | number>;

function spreadsheetOf(rows: Row[]): ArrayBuffer {
	const book = XLSX.utils.book_new();
	XLSX.utils.book_append_sheet(book, XLSX.utils.json_to_sheet(rows), 'Committee');
	return XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer;
}

/** Publishes the example, and gives the address of its form. */
async function publish() {
	const { credential, n8n } = world;
	const { credential: data } = mailbox;
	const smtp = await n8n.createCredential({ name: 'Mail', type: 'smtp', data });
	const basic = await n8n.createCredential({ name: 'Form', type: 'httpBasicAuth', data: READER });
	const example = readExample('decisions-from-spreadsheet.json', {
		credentials: [credential, smtp, basic],
		userIdentityId: 37442,
		programId: PROGRAM,
		fields: { from: 'n8n@school.example', to: 'office@school.example' },
	});
	const { id } = await n8n.createWorkflow(example);
	await n8n.activate(id);
	const form = example.nodes.find(({ type }) => type.endsWith('.formTrigger'))?.webhookId ?? '';
	return { id, url: `${world.server.session.url}/form/${form}` };
}

async function send(url: string, rows: Row[], headers: Record<string, string>) {
	const body = new FormData();
	body.append('field-0', new Blob([spreadsheetOf(rows)], { type: XLSX_TYPE }), 'committee.xlsx');
	return await fetch(url, { method: 'POST', body, headers });
}

/** Uploads a spreadsheet to the form of the example, and gives what the email says. */
async function upload(rows: Row[]) {
	const { id, url } = await publish();

	const answer = await send(url, rows, { authorization: AUTHORIZATION });

	expect(answer.status).toBe(200);
	const mail = await waitFor(async () => mailbox.mails[0], {
		what: 'the email with the results',
		timeoutMs: 60_000,
	});
	const [attachment] = mail.attachments;
	const { Sheets, SheetNames } = XLSX.read(attachment?.content);
	const sheet = Sheets[SheetNames[0] ?? ''];
	await world.n8n.deactivate(id);
	return {
		subject: mail.subject,
		fileName: attachment?.filename,
		rows: sheet ? XLSX.utils.sheet_to_json<Row>(sheet) : [],
	};
}

test('sets the decisions, and sends the spreadsheet back with a result in each row', async () => {
	const { subject, fileName, rows } = await upload([
		{ 'CAS ID': 2015000001, Name: 'Ana', Decision: 'Accepted' },
		{ 'CAS ID': 9999999, Name: 'Ben', Decision: 'Accepted' },
		{ 'CAS ID': '2015000038', Name: 'Cem', Decision: 'denied' },
		{ 'CAS ID': 2015000075, Name: 'Dov', Decision: 'Perhaps' },
	]);

	expect(subject).toBe('WebAdMIT decisions: 2 set, 2 not set');
	expect(fileName).toMatch(/^Decisions \d{4}-\d\d-\d\d\.xlsx$/);
	expect(rows.map((row) => [String(row['CAS ID']), row.Name, row.Decision, row.Result])).toEqual([
		['2015000001', 'Ana', 'Accepted', 'Set'],
		['9999999', 'Ben', 'Accepted', expect.stringContaining('No applicant found')],
		['2015000038', 'Cem', 'denied', 'Set'],
		[
			'2015000075',
			'Dov',
			'Perhaps',
			expect.stringMatching(/^There is no decision called "Perhaps"\. Choose one of "Accepted", /),
		],
	]);
	const decisions = [2015000001, 2015000038, 2015000075].map(
		(casId) => world.sandbox.applicant(PROGRAM, String(casId)).decisionId,
	);
	expect(decisions).toEqual([4691, 4695, null]);
});

test('sends the spreadsheet also where nothing went wrong', async () => {
	const { subject, rows } = await upload([{ 'CAS ID': 2015000001, Decision: 'Waitlisted' }]);

	expect(subject).toBe('WebAdMIT decisions: 1 set, 0 not set');
	expect(rows.map(({ Result }) => Result)).toEqual(['Set']);
});

test('sends the spreadsheet also where all went wrong', async () => {
	const { subject, rows } = await upload([
		{ 'CAS ID': 'x', Decision: 'Waitlisted' },
		{ cas_id: 2015000001, Decision: 'Waitlisted' },
	]);

	expect(subject).toBe('WebAdMIT decisions: 0 set, 2 not set');
	expect(rows).toMatchObject([
		{ 'CAS ID': 'x', Result: expect.stringContaining("'CAS ID'") as unknown },
		{ Result: "'CAS ID' is empty" },
	]);
	expect(rows.filter(({ Result }) => String(Result).includes('[Item'))).toEqual([]);
});

test('sends an email also where the spreadsheet has no rows', async () => {
	const { subject, rows } = await upload([]);

	expect(subject).toBe('WebAdMIT decisions: 0 set, 1 not set');
	expect(rows).toEqual([{ Result: "'CAS ID' is empty" }]);
});

test('says in the form that the results follow', async () => {
	const { id, url } = await publish();

	const form = await fetch(url, { headers: { authorization: AUTHORIZATION } });

	const text = await form.text();
	await world.n8n.deactivate(id);
	expect(text).toContain('will have the results in a few minutes');
});

test('lets nobody see the form or upload a spreadsheet without the password', async () => {
	const { id, url } = await publish();
	const rows = [{ 'CAS ID': 2015000001, Decision: 'Accepted' }];

	const answers = [
		await fetch(url),
		await send(url, rows, {}),
		await send(url, rows, { authorization: `Basic ${btoa('committee:guessed')}` }),
	];

	expect(answers.map(({ ok }) => ok)).toEqual([false, false, false]);
	expect((await fetch(url, { headers: { authorization: AUTHORIZATION } })).ok).toBe(true);
	expect(await world.n8n.listExecutions({ workflowId: id })).toEqual([]);
	await world.n8n.deactivate(id);
});
