import type { Advice, ApiPath } from '../transport/refusals';

/** What users can do about a refusal, for calls with a certain part in their path. */
interface Subject {
	part: RegExp;
	/** What must be allowed, as the rest of a sentence that begins with "whether your identity". */
	permission: string;
	/** What each identity has its own of, e.g. `export`. */
	own?: string;
}

const SUBJECTS: Subject[] = [
	{
		part: /^social_security_numbers$/,
		permission:
			'may get social security numbers, and whether the PGP key of your school is set up for them',
	},
	{ part: /^pdf_manager_/, permission: 'may see this template', own: 'template' },
	{ part: /^programs$/, permission: 'may see and change this program', own: 'program' },
	{ part: /^export/, permission: 'may see this export', own: 'export' },
];

const NAMES = new Map<string | number, string>([
	['user_identities', 'user identity'],
	['exports', 'export'],
	['export_files', 'run'],
	['pdf_manager_batches', 'batch'],
	['pdf_manager_zip_files', 'zip file'],
	['programs', 'program'],
	['applicants_by_cas_id', 'applicant'],
	['custom_field_answers', 'custom field'],
	['batch_designations', 'batch'],
	['batch_custom_field_answers', 'batch'],
]);

const subjectOf = (path: ApiPath) =>
	SUBJECTS.find(({ part }) => path.some((asked) => part.test(String(asked))));

/** What a user can do about something that is not allowed. */
function whomToAsk(path: ApiPath): string {
	const { permission = 'may see this' } = subjectOf(path) ?? {};
	return `Ask your WebAdMIT administrator whether your identity has the "API Access" permission and ${permission}.`;
}

/** What a user can do about something that does not exist. Says what was asked for. */
function whatToCheck(path: ApiPath): string {
	const asked = path.flatMap((id, index) => {
		const name = NAMES.get(path[index - 1] ?? '');
		return name === undefined || index % 2 === 0 ? [] : [`${name} ${id}`];
	});
	if (asked.length === 0) {
		return "Check 'Environment' and 'Base URL' in the credential: WebAdMIT has its API at another address.";
	}
	const own = subjectOf(path)?.own;
	const ownOnes =
		own === undefined
			? ''
			: ` Each identity has its own ${own}s: after you change the identity, choose the ${own} again.`;
	return `Check the IDs: WebAdMIT was asked for ${asked.reverse().join(' of ')}.${ownOnes} Check in WebAdMIT whether they still exist and whether your API key can reach them.`;
}

/** What users can do about what WebAdMIT refuses. */
export const ADVICE: Advice = { forbidden: whomToAsk, missing: whatToCheck };
