import type { IDataObject } from 'n8n-workflow';
import { readIfKnown, readKnownUnder, readUnder } from '../../api/read';
import { isRecord, parseJson, readId } from '../../json';
import { unexpectedAnswer } from '../../transport/refusals';
import { missingLink } from '../outcome';
import type { Run, RunFile, RunKind } from '../RunKind';
import { startRun } from '../startRun';
import { isDownloadable, isFinished, readStatus } from '../status';

/**
 * Reads a batch. That is WebAdMIT's word for a run of a PDF Manager template, which makes zip files of PDFs.
 *
 * An entry in an answer has the form
 * `{id, href, updated_at, state, pdf_manager_template: {id, name, href}, download_hrefs?}`. IDs may come as text.
 */
export function readBatch(value: unknown, userIdentityId: number): Run {
	if (!isRecord(value)) throw unexpectedAnswer('a PDF Manager batch is', value);
	const { id: givenId, state, download_hrefs, ...fields } = value;
	const id = readId(givenId);
	const template = fields.pdf_manager_template;
	const templateId = isRecord(template) ? readId(template.id) : undefined;
	if (id === undefined || templateId === undefined || typeof state !== 'string') {
		throw unexpectedAnswer("'id', 'state' or 'pdf_manager_template' is", value);
	}
	const hrefs: unknown[] = Array.isArray(download_hrefs) ? download_hrefs : [];
	return {
		id,
		parentId: userIdentityId,
		sourceId: templateId,
		userIdentityId,
		status: readStatus(state),
		// A link that is not text is kept as an empty text, so that the missing zip file is noticed.
		links: hrefs.map((href) => (typeof href === 'string' ? href : '')),
		fields,
	};
}

function output({ id, sourceId, status, userIdentityId, fields }: Run): IDataObject {
	const { href, updated_at, pdf_manager_template, ...more } = fields;
	const name = isRecord(pdf_manager_template) ? pdf_manager_template.name : undefined;
	const known = {
		id,
		href,
		updated_at,
		status,
		finished: isFinished(status),
		downloadable: isDownloadable(status),
		pdf_manager_template: { id: sourceId, name },
		user_identity_id: userIdentityId,
	};
	// A field that WebAdMIT adds later must not replace one that workflows rely on.
	return { ...known, ...more, ...known };
}

/**
 * The IDs in a path of the documented form: that of the identity, and that of the batch or zip file. Undefined for other
 * paths.
 */
function idsIn(path: unknown, form: RegExp): [number, number] | undefined {
	const [, identity, thing] = (typeof path === 'string' && form.exec(path)) || [];
	const [userIdentityId, id] = [readId(identity), readId(thing)];
	return userIdentityId === undefined || id === undefined ? undefined : [userIdentityId, id];
}

const ZIP_FILE = /^\/api\/v1\/user_identities\/(\d+)\/pdf_manager_zip_files\/(\d+)\/download$/;

const BATCH = /^\/api\/v1\/user_identities\/(\d+)\/pdf_manager_batches\/(\d+)$/;

/** The identity that a batch belongs to, from its path. Undefined if the path does not have the documented form. */
function ownerOf(batch: unknown): number | undefined {
	if (!isRecord(batch)) return undefined;
	const [userIdentityId, id] = idsIn(batch.href, BATCH) ?? [];
	return id === readId(batch.id) ? userIdentityId : undefined;
}

/**
 * The zip files of a batch that has some. WebAdMIT gives only their paths. So the IDs are read from the paths, and
 * nothing else in them is used. Calls always go to a path of the documented form, of the batch's own identity, at the
 * address in the credential.
 */
function files(batch: Run): RunFile[] {
	const count = batch.links.length;
	if (count === 0) throw missingLink(pdfManagerBatch, batch);
	return batch.links.map((link, index) => {
		const [userIdentityId, id] = idsIn(link, ZIP_FILE) ?? [];
		if (id === undefined || userIdentityId !== batch.parentId) {
			throw unexpectedAnswer('the path of a zip file of this identity is', link);
		}
		const number = index + 1;
		return {
			fields: { zip_file: { id, number, count } },
			fallbackName: `pdf-manager-batch-${batch.id}-${number}`,
			mayBeText: false,
			downloadUrl: async (request) => {
				const path = ['user_identities', userIdentityId, 'pdf_manager_zip_files', id, 'download'];
				const url = await request({ path, answer: 'redirect' });
				if (typeof url === 'string') return url;
				throw unexpectedAnswer('the URL of a zip file is', url);
			},
		};
	});
}

/** Reads `{pdf_manager_batch: {id, state, pdf_manager_template, href, …}}`, as an object or as text. */
function readCallback(body: unknown): Run | undefined {
	const json = typeof body === 'string' ? parseJson(body) : body;
	const written = isRecord(json) ? json.pdf_manager_batch : undefined;
	if (!isRecord(written)) return undefined;
	// Only the path has the identity. It only decides what WebAdMIT is asked: WebAdMIT's answer is what counts.
	const userIdentityId = ownerOf(written);
	if (userIdentityId === undefined) return undefined;
	const batch = readIfKnown(written, (value) => readBatch(value, userIdentityId));
	return batch && { ...batch, links: [] };
}

/** Runs of PDF Manager templates. */
export const pdfManagerBatch: RunKind = {
	name: 'pdfManagerBatch',
	words: {
		run: 'batch',
		runs: 'batches',
		source: 'template',
		sourceIds: 'PDF Manager Template IDs',
		listOperation: 'Get Many',
	},
	callbackProtocols: ['https:'],

	start: async (request, userIdentityId, templateId, callback) => {
		const path = ['user_identities', userIdentityId, 'pdf_manager_batches'];
		const parameters = { pdf_manager_template_id: templateId, callback };
		const call = { path, body: { pdf_manager_batch: parameters } };
		return await startRun(request, pdfManagerBatch, call, (answer) =>
			// It may be a running batch that another identity has started. Only the path of that identity leads to it.
			readUnder(answer, 'pdf_manager_batch', (value) =>
				readBatch(value, ownerOf(value) ?? userIdentityId),
			),
		);
	},

	get: async (request, { parentId, id }) => {
		const path = ['user_identities', parentId, 'pdf_manager_batches', id];
		const answer = await request({ path });
		return readUnder(answer, 'pdf_manager_batch', (value) => readBatch(value, parentId));
	},

	list: async (request, userIdentityId, tell) => {
		const path = ['user_identities', userIdentityId, 'pdf_manager_batches'];
		const answer = await request({ path });
		const read = (value: unknown) => readBatch(value, userIdentityId);
		return readKnownUnder(answer, 'pdf_manager_batches', read, tell);
	},

	output,

	files: (batch) => (isDownloadable(batch.status) ? files(batch) : []),

	readCallback,

	writeCallback: ({ id, parentId, sourceId, status }) => ({
		contentType: 'application/json',
		body: JSON.stringify({
			pdf_manager_batch: {
				id,
				state: status,
				pdf_manager_template: { id: sourceId },
				href: `/api/v1/user_identities/${parentId}/pdf_manager_batches/${id}`,
			},
		}),
	}),

	displayName: 'PDF Manager Batch',
	sourceIdsOption: 'pdfManagerTemplateIds',
};
