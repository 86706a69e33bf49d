import type { Speller } from '../spelling';
import type { Identity, JsonObject, RunView, SandboxExport } from '../types';

/** An identity as the API lists it. */
export function identityAnswer(identity: Identity): JsonObject {
	const { id, type, association, institution, organization, cycle } = identity;
	return { id, type, association, institution, organization, cycle };
}

/** An export as the API lists it. */
export function exportAnswer(exported: SandboxExport): JsonObject {
	const { id, name, list_type, format, mime_type } = exported;
	return { id, name, list_type, format, mime_type };
}

/** A run as the API tells of it, without a download URL. The export id in the href is not the export's. */
export function runAnswer(run: RunView, speller: Speller): JsonObject {
	return {
		id: run.id,
		href: `/api/v1/exports/${run.hrefExportId}/export_files/${run.id}`,
		export_id: run.exportId,
		status: speller.write(run.status),
	};
}
