import type {
	ExportInput,
	Identity,
	IdentityInput,
	PdfManagerTemplate,
	PdfManagerTemplateInput,
	SandboxExport,
	Source,
} from '../types';
import { defaultFileName, FORMATS } from './formats';
import { Table } from './table';

const DEFAULT_ROWS = 40;
const DEFAULT_DOCUMENTS = 3;

/** What the key reaches, and what an admissions office has set up in WebAdMIT's screens. */
export class World {
	readonly identities = new Table<Identity>('identity', 70001);
	readonly exports = new Table<SandboxExport>('export', 120001);
	readonly templates = new Table<PdfManagerTemplate>('template', 9001);

	/** Adds an identity; without any facts it is an Admissions User with all names null. */
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

	/** Adds an export; without any facts it is a CSV of 40 applicants that the first identity sees. */
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

	/** Adds a template; without any facts it makes one zip of three PDFs and the first identity sees it. */
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

	/** Forgets everything. */
	clear(): void {
		for (const table of [this.identities, this.exports, this.templates]) table.clear();
	}

	private source(id: number, defaultName: string, input: Partial<Source>): Source {
		const identityIds = input.identityIds ?? this.identities.all.slice(0, 1).map((one) => one.id);
		for (const identityId of identityIds) this.identities.need(identityId);
		return {
			id,
			name: input.name ?? defaultName,
			identityIds,
			runSeconds: input.runSeconds ?? null,
			outcome: input.outcome ?? 'available',
		};
	}
}
