import type { ExportInput, Identity, IdentityInput, Outcome, SandboxExport } from '../types';
import { defaultFileName, FORMATS } from './formats';

const DEFAULT_ROWS = 40;
const FIRST_IDENTITY_ID = 70001;
const FIRST_EXPORT_ID = 120001;

/** The identities and exports that the key reaches. */
export class World {
	private readonly identitiesById = new Map<number, Identity>();
	private readonly exportsById = new Map<number, SandboxExport>();

	/** Adds an identity; without any facts it is an Admissions User with all names null. */
	addIdentity(input: IdentityInput = {}): Identity {
		const identity: Identity = {
			id: input.id ?? freeId(this.identitiesById, FIRST_IDENTITY_ID),
			type: input.type ?? 'Admissions User',
			association: input.association ?? null,
			institution: input.institution ?? null,
			organization: input.organization ?? null,
			cycle: input.cycle ?? null,
		};
		if (this.identitiesById.has(identity.id)) {
			throw new Error(`There is an identity ${identity.id} already`);
		}
		this.identitiesById.set(identity.id, identity);
		return identity;
	}

	/** Adds an export; without any facts it is a CSV of 40 applicants that the first identity sees. */
	addExport(input: ExportInput = {}): SandboxExport {
		const id = input.id ?? freeId(this.exportsById, FIRST_EXPORT_ID);
		if (this.exportsById.has(id)) throw new Error(`There is an export ${id} already`);
		const format = input.format ?? 'Comma-Separated Values';
		const name = input.name ?? `Export ${id}`;
		const exported: SandboxExport = {
			id,
			name,
			list_type: input.list_type ?? null,
			format,
			mime_type: FORMATS[format].mimeType,
			identityIds: input.identityIds ?? this.identities.slice(0, 1).map((identity) => identity.id),
			fileName: input.fileName ?? defaultFileName(name, format),
			rows: input.rows ?? DEFAULT_ROWS,
			bytes: input.bytes ?? null,
			runSeconds: input.runSeconds ?? null,
			outcome: input.outcome ?? 'available',
		};
		for (const identityId of exported.identityIds) {
			if (!this.identitiesById.has(identityId))
				throw new Error(`There is no identity ${identityId}`);
		}
		this.exportsById.set(id, exported);
		return exported;
	}

	/** All identities, in the order in which they were added. */
	get identities(): Identity[] {
		return [...this.identitiesById.values()];
	}

	/** All exports, in the order in which they were added. */
	get exports(): SandboxExport[] {
		return [...this.exportsById.values()];
	}

	/** The identity with this id. */
	identity(id: number): Identity | undefined {
		return this.identitiesById.get(id);
	}

	/** The export with this id. */
	export(id: number): SandboxExport | undefined {
		return this.exportsById.get(id);
	}

	/** The exports that an identity sees. */
	exportsOf(identityId: number): SandboxExport[] {
		return this.exports.filter((exported) => exported.identityIds.includes(identityId));
	}

	/** Changes how the runs of an export end, from the next run on. */
	setOutcome(exportId: number, outcome: Outcome): SandboxExport {
		const exported = this.exportsById.get(exportId);
		if (exported === undefined) throw new Error(`There is no export ${exportId}`);
		exported.outcome = outcome;
		return exported;
	}

	/** Forgets everything. */
	clear(): void {
		this.identitiesById.clear();
		this.exportsById.clear();
	}
}

function freeId(taken: ReadonlyMap<number, unknown>, first: number): number {
	let id = first;
	while (taken.has(id)) id++;
	return id;
}
