import type { Speller } from '../spelling';
import { hasFile } from '../jobs/job';
import type {
	Applicant,
	ChangeBatchView,
	CustomField,
	Decision,
	Identity,
	JsonObject,
	Organization,
	PdfManagerBatch,
	PdfManagerTemplate,
	Program,
	RunView,
	SandboxExport,
	View,
} from '../types';

/** What all paths of the API begin with. */
export const ROOT = '/api/v1';
/** What the paths of batches of changes begin with. */
export const ROOT_V2 = '/api/v2';

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

/** A run as the API answers with it, without a download URL. */
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

/** A batch as the API and the callback have it. */
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

/** An organization as the API lists it. */
export function organizationAnswer(organization: Organization): JsonObject {
	const { id, name, cycle_name, association_name, cas3, config_portal_identifier } = organization;
	return { id, name, cycle_name, association_name, cas3, config_portal_identifier };
}

/** A program as the API lists it. */
export function programAnswer({ id, name, organization_name }: Program): JsonObject {
	return { id, name, organization_name };
}

/** A decision, in the form that all answers have. */
export function decisionAnswer({ id, name }: Pick<Decision, 'id' | 'name'>): JsonObject {
	return { id, name };
}

/** A custom field as the API lists it. */
export function customFieldAnswer({ id, label, field_type, options }: CustomField): JsonObject {
	return { id, label, field_type, options };
}

function applicantHref(identityId: number, { programId, casId }: Applicant): string {
	const program = `${ROOT}/user_identities/${identityId}/programs/${programId}`;
	return `${program}/applicants_by_cas_id/${casId}`;
}

/** An applicant's designation, as an identity sees it. */
export function designationAnswer(
	applicant: Applicant,
	identityId: number,
	decision: Decision | undefined,
): JsonObject {
	const { localStatus } = applicant;
	return {
		href: `${applicantHref(identityId, applicant)}/designation`,
		decisions_href: `${ROOT}/user_identities/${identityId}/decisions`,
		decision: decision === undefined ? null : decisionAnswer(decision),
		local_status: localStatus === null ? null : { id: localStatus.id, title: localStatus.title },
	};
}

/** An applicant's answer in a custom field, as an identity sees it. */
export function fieldAnswer(
	applicant: Applicant,
	identityId: number,
	{ id, label, field_type }: CustomField,
): JsonObject {
	return {
		href: `${applicantHref(identityId, applicant)}/custom_field_answers/${id}`,
		custom_field_id: id,
		label,
		field_type,
		value: applicant.answers[String(id)] ?? null,
	};
}

function changeBatchHref({ id, kind, identityId, programId }: ChangeBatchView): string {
	return `${ROOT_V2}/user_identities/${identityId}/programs/${programId}/${kind}/${id}`;
}

/**
 * A batch of changes as the API answers with it. Before the batch ends, the results are missing, or null once it is in
 * progress: the documentation has both.
 */
export function changeBatchAnswer(batch: ChangeBatchView, speller: Speller): JsonObject {
	const { id, status, results } = batch;
	const facts = { id, status: speller.write(status) };
	return {
		href: changeBatchHref(batch),
		batch: status === 'queued' ? facts : { ...facts, results },
	};
}

/** A batch of changes in the form of the older documentation of custom field answers. */
export function olderBatchAnswer(batch: ChangeBatchView, speller: Speller): JsonObject {
	const { id, status, results } = batch;
	const facts = { id, href: changeBatchHref(batch), status: speller.write(status) };
	if (status === 'queued') return { batch: facts };
	return { batch: { ...facts, results: results?.map(withoutNoErrors) ?? null } };
}

function withoutNoErrors({ errors = null, ...result }: JsonObject): JsonObject {
	return errors === null ? result : { ...result, errors };
}
