import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { ExportFile } from '../api/exportFiles';
import { getExportFile } from '../api/exportFiles';
import { ExplainedError, messageOf, withoutSecrets } from '../errors';
import { isRecord } from '../json';
import { pause } from '../pause';
import { isDownloadable } from '../runs/status';
import type { Session } from '../session';
import { openDownload, TransferError } from '../transport/fileHost';
import { header } from '../transport/httpResponse';
import { createUtf8Converter, isText } from './charset';
import { statedCharset, statedFileName, statedMimeType } from './contentDisposition';
import { safeFileName } from './fileName';
import { completeBody } from './transfer';

export interface DownloadOptions {
	/** Name to give the file; without it, the one that the file host states. */
	fileName?: string;
	/** Whether to convert text files from their charset to UTF-8. */
	convertToUtf8: boolean;
}

export interface Downloaded {
	file: ExportFile;
	/** Missing when the run has no file, or none yet: see the status of `file`. */
	binary?: IBinaryData;
}

/** How often a download is begun, each time with a new URL. */
const ATTEMPTS = 3;

/** Milliseconds before the last attempt. The second one follows at once: mostly, the URL had just expired. */
const PAUSE = 2_000;

/** Used when the file host states no name. The types are those that WebAdMIT documents for its export formats. */
const EXTENSIONS = new Map([
	['text/csv', '.csv'],
	['application/vnd.ms-excel', '.xls'],
	['text/html', '.html'],
	['text/plain', '.txt'],
	['application/zip', '.zip'],
]);

/**
 * Asks for the state of a run and, when it has a file, streams that into n8n's binary storage.
 *
 * The download URL lives less than 30 seconds, so it is asked for only when there is room to use it at once; when it has
 * expired all the same, or the transfer broke off, a new one is asked for.
 */
export async function downloadExportFile(
	context: IExecuteFunctions,
	session: Session,
	{ exportId, id }: Pick<ExportFile, 'exportId' | 'id'>,
	options: DownloadOptions,
): Promise<Downloaded> {
	return await session.downloads(async () => {
		for (let attempt = 1; ; attempt++) {
			const file = await getExportFile(session.request, exportId, id);
			if (!isDownloadable(file.status)) return { file };
			const binary = await store(context, session, file, options).catch(asTransferError);
			if (!(binary instanceof TransferError)) return { file, binary };
			if (attempt === ATTEMPTS) throw binary;
			await pause(PAUSE * (attempt - 1), session.signal);
		}
	});
}

/** What to make of an error while n8n stored the file: it is the transfer's own, or something is wrong with the storage. */
function storageError(error: unknown): ExplainedError {
	if (error instanceof ExplainedError) return error;
	const isFull = isRecord(error) && error.code === 'ENOSPC';
	const reason = withoutSecrets(messageOf(error));
	return new ExplainedError(
		`n8n could not store the file: ${isFull ? 'its disk is full' : reason}`,
		{
			description:
				'Ask whoever runs your n8n to look at its storage for binary data. The file itself is still in WebAdMIT.',
		},
	);
}

/** A transfer that broke off is worth another attempt; everything else (a full disk, say) is not. */
function asTransferError(error: unknown): TransferError {
	if (error instanceof TransferError) return error;
	throw error;
}

async function store(
	context: IExecuteFunctions,
	{ baseUrl, signal }: Session,
	file: ExportFile,
	options: DownloadOptions,
): Promise<IBinaryData> {
	if (file.downloadUrl === undefined) {
		throw new TransferError(`WebAdMIT gave no download URL for run ${file.id}`, {
			description: 'Run this again in a moment. If it stays so, look at the file in WebAdMIT.',
		});
	}
	const answer = await openDownload(context, file.downloadUrl, await baseUrl(), signal);
	try {
		const contentType = header(answer.headers, 'content-type');
		const mimeType = statedMimeType(contentType) ?? 'application/octet-stream';
		const converter =
			options.convertToUtf8 && isText(mimeType)
				? createUtf8Converter(statedCharset(contentType))
				: undefined;
		const stated = statedFileName(header(answer.headers, 'content-disposition'));
		const fileName =
			safeFileName(options.fileName ?? '') ??
			safeFileName(stated ?? '') ??
			`export-${file.exportId}-run-${file.id}${EXTENSIONS.get(mimeType) ?? ''}`;
		const body = completeBody(answer, signal, converter);
		return await context.helpers
			.prepareBinaryData(body, fileName, mimeType)
			.catch((error: unknown) => {
				signal.throwIfAborted();
				throw storageError(error);
			});
	} finally {
		// Whatever ended the transfer: nothing more is taken from the file host.
		answer.body.destroy();
		answer.close?.();
	}
}
