import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ExplainedError, messageOf } from '../errors';
import { isRecord } from '../json';
import { persist } from '../runs/persist';
import type { Run, RunAddress, RunFile, RunKind } from '../runs/RunKind';
import { withoutSecrets } from '../secrets';
import type { Session } from '../session';
import { openDownload } from '../transport/fileHost';
import { header } from '../transport/httpResponse';
import { statedFileName, statedMimeType } from './contentDisposition';
import type { DownloadOptions } from './downloadOptions';
import { safeFileName } from './fileName';
import { textConverter } from './textEncoding';
import { completeBody } from './transfer';

/** A run, and the files that were fetched. */
export interface Downloaded {
	run: Run;
	/** Empty if the run has no file, or none yet. The status of the run says which. */
	files: Array<{ fields: IDataObject; binary: IBinaryData }>;
}

/** Extensions for files whose host states no name. The types are those that WebAdMIT documents for its export formats. */
const EXTENSIONS = new Map([
	['text/csv', '.csv'],
	['application/vnd.ms-excel', '.xls'],
	['text/html', '.html'],
	['text/plain', '.txt'],
	['application/zip', '.zip'],
]);

/**
 * Asks for the state of a run. If it has files, streams them into n8n's binary storage.
 *
 * A download URL is valid for less than 30 seconds, so it is asked for only when the download can start at once. If it
 * has expired anyway, or a transfer broke off, that file starts over with a new URL. Meanwhile, other downloads can use
 * its place. Each file of a run has a place of its own, so that files arrive side by side and none starts over because
 * of another.
 *
 * @param until how long the user lets the node wait, in milliseconds since 1970: see `persist`.
 */
export async function downloadRun(
	context: IExecuteFunctions,
	session: Session,
	kind: RunKind,
	address: RunAddress,
	options: DownloadOptions,
	until: number,
): Promise<Downloaded> {
	const { downloads, requestOnce } = session;
	// If one file of a run can't be fetched, the others are not needed.
	const ended = new AbortController();
	const signal = AbortSignal.any([session.signal, ended.signal]);
	const inTurn = async <T>(task: () => Promise<T>) =>
		await persist(async () => await downloads(task), { until, signal });
	const fetchFile = async (file: RunFile) => ({
		fields: file.fields,
		binary: await store(context, { ...session, signal }, file, options),
	});

	const { run, fetched, left } = await inTurn(async () => {
		const found = await kind.get(requestOnce, address);
		const files = kind.files(found);
		if (files.length > 1) return { run: found, fetched: [], left: files };
		// The answer may have a URL, which expires soon. So the download starts at once.
		return { run: found, fetched: await Promise.all(files.map(fetchFile)), left: [] };
	});
	const fetching = left.map(async (file) => await inTurn(async () => await fetchFile(file)));
	try {
		return { run, files: [...fetched, ...(await Promise.all(fetching))] };
	} finally {
		ended.abort();
	}
}

/** The error for what went wrong while n8n stored the file. It is the transfer's own error, or one about n8n's storage. */
function storageError(error: unknown): ExplainedError {
	if (error instanceof ExplainedError) return error;
	const isFull = isRecord(error) && error.code === 'ENOSPC';
	const reason = withoutSecrets(messageOf(error));
	return new ExplainedError(
		`n8n could not store the file: ${isFull ? 'its disk is full' : reason}`,
		{
			description:
				'Ask the person who runs your n8n to look at its storage for binary data. The file itself is still in WebAdMIT.',
		},
	);
}

async function store(
	context: IExecuteFunctions,
	{ baseUrl, requestOnce, signal }: Session,
	file: RunFile,
	options: DownloadOptions,
): Promise<IBinaryData> {
	const url = await file.downloadUrl(requestOnce);
	const answer = await openDownload(context, url, await baseUrl(), signal);
	try {
		const contentType = header(answer.headers, 'content-type');
		const mimeType = statedMimeType(contentType) ?? 'application/octet-stream';
		const textEncoding = file.mayBeText ? options.textEncoding : 'original';
		const converter = textConverter(contentType, textEncoding);
		const stated = statedFileName(header(answer.headers, 'content-disposition'));
		const fileName =
			safeFileName(options.fileName ?? '') ??
			safeFileName(stated ?? '') ??
			`${file.fallbackName}${EXTENSIONS.get(mimeType) ?? ''}`;
		const body = completeBody(answer, signal, converter);
		return await context.helpers
			.prepareBinaryData(body, fileName, mimeType)
			.catch((error: unknown) => {
				signal.throwIfAborted();
				throw storageError(error);
			});
	} finally {
		// However the transfer ended, nothing more is read from the file host.
		answer.body.destroy();
		answer.close?.();
	}
}
