import type { IDataObject } from 'n8n-workflow';
import { readKnownUnder, readUnder } from '../../api/read';
import { isRecord, parseJson, readId } from '../../json';
import { unexpectedAnswer } from '../../transport/refusals';
import { missingLink } from '../outcome';
import type { Callback, Run, RunKind } from '../RunKind';
import { startRun } from '../startRun';
import { isDownloadable, isFinished, readStatus } from '../status';

/**
 * Reads an export file. That is the API's word for a run of an export together with its file.
 *
 * An entry in an answer has the form `{id, href, export_id, status, download_url?}`. IDs may come as text.
 */
export function readExportFile(value: unknown): Run {
	if (!isRecord(value)) throw unexpectedAnswer('an export file is', value);
	const { id: givenId, export_id, status, download_url, ...fields } = value;
	const id = readId(givenId);
	const exportId = readId(export_id);
	if (id === undefined || exportId === undefined || typeof status !== 'string') {
		throw unexpectedAnswer("'id', 'export_id' or 'status' is", {
			...value,
			download_url: undefined,
		});
	}
	const links = typeof download_url === 'string' && download_url !== '' ? [download_url] : [];
	return { id, parentId: exportId, sourceId: exportId, status: readStatus(status), links, fields };
}

function output({ id, sourceId, status, userIdentityId, fields }: Run): IDataObject {
	const { href, ...more } = fields;
	const known = {
		id,
		export_id: sourceId,
		href,
		status,
		finished: isFinished(status),
		downloadable: isDownloadable(status),
		...(userIdentityId === undefined ? {} : { user_identity_id: userIdentityId }),
	};
	// A field that WebAdMIT adds later must not replace one that workflows rely on.
	return { ...known, ...more, ...known };
}

/**
 * Reads the form fields `export_file[id]`, `export_file[export_id]` and `export_file[status]`. What arrives depends on
 * the version of n8n, on proxies, and on the content type: flat fields, nested fields, or JSON.
 */
function readCallback(body: unknown): Callback | undefined {
	if (typeof body === 'string') {
		const json = parseJson(body);
		return readFields(isRecord(json) ? json : Object.fromEntries(new URLSearchParams(body.trim())));
	}
	return isRecord(body) ? readFields(body) : undefined;
}

function readFields(body: IDataObject): Callback | undefined {
	const nested = body.export_file ?? body.export_files;
	const field = (name: string): unknown =>
		isRecord(nested)
			? nested[name]
			: (body[`export_file[${name}]`] ?? body[`export_files[${name}]`]);

	const id = readId(field('id'));
	const exportId = readId(field('export_id'));
	const status = field('status');
	if (id === undefined || exportId === undefined) return undefined;
	if (typeof status !== 'string' || status.trim() === '') return undefined;
	return {
		id,
		parentId: exportId,
		sourceId: exportId,
		status: readStatus(status),
		links: [],
		fields: {},
	};
}

/** Runs of exports. */
export const exportFile: RunKind = {
	name: 'exportFile',
	words: {
		run: 'run',
		runs: 'runs',
		source: 'export',
		sourceIds: 'Export IDs',
		listOperation: 'List Recent',
	},
	callbackProtocols: ['https:', 'http:'],

	/** Sends the callback both in the query string and in the body, since WebAdMIT's documentation shows it once in each. */
	start: async (request, userIdentityId, exportId, callback) => {
		const path = ['user_identities', userIdentityId, 'exports', exportId, 'export_files'];
		const parameters = callback === undefined ? {} : { qs: { callback }, body: { callback } };
		const run = await startRun(request, exportFile, { path, ...parameters }, (answer) =>
			readUnder(answer, 'export_files', readExportFile),
		);
		return { ...run, userIdentityId };
	},

	get: async (request, { parentId, id, userIdentityId }) => {
		const answer = await request({ path: ['exports', parentId, 'export_files', id] });
		return { ...readUnder(answer, 'export_files', readExportFile), userIdentityId };
	},

	list: async (request, userIdentityId, tell) => {
		const answer = await request({ path: ['user_identities', userIdentityId, 'export_files'] });
		const runs = readKnownUnder(answer, 'export_files', readExportFile, tell);
		return runs.map((run) => ({ ...run, userIdentityId }));
	},

	output,

	files: (run) => {
		if (!isDownloadable(run.status)) return [];
		// The answer for the run may have a URL, which is used first. WebAdMIT gives a new URL with each answer.
		let [known] = run.links;
		return [
			{
				fields: {},
				fallbackName: `export-${run.sourceId}-run-${run.id}`,
				mayBeText: true,
				downloadUrl: async (request) => {
					const url = known ?? (await exportFile.get(request, run)).links[0];
					known = undefined;
					if (url !== undefined) return url;
					throw missingLink(exportFile, run);
				},
			},
		];
	},

	readCallback,

	writeCallback: ({ id, sourceId, status }) => ({
		contentType: 'application/x-www-form-urlencoded',
		body: new URLSearchParams({
			'export_file[id]': String(id),
			'export_file[export_id]': String(sourceId),
			'export_file[status]': status,
		}).toString(),
	}),

	displayName: 'Export File',
	sourceIdsOption: 'exportIds',
};
