/** One applicant, with the data that all formats have. */
export interface Applicant {
	/** Ten digits. */
	casId: string;
	lastName: string;
	firstName: string;
	email: string;
	/** `2014-11-05`. */
	dateOfBirth: string;
	program: string;
	status: string;
	/** Two decimals, between 2.00 and 4.00. */
	gpa: string;
	notes: string;
}

/** The columns of a table of applicants, in order, with their headings. */
export const COLUMNS: ReadonlyArray<{ key: keyof Applicant; heading: string }> = [
	{ key: 'casId', heading: 'cas_id' },
	{ key: 'lastName', heading: 'last_name' },
	{ key: 'firstName', heading: 'first_name' },
	{ key: 'email', heading: 'email' },
	{ key: 'dateOfBirth', heading: 'date_of_birth' },
	{ key: 'program', heading: 'program' },
	{ key: 'status', heading: 'status' },
	{ key: 'gpa', heading: 'gpa' },
	{ key: 'notes', heading: 'notes' },
];

const FIRST_NAMES = [
	'José',
	'Zoë',
	'Françoise',
	'Emma',
	'Søren',
	'Priya',
	'Liam',
	'Anaïs',
	'Wei',
	'Noël',
	'Aisha',
];
const LAST_NAMES = [
	'Müller',
	'García',
	"O'Brien",
	'Smith',
	'Núñez',
	'Ångström',
	'Nguyen',
	'Lefèvre',
	'Patel',
	'Groß',
];
const PROGRAMS = [
	'Epidemiology, MPH',
	'Biostatistics, PhD',
	'Health Policy & Management, MPH',
	'Global Health, DrPH',
];
const STATUSES = ['Complete', 'Verified', 'Awaiting Materials', 'Undelivered'];
const NOTES = [
	'',
	'Prefers to be called "Pepe"',
	'Transcripts received, references pending',
	'Résumé attached; visa: F-1',
	'Speaks English, Français, Español',
];

/** The element at an index, if the list were repeated without end. */
function pick(list: readonly string[], index: number): string {
	return list[index % list.length] ?? '';
}

/** A name as it is in an e-mail address: `Müller` -> `muller`. */
function mailPart(name: string): string {
	return name
		.normalize('NFD')
		.replace(/ß/g, 'ss')
		.replace(/ø/gi, 'o')
		.replace(/[^A-Za-z]/g, '')
		.toLowerCase();
}

/** The applicant with this index, from 0 on: always the same one. */
function applicant(index: number): Applicant {
	const firstName = pick(FIRST_NAMES, index);
	const lastName = pick(LAST_NAMES, index);
	const birthday = new Date(
		Date.UTC(1985 + (index % 12), (index * 5) % 12, 1 + ((index * 11) % 28)),
	);
	return {
		casId: String(2_015_000_001 + index * 37),
		lastName,
		firstName,
		email: `${mailPart(firstName)}.${mailPart(lastName)}${index + 1}@example.edu`,
		dateOfBirth: birthday.toISOString().slice(0, 10),
		program: pick(PROGRAMS, index),
		status: pick(STATUSES, index),
		gpa: (2 + ((index * 37) % 201) / 100).toFixed(2),
		notes: pick(NOTES, index),
	};
}

/** The first applicants, as many as wanted. ISO-8859-1 has every character in their data. */
export function applicants(count: number): Applicant[] {
	return Array.from({ length: count }, (_, index) => applicant(index));
}
