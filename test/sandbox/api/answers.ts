import type { Speller } from '../spelling';
import { hasFile } from '../jobs/job';
import type {
	Identity,
	JsonObject,
	PdfManagerBatch,
	PdfManagerTemplate,
	RunView,
	SandboxExport,
	View,
} from '../types';

/** What all paths of the API begin with. */
export const ROOT = '/api/v1';

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

/** A run as the API tells of it, without a download URL. */
export function runAnswer(run: RunView, speller: Speller): JsonObject {
	return {
		id: run.id,
		href: `${ROOT}/exports/${run.exportId}/export_files/${run.id}`,
		export_id: run.exportId,
		status: speller.write(run.status),
	};
}

function templateHref(identityId: number, templateId: number): string {
	return `${ROOT}/user_identities/${identityId}/pdf_manager_templates/${templateId}`;
}

/** A template of PDF Manager as an identity sees it. */
export function templateAnswer(template: PdfManagerTemplate, identityId: number): JsonObject {
	const { id, name, list_name, document_source_title } = template;
	return { href: templateHref(identityId, id), id, name, list_name, document_source_title };
}

/** A batch as the API lists it: without its zip files. */
export function listedBatchAnswer(
	batch: View<PdfManagerBatch>,
	template: PdfManagerTemplate,
	speller: Speller,
): JsonObject {
	const { id, identityId, status, updatedAt } = batch;
	return {
		id,
		state: speller.write(status),
		updated_at: new Date(updatedAt).toISOString().replace(/\.\d+/, ''),
		pdf_manager_template: {
			id: template.id,
			name: template.name,
			href: templateHref(identityId, template.id),
		},
		href: `${ROOT}/user_identities/${identityId}/pdf_manager_batches/${id}`,
	};
}

/** A batch as the API and the callback tell of it. */
export function batchAnswer(
	batch: View<PdfManagerBatch>,
	template: PdfManagerTemplate,
	speller: Speller,
): JsonObject {
	const zips = `${ROOT}/user_identities/${batch.identityId}/pdf_manager_zip_files`;
	return {
		...listedBatchAnswer(batch, template, speller),
		download_hrefs: hasFile(batch.status)
			? batch.zipFileIds.map((id) => `${zips}/${id}/download`)
			: [],
	};
}
