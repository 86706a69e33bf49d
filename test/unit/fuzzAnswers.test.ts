import fc from 'fast-check';
import { ADVICE } from '../../nodes/WebAdmit/api/advice';
import {
	getCustomFieldAnswer,
	putCustomFieldAnswer,
} from '../../nodes/WebAdmit/api/customFieldAnswers';
import { listCustomFields, readCustomField } from '../../nodes/WebAdmit/api/customFields';
import { listDecisions } from '../../nodes/WebAdmit/api/decisions';
import { getDesignation, patchDesignation } from '../../nodes/WebAdmit/api/designations';
import { listExports } from '../../nodes/WebAdmit/api/exports';
import { listOrganizations } from '../../nodes/WebAdmit/api/organizations';
import { listPdfManagerTemplates } from '../../nodes/WebAdmit/api/pdfManagerTemplates';
import { listPrograms } from '../../nodes/WebAdmit/api/programs';
import { readIfKnown } from '../../nodes/WebAdmit/api/read';
import { getSocialSecurityNumbers } from '../../nodes/WebAdmit/api/socialSecurityNumbers';
import {
	cycleOf,
	listUserIdentities,
	userIdentityLabel,
} from '../../nodes/WebAdmit/api/userIdentities';
import type { ChangeKey } from '../../nodes/WebAdmit/changes/ChangeKind';
import { customFieldAnswers } from '../../nodes/WebAdmit/changes/kinds/customFieldAnswers';
import { designations } from '../../nodes/WebAdmit/changes/kinds/designations';
import { matchResults } from '../../nodes/WebAdmit/changes/matchResults';
import { parseJson } from '../../nodes/WebAdmit/json';
import { RUN_KINDS } from '../../nodes/WebAdmit/runs/kinds';
import { listReadable } from '../../nodes/WebAdmit/runs/listReadable';
import { exportFile } from '../../nodes/WebAdmit/runs/kinds/exportFile';
import { pdfManagerBatch } from '../../nodes/WebAdmit/runs/kinds/pdfManagerBatch';
import type { Run, RunKind } from '../../nodes/WebAdmit/runs/RunKind';
import type { ApiRequest } from '../../nodes/WebAdmit/transport/apiRequest';
import { apiRefusal, retryAt } from '../../nodes/WebAdmit/transport/refusals';
import { NO_TIMEOUT, explained, fuzz, fuzzAsync, nearly, unlessExplained } from './fuzz';

jest.setTimeout(NO_TIMEOUT);

const IDENTITY = 280464;
const APPLICANT = { userIdentityId: IDENTITY, programId: 9, casId: '123456789' };
const FIELD = { id: 4, fieldType: 'string', value: 'a' };

const file = { id: 7, href: '/', export_id: 8, status: 'Available' };
const template = { id: 8, name: 'Transcripts', href: '/' };
const batch = {
	id: 7,
	href: `/api/v1/user_identities/${IDENTITY}/pdf_manager_batches/7`,
	updated_at: '2018-10-18T00:07:13Z',
	state: 'available',
	pdf_manager_template: template,
	download_hrefs: [`/api/v1/user_identities/${IDENTITY}/pdf_manager_zip_files/2/download`],
};
const decision = { id: 43, name: 'Accepted' };
const answer = { custom_field_id: 4, label: 'House', field_type: 'select', value: 'Gryffindor' };

/** All that is done with a run, as the operations and triggers do it. */
function useRun(kind: RunKind, run: Run): void {
	expect(Number.isSafeInteger(run.id) && run.id > 0).toBe(true);
	expect(Number.isSafeInteger(run.sourceId) && run.sourceId > 0).toBe(true);
	const output = kind.output(run);
	expect(output.id).toBe(run.id);
	expect(typeof output.status).toBe('string');
	expect(typeof output.finished).toBe('boolean');
	expect(output).not.toHaveProperty('download_url');
	expect(output).not.toHaveProperty('download_hrefs');
	unlessExplained(() => kind.files(run));
	kind.writeCallback(run);
}

function useEntries(entries: Array<{ id: number }>): void {
	for (const { id } of entries) expect(Number.isSafeInteger(id) && id > 0).toBe(true);
}

