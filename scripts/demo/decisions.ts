import type { Sandbox } from '../../test/sandbox';

const CAS_IDS_SHOWN = 3;

/**
 * The text with a program, CAS IDs, and decisions to try. It names the organization too, since another program has the
 * same name, but no applicants.
 */
export function decisionsToTry({ applicants, programs, decisions }: Sandbox): string {
	const [program] = programs;
	if (!program) throw new Error('The sandbox has no program');
	const casIds = applicants
		.filter(({ programId, decisionId }) => programId === program.id && decisionId === null)
		.slice(0, CAS_IDS_SHOWN)
		.map(({ casId }) => casId);
	const names = decisions
		.filter(({ identityIds }) => identityIds.some((id) => program.identityIds.includes(id)))
		.map(({ name }) => name);
	return `For decisions, take the program "${program.name} · ${program.organization_name}" (ID ${program.id}):
  CAS IDs    ${casIds.join(', ')}
  Decisions  ${names.join(', ')}`;
}
