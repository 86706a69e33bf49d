import { applicants as invented } from '../content/applicants';
import type {
	ApplicantUpdate,
	CustomFieldInput,
	Decision,
	Identity,
	Organization,
	Program,
} from '../types';
import type { World } from './world';

const SCHOOL = 'Demo University School of Public Health';
const ONLINE = 'Demo University Online Campus';
const PHYSICIAN_ASSISTANTS = 'Demo University Physician Assistant Program';

/** Organizations: two of one identity, one whose name is in two cycles, and one without a name. */
const ORGANIZATIONS: readonly Organization[] = [
	{
		id: 42023191700010,
		identityIds: [37442],
		name: SCHOOL,
		cycle_name: '2014 - 2015',
		association_name: 'SOPHAS',
		cas3: true,
		config_portal_identifier: '2235',
	},
	{
		id: 42023191700011,
		identityIds: [37442],
		name: ONLINE,
		cycle_name: '2014 - 2015',
		association_name: 'SOPHAS',
		cas3: true,
		config_portal_identifier: '2236',
	},
	{
		id: 43023191700010,
		identityIds: [41877],
		name: SCHOOL,
		cycle_name: '2015 - 2016',
		association_name: 'SOPHAS',
		cas3: true,
		config_portal_identifier: '2235',
	},
	{
		id: 5117,
		identityIds: [45310],
		name: PHYSICIAN_ASSISTANTS,
		cycle_name: '2015 - 2016',
		association_name: 'CASPA',
		cas3: false,
		config_portal_identifier: '31',
	},
	{
		id: 5240,
		identityIds: [52093],
		name: null,
		cycle_name: null,
		association_name: null,
		cas3: false,
		config_portal_identifier: '31',
	},
];

/** The program to which all applicants of exports apply. */
const EPIDEMIOLOGY = 42023191739237;

/** The other programs in exports. Only the applicants who have them in an export apply to these. */
const OTHER_PROGRAMS: readonly Program[] = [
	program(42023191739238, 37442, 'Biostatistics, PhD', SCHOOL),
	program(42023191739239, 37442, 'Health Policy & Management, MPH', SCHOOL),
	program(42023191739240, 37442, 'Global Health, DrPH', SCHOOL),
];

/** All programs. One name is in two organizations and in two cycles. */
const PROGRAMS: readonly Program[] = [
	program(EPIDEMIOLOGY, 37442, 'Epidemiology, MPH', SCHOOL),
	...OTHER_PROGRAMS,
	program(42023191739301, 37442, 'Epidemiology, MPH', ONLINE),
	program(43023191739237, 41877, 'Epidemiology, MPH', SCHOOL),
	program(43023191739238, 41877, 'Biostatistics, PhD', SCHOOL),
	program(8842, 45310, 'Physician Assistant Studies, MS', PHYSICIAN_ASSISTANTS),
	program(8907, 52093, 'Undeclared', null),
];
const OUTCOMES = [
	'Accepted',
	'Conditionally Accepted',
	'Waitlisted',
	'Deferred',
	'Denied',
	'Offer Accepted',
	'Matriculated',
	'Redirected',
];
/** Decisions: the same names in two cycles, with other IDs. */
const DECISIONS: readonly Decision[] = [
	...decisions(37442, 4691, OUTCOMES),
	...decisions(41877, 5691, OUTCOMES),
	...decisions(45310, 6201, ['Accept', 'Alternate', 'Deny']),
];

/** Custom fields: one of each type for the programs of identity 37442, two for those of the next cycle. */
const CUSTOM_FIELDS: readonly CustomFieldInput[] = [
	...[
		{ id: 4101, label: 'Student ID', field_type: 'string' as const },
		{ id: 4102, label: 'Interview Score', field_type: 'number' as const },
		{ id: 4103, label: 'Interview Date', field_type: 'date' as const },
		{ id: 4104, label: 'Scholarship Nominee', field_type: 'boolean' as const },
		{
			id: 4105,
			label: 'Committee Recommendation',
			field_type: 'select' as const,
			options: [
				'Strongly Recommend',
				'Recommend',
				'Recommend With Reservations',
				'Do Not Recommend',
			],
		},
	].map((field) => ({ ...field, programIds: programsOf(37442) })),
	{ id: 4207, label: 'Student ID', programIds: programsOf(41877) },
	{
		id: 4208,
		label: 'Résumé Reviewed',
		field_type: 'boolean',
		programIds: programsOf(41877),
	},
	{ id: 4311, label: 'Student ID', programIds: programsOf(45310) },
];

/** How many applicants an ordinary export has. */
const APPLICANTS = 40;

/** Decisions and answers that applicants of Epidemiology have from the start, by their index in an export, counted from 0. */
const KNOWN: ReadonlyArray<{ place: number; facts: ApplicantUpdate }> = [
	{ place: 3, facts: { decisionId: 4693 } },
	{ place: 4, facts: { answers: { 4102: 87.5, 4103: '2015-01-16', 4104: true } } },
	{
		place: 5,
		facts: { decisionId: 4696, localStatus: { id: 123456, title: 'Deposit Made' } },
	},
	{ place: 6, facts: { answers: { 4101: 'D00417093', 4105: 'Recommend' } } },
	{ place: 9, facts: { received: true } },
];

/** Fills a world that has the default identities with programs, decisions, custom fields and applicants. */
export function seedOffice(world: World): void {
	for (const organization of ORGANIZATIONS) world.addOrganization(organization);
	for (const one of PROGRAMS) world.addProgram(one);
	for (const decision of DECISIONS) world.addDecision(decision);
	for (const field of CUSTOM_FIELDS) world.addCustomField(field);
	const people = invented(APPLICANTS);
	world.fillProgram(EPIDEMIOLOGY, APPLICANTS);
	for (const { casId, firstName, lastName, program: name } of people) {
		const other = OTHER_PROGRAMS.find((one) => one.name === name);
		if (other === undefined) continue;
		world.addApplicant({ programId: other.id, casId, firstName, lastName });
	}
	world.fillProgram(8842, APPLICANTS);
	for (const { place, facts } of KNOWN) {
		const person = people[place];
		if (person !== undefined) world.updateApplicant(EPIDEMIOLOGY, person.casId, facts);
	}
	world.setSsnState(52093, 'not_found');
	world.setSsnState(60118, 'no_organization');
	world.setSsnState(63950, 'feature_not_available');
}

function program(
	id: number,
	identityId: Identity['id'],
	name: string,
	organization: string | null,
): Program {
	return { id, identityIds: [identityId], name, organization_name: organization };
}

function decisions(identityId: number, firstId: number, names: readonly string[]): Decision[] {
	return names.map((name, index) => ({ id: firstId + index, identityIds: [identityId], name }));
}

function programsOf(identityId: number): number[] {
	return PROGRAMS.filter(({ identityIds }) => identityIds.includes(identityId)).map(({ id }) => id);
}
