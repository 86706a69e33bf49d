import type { ExportFile } from '../api/exportFiles';
import { getExportFile } from '../api/exportFiles';
import { ExplainedError } from '../errors';
import { isFinished } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import type { Callback } from './callback';

/**
 * Asks WebAdMIT about the run that a callback names, since anybody can send a callback.
 *
 * @returns the run as WebAdMIT knows it, or undefined when there is no such run or it has not finished.
 * @throws ExplainedError when WebAdMIT does not answer the question.
 */
export async function confirmCallback(
	request: ApiRequest,
	{ exportId, exportFileId }: Callback,
): Promise<ExportFile | undefined> {
	const file = await getExportFile(request, exportId, exportFileId).catch((error: unknown) => {
		if (error instanceof ExplainedError && error.httpCode === 404) return undefined;
		throw error;
	});
	const confirmed =
		file?.id === exportFileId && file.exportId === exportId && isFinished(file.status);
	return confirmed ? file : undefined;
}
