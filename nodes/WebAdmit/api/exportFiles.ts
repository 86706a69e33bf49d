import type { IDataObject } from 'n8n-workflow';
import { ExplainedError, UnsureError } from '../errors';
import { isDownloadable, isFinished, readStatus } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { isRecord, readId } from '../json';
import { readKnownUnder, readListUnder, readUnder } from './read';
import { unexpectedAnswer } from '../transport/answers';

/** A run of an export and the file that comes of it: the API calls both together an export file. */
export interface ExportFile {
	id: number;
	exportId: number;
	/** In the form of `runs/status.ts`, e.g. `in_progress`. */
	status: string;
	/** Signed, on another host, valid for less than 30 seconds. A secret: for whoever has it, the file is open. */
	downloadUrl?: string;
	/** Every other field as it came: `href`, and what WebAdMIT adds some day. */
	more: IDataObject;
}

/** An export file in an answer: `{id, href, export_id, status, download_url?}`. Ids may come as text. */
export function readExportFile(value: unknown): ExportFile {
	if (!isRecord(value)) throw unexpectedAnswer('an export file is', value);
	const { id: givenId, export_id, status, download_url, ...more } = value;
	const id = readId(givenId);
	const exportId = readId(export_id);
	if (id === undefined || exportId === undefined || typeof status !== 'string') {
		throw unexpectedAnswer("'id', 'export_id' or 'status' is", {
			...value,
			download_url: undefined,
		});
	}
	const downloadUrl =
		typeof download_url === 'string' && download_url !== '' ? download_url : undefined;
	return { id, exportId, status: readStatus(status), downloadUrl, more };
}

/** What users get for a run. Never holds the download URL. */
export function exportFileOutput(file: ExportFile, userIdentityId?: number): IDataObject {
	const { href, ...more } = file.more;
	const known = {
		id: file.id,
		export_id: file.exportId,
		href,
		status: file.status,
		finished: isFinished(file.status),
		downloadable: isDownloadable(file.status),
		...(userIdentityId === undefined ? {} : { user_identity_id: userIdentityId }),
	};
	// A field that WebAdMIT adds some day must not take the place of one that workflows rely on.
	return { ...known, ...more, ...known };
}

/**
 * Milliseconds within which a lost answer is asked for again: hardly a run is finished so soon. Afterwards, the same call
 * could start a second run. (An object, so that tests need not wait.)
 */
export const REPEATED = { within: 20_000 };

const LOOK_FIRST =
	"The run may have been started all the same: look with the operation 'List Recent' before you start it again.";

/**
 * Starts a run of an export. While one of the same export is going on, WebAdMIT answers with that run instead of
 * starting another (its documentation says that one must finish before the next can start); so it is safe to send this
 * again soon after the answer was lost.
 *
 * @param callback URL that WebAdMIT calls when the run has finished. Its documentation shows it once in the query
 *   string and once in the body: it is sent in both.
 */
export async function initiateRun(
	request: ApiRequest,
	userIdentityId: number,
	exportId: number,
	callback?: string,
): Promise<ExportFile> {
	const answer = await request({
		method: 'POST',
		starting: { repeatedWithin: REPEATED.within, advice: LOOK_FIRST },
		path: ['user_identities', userIdentityId, 'exports', exportId, 'export_files'],
		...(callback === undefined ? {} : { qs: { callback }, body: { callback } }),
	});
	try {
		return readUnder(answer, 'export_files', readExportFile);
	} catch (error) {
		throw error instanceof ExplainedError ? new UnsureError(error, LOOK_FIRST) : error;
	}
}

/** The status of one export file and, once there is a file, a new download URL. */
export async function getExportFile(
	request: ApiRequest,
	exportId: number,
	exportFileId: number,
): Promise<ExportFile> {
	const answer = await request({ path: ['exports', exportId, 'export_files', exportFileId] });
	return readUnder(answer, 'export_files', readExportFile);
}

/** The recent export files of an identity, in WebAdMIT's order. They never have a download URL. */
export async function listRecentExportFiles(
	request: ApiRequest,
	userIdentityId: number,
): Promise<ExportFile[]> {
	return readListUnder(await recent(request, userIdentityId), 'export_files', readExportFile);
}

/**
 * Like {@link listRecentExportFiles}, without what can't be read: for whoever looks for certain runs, another one that is
 * odd does not matter.
 */
export async function listKnownExportFiles(
	request: ApiRequest,
	userIdentityId: number,
): Promise<ExportFile[]> {
	return readKnownUnder(await recent(request, userIdentityId), 'export_files', readExportFile);
}

async function recent(request: ApiRequest, userIdentityId: number): Promise<unknown> {
	return await request({ path: ['user_identities', userIdentityId, 'export_files'] });
}
