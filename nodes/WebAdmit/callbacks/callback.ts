import { isRecord, parseJson, readId } from '../json';
import { readStatus } from '../runs/status';

/** What WebAdMIT says when it calls back: which run has finished, and how. It says so unsigned, so it may be anybody. */
export interface Callback {
	exportFileId: number;
	exportId: number;
	/** In the form of `runs/status.ts`. */
	status: string;
}

/** Characters of a body that is not parsed yet; WebAdMIT's have about a hundred. */
const MAX_LENGTH = 10_000;

/**
 * Reads a callback. WebAdMIT sends the form fields `export_file[id]`, `export_file[export_id]` and
 * `export_file[status]`. What n8n hands over depends on its version, on proxies and on the content type: flat fields,
 * nested ones, JSON, or the text as it came.
 *
 * @returns undefined for everything that is not a callback of an export file.
 */
export function readCallback(body: unknown): Callback | undefined {
	if (Buffer.isBuffer(body)) return readCallback(body.toString('latin1'));
	if (typeof body === 'string') return readText(body);
	if (!isRecord(body)) return undefined;

	const nested = body.export_file ?? body.export_files;
	const field = (name: string): unknown =>
		isRecord(nested)
			? nested[name]
			: (body[`export_file[${name}]`] ?? body[`export_files[${name}]`]);

	const exportFileId = readId(field('id'));
	const exportId = readId(field('export_id'));
	const status = field('status');
	if (exportFileId === undefined || exportId === undefined) return undefined;
	if (typeof status !== 'string' || status.trim() === '') return undefined;
	return { exportFileId, exportId, status: readStatus(status) };
}

function readText(text: string): Callback | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const json = parseJson(text);
	if (isRecord(json)) return readCallback(json);
	return readCallback(Object.fromEntries(new URLSearchParams(text.trim())));
}
