import type {
	Applicant,
	ApplicantInput,
	ApplicantUpdate,
	CustomField,
	CustomFieldInput,
	Decision,
	DecisionInput,
	ExportInput,
	Identity,
	IdentityInput,
	Organization,
	OrganizationInput,
	PdfManagerTemplate,
	PdfManagerTemplateInput,
	Program,
	ProgramInput,
	SandboxExport,
	Seen,
	Source,
	SsnState,
} from '../types';
import { Applicants } from './applicants';
import { defaultFileName, FORMATS } from './formats';
import { Table } from './table';

const DEFAULT_ROWS = 40;
const DEFAULT_DOCUMENTS = 3;

/** All that the key reaches, and all that an admissions office has set up in WebAdMIT. */
export class World {
	readonly identities = new Table<Identity>('identity', 70001);
	readonly exports = new Table<SandboxExport>('export', 120001);
	readonly templates = new Table<PdfManagerTemplate>('template', 9001);
	readonly organizations = new Table<Organization>('organization', 42023191000001);
	readonly programs = new Table<Program>('program', 42023191739237);
	readonly decisions = new Table<Decision>('decision', 8001);
	readonly customFields = new Table<CustomField>('custom field', 7001);
	readonly applicants = new Applicants();
	private readonly ssnStates = new Map<number, SsnState>();

	/** Adds an identity. Without facts, it is an Admissions User with all names null. */
	addIdentity(input: IdentityInput = {}): Identity {
		return this.identities.add(input.id, (id) => ({
			id,
			type: input.type ?? 'Admissions User',
			association: input.association ?? null,
			institution: input.institution ?? null,
			organization: input.organization ?? null,
			cycle: input.cycle ?? null,
		}));
	}

	/** Adds an export. Without facts, it is a CSV of 40 applicants that the first identity sees. */
	addExport(input: ExportInput = {}): SandboxExport {
		return this.exports.add(input.id, (id) => {
			const format = input.format ?? 'Comma-Separated Values';
			const source = this.source(id, `Export ${id}`, input);
			return {
				...source,
				list_type: input.list_type ?? null,
				format,
				mime_type: FORMATS[format].mimeType,
				fileName: input.fileName ?? defaultFileName(source.name, FORMATS[format].extension),
				rows: input.rows ?? DEFAULT_ROWS,
				bytes: input.bytes ?? null,
			};
		});
	}

	/** Adds a template. Without facts, it makes one zip of three PDFs, and the first identity sees it. */
	addTemplate(input: PdfManagerTemplateInput = {}): PdfManagerTemplate {
		return this.templates.add(input.id, (id) => ({
			...this.source(id, `Template ${id}`, input),
			list_name: input.list_name ?? null,
			document_source_title: input.document_source_title ?? null,
			zips: input.zips ?? 1,
			documents: input.documents ?? DEFAULT_DOCUMENTS,
			bytes: input.bytes ?? null,
		}));
	}

	/** Adds an organization. Without facts, it has no name, and the first identity sees it. */
	addOrganization(input: OrganizationInput = {}): Organization {
		return this.organizations.add(input.id, (id) => ({
			...this.seen(id, input),
			name: input.name ?? null,
			cycle_name: input.cycle_name ?? null,
			association_name: input.association_name ?? null,
			cas3: input.cas3 ?? true,
			config_portal_identifier: input.config_portal_identifier ?? String(id % 10_000),
		}));
	}

	/** Adds a program. Without facts, the first identity sees it. */
	addProgram(input: ProgramInput = {}): Program {
		return this.programs.add(input.id, (id) => ({
			...this.seen(id, input),
			name: input.name ?? `Program ${id}`,
			organization_name: input.organization_name ?? null,
		}));
	}

	/** Adds a decision. Without facts, the first identity sees it. */
	addDecision(input: DecisionInput = {}): Decision {
		return this.decisions.add(input.id, (id) => ({
			...this.seen(id, input),
			name: input.name ?? `Decision ${id}`,
		}));
	}

	/** Adds a custom field. Without facts, it is a text of the first program. */
	addCustomField(input: CustomFieldInput = {}): CustomField {
		const programIds = input.programIds ?? [this.firstProgramId()];
		for (const programId of programIds) this.programs.need(programId);
		return this.customFields.add(input.id, (id) => {
			const type = input.field_type ?? 'string';
			return {
				id,
				programIds,
				label: input.label ?? `Field ${id}`,
				field_type: type,
				options: type === 'select' ? (input.options ?? ['Yes', 'No']) : null,
			};
		});
	}

	/** Adds an applicant. Without facts, it is one of the first program, without a decision. */
	addApplicant(input: ApplicantInput = {}): Applicant {
		const { id } = this.programs.need(input.programId ?? this.firstProgramId());
		this.check(input);
		return this.applicants.add(id, input);
	}

	/** Changes an applicant as staff do in WebAdMIT's screens. */
	updateApplicant(programId: number, casId: string, update: ApplicantUpdate): Applicant {
		const applicant = this.applicants.need(programId, casId);
		this.check(update);
		const { decisionId, localStatus, received, answers } = update;
		if (decisionId !== undefined) applicant.decisionId = decisionId;
		if (localStatus !== undefined) applicant.localStatus = localStatus;
		if (received !== undefined) applicant.received = received;
		Object.assign(applicant.answers, answers);
		return applicant;
	}

	/**
	 * Adds the first applicants of exports, as many as wanted, to a program, unless they are in it. Returns those that were
	 * added.
	 */
	fillProgram(programId: number, count: number): Applicant[] {
		return this.applicants.fill(this.programs.need(programId).id, count);
	}

	/** How the API answers a question for an identity's social security numbers. */
	ssnState(identityId: number): SsnState {
		return this.ssnStates.get(identityId) ?? 'available';
	}

	/** Changes how the social security numbers of an identity are answered. */
	setSsnState(identityId: number, state: SsnState): void {
		this.ssnStates.set(this.identities.need(identityId).id, state);
	}

	/** Forgets everything. */
	clear(): void {
		const { identities, exports, templates, organizations, programs, decisions } = this;
		const { customFields, applicants, ssnStates } = this;
		for (const table of [identities, exports, templates, organizations, programs, decisions]) {
			table.clear();
		}
		for (const table of [customFields, applicants, ssnStates]) table.clear();
	}

	/** Throws if a decision or a custom field does not exist. */
	private check({ decisionId, answers = {} }: ApplicantUpdate): void {
		if (decisionId !== undefined && decisionId !== null) this.decisions.need(decisionId);
		for (const fieldId of Object.keys(answers)) this.customFields.need(Number(fieldId));
	}

	private firstProgramId(): number {
		const [first] = this.programs.all;
		if (first === undefined) throw new Error('There is no program yet');
		return first.id;
	}

	private seen(id: number, input: Partial<Seen>): Seen {
		const identityIds = input.identityIds ?? this.identities.all.slice(0, 1).map((one) => one.id);
		for (const identityId of identityIds) this.identities.need(identityId);
		return { id, identityIds };
	}

	private source(id: number, defaultName: string, input: Partial<Source>): Source {
		return {
			...this.seen(id, input),
			name: input.name ?? defaultName,
			runSeconds: input.runSeconds ?? null,
			outcome: input.outcome ?? 'available',
		};
	}
}
