import { batchAnswer } from '../api/answers';
import { documentsZip } from '../content/documents';
import type { Shelf } from '../files/storage';
import { hasFile } from '../jobs/job';
import type { JobKind, Jobs } from '../jobs/jobs';
import type { Settings } from '../settings';
import { Speller } from '../spelling';
import { MAX_ZIPS, type PdfManagerBatch, type PdfManagerTemplate } from '../types';
import { defaultFileName } from '../world/formats';
import type { World } from '../world/world';

/** Batches of PDF Manager. Each ends with zip files, and its callback is the same as the API's answer for the batch. */
export function pdfManagerBatchKind(
	world: World,
	settings: () => Settings,
): JobKind<PdfManagerTemplate, PdfManagerBatch> {
	const speller = new Speller('snake', () => settings().statusSpelling);
	return {
		name: 'batch',
		// The ID of the batch in a callback that was seen.
		firstId: 6348,
		sources: world.templates,
		// The ID of a zip file shows which batch it belongs to.
		make: (job, { id, zips }) => ({
			...job,
			templateId: id,
			zipFileIds: Array.from({ length: zips }, (_, index) => job.id * MAX_ZIPS + index),
		}),
		sourceIdOf: (batch) => batch.templateId,
		callback: (batch) => ({
			contentType: 'application/json',
			body: JSON.stringify({
				pdf_manager_batch: batchAnswer(batch, world.templates.need(batch.templateId), speller),
			}),
			about: { batchId: batch.id },
		}),
	};
}

/** The batch that a zip file belongs to. Undefined if there is no such file (yet). */
export function batchOfZip(
	batches: Jobs<PdfManagerTemplate, PdfManagerBatch>,
	zipFileId: number,
): PdfManagerBatch | undefined {
	const batch = batches.get(Math.floor(zipFileId / MAX_ZIPS));
	return batch?.zipFileIds.includes(zipFileId) && hasFile(batch.status) ? batch : undefined;
}

/** The zip files of batches, by the IDs of the zip files. */
export function zipFileShelf(
	world: World,
	batches: Jobs<PdfManagerTemplate, PdfManagerBatch>,
	settings: () => Settings,
): Shelf {
	return {
		folder: 'pdf_manager/zip_files',
		extension: 'zip',
		file: (id) => {
			const batch = batchOfZip(batches, id);
			if (batch === undefined) return undefined;
			const template = world.templates.need(batch.templateId);
			const index = batch.zipFileIds.indexOf(id);
			return {
				fileName: defaultFileName(`${template.name} ${index + 1}`, 'zip'),
				contentType: 'application/zip',
				content: async () => await documentsZip(template, index, settings().zipNames),
			};
		},
	};
}