/** Calls of the API: what is a good answer, and all that is done with whatever comes. */
const CALLS: Array<[name: string, good: unknown, use: (request: ApiRequest) => Promise<void>]> = [
	...[
		{ kind: exportFile, one: { export_files: { ...file, download_url: 'https://a.example/' } } },
		{ kind: pdfManagerBatch, one: { pdf_manager_batch: batch } },
	].flatMap(({ kind, one }): typeof CALLS => [
		[
			`start of the kind ${kind.name}`,
			one,
			async (request) => {
				useRun(kind, await kind.start(request, IDENTITY, 8));
			},
		],
		[
			`one of the kind ${kind.name}`,
			one,
			async (request) => {
				useRun(kind, await kind.get(request, { id: 7, parentId: IDENTITY }));
			},
		],
	]),
	...RUN_KINDS.map((kind): (typeof CALLS)[number] => [
		`list of the kind ${kind.name}`,
		{ export_files: [file, file], pdf_manager_batches: [batch, batch] },
		async (request) => {
			const { runs } = await listReadable(request, kind, IDENTITY);
			for (const run of runs) useRun(kind, run);
		},
	]),
	[
		'user identities',
		{
			user_identities: [
				{ id: 1, type: 'Admissions User', association: 'SOPHAS', institution: null, cycle: '2014' },
			],
		},
		async (request) => {
			const identities = await listUserIdentities(request);
			useEntries(identities);
			for (const identity of identities) {
				expect(userIdentityLabel(identity)).not.toBe('');
				expect(typeof cycleOf(identity)).toBe('string');
			}
		},
	],
	[
		'exports',
		{ exports: [{ id: 1, name: 'a', list_type: null, format: 'b', mime_type: 'text/csv' }] },
		async (request) => {
			useEntries(await listExports(request));
			useEntries(await listExports(request, IDENTITY));
		},
	],
	[
		'templates',
		{ pdf_manager_templates: [{ ...template, list_name: 'a' }] },
		async (request) => {
			useEntries(await listPdfManagerTemplates(request, IDENTITY));
		},
	],
	[
		'organizations',
		{ organizations: [{ id: 42023191739237, name: null, cas3: true }] },
		async (request) => {
			useEntries(await listOrganizations(request, IDENTITY));
		},
	],
	[
		'programs',
		{ programs: [{ id: 1, name: 'Potions', organization_name: 'Hogwarts' }] },
		async (request) => {
			useEntries(await listPrograms(request, IDENTITY));
		},
	],
	[
		'decisions',
		{ decisions: [decision] },
		async (request) => {
			useEntries(await listDecisions(request, IDENTITY));
		},
	],
	[
		'custom fields',
		{ custom_fields: [{ id: 4, label: 'House', field_type: 'select', options: ['a', 'b'] }] },
		async (request) => {
			for (const field of (await listCustomFields(request, APPLICANT)).map(readCustomField)) {
				expect(field.label.trim()).not.toBe('');
				expect(field.options.every((option) => typeof option === 'string')).toBe(true);
			}
		},
	],
	[
		'designation',
		{ designation: { href: '/', decision, local_status: { id: 1, title: 'a' } } },
		async (request) => {
			await getDesignation(request, APPLICANT);
			await patchDesignation(request, APPLICANT, 43, 'Look again.');
		},
	],
	[
		'custom field answer',
		{ custom_field_answer: answer },
		async (request) => {
			await getCustomFieldAnswer(request, APPLICANT, 4);
			await putCustomFieldAnswer(request, APPLICANT, FIELD, 'Look again.');
		},
	],
	[
		'social security numbers',
		'-----BEGIN PGP MESSAGE-----',
		async (request) => {
			await getSocialSecurityNumbers(request, IDENTITY);
		},
	],
];

it.each(CALLS)('whatever is answered is read or explained: %s', async (_, good, use) => {
	let read = 0;
	await fuzzAsync(
		nearly(good),
		async (json) => {
			const isRead = await use(async () => parseJson(json)).then(
				() => true,
				(error: unknown) => {
					explained(error);
					return false;
				},
			);
			if (isRead) read++;
		},
		[JSON.stringify(good)],
	);
	expect(read).toBeGreaterThan(0);
});

it.each([
	[designations, { applicant_cas_id: '123456789', decision, errors: null }, 'decision', '43'],
	[
		customFieldAnswers,
		{ applicant_cas_id: '123456789', custom_field_answer: answer, errors: { value: ['no'] } },
		'4',
		'=Gryffindor',
	],
])(
	'whatever a batch of changes says is about one change each, or about none',
	(kind, good, target, value) => {
		const changes: ChangeKey[] = [
			{ casId: '123456789', target, value },
			{ casId: '123456789', target, value },
			{ casId: '987654321', target, value },
		];
		const results = fc.array(nearly(good), { maxLength: 5 });
		let read = 0;
		const use = (list: string[]) => {
			const said = list.flatMap((json) => readIfKnown(parseJson(json), kind.readResult) ?? []);
			const matched = matchResults(changes, said, kind);
			expect(matched).toHaveLength(changes.length);
			const found = matched.filter((result) => result !== undefined);
			read += found.length;
			expect(new Set(found).size).toBe(found.length);
			expect(matched[2]?.casId ?? '987654321').toBe('987654321');
		};
		fuzz(results, use, [[JSON.stringify(good)]]);
		expect(read).toBeGreaterThan(0);
	},
);

it('every refusal is explained', () => {
	const body = fc.oneof(
		nearly(
			{ message: "User identity '999' not found." },
			{ errors: { decision_id: ["Can't set the decision_id"], schema: ['The property'] } },
		),
		fc.string({ unit: 'binary', maxLength: 500 }),
	);
	const retry = fc.oneof(
		fc.constantFrom('120', '9'.repeat(400), '-1', '', ' 5 ', 'Fri, 31 Dec 1999 23:59:59 GMT'),
		fc.string(),
		fc.anything(),
	);
	const path = fc.array(
		fc.oneof(fc.constantFrom('user_identities', 'exports', 'programs'), fc.nat(), fc.string()),
	);
	fuzz(
		fc.tuple(fc.integer({ min: 100, max: 999 }), body, retry, path),
		([statusCode, text, retryAfter, parts]) => {
			const headers = { 'retry-after': retryAfter };
			explained(apiRefusal({ statusCode, headers, body: text }, ADVICE, parts, 3));
			const at = retryAt({ headers });
			expect(at === undefined || !Number.isNaN(at)).toBe(true);
		},
	);
});
