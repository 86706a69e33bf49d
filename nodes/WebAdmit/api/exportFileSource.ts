import type { RunSource } from '../runs/askTogether';
import type { ApiRequest } from '../transport/apiRequest';
import type { ExportFile } from './exportFiles';
import { getExportFile, listKnownExportFiles } from './exportFiles';

/** Export files as runs that can be asked for together: by their identity. */
export function exportFileSource(request: ApiRequest): RunSource<ExportFile, number> {
	return {
		list: async (userIdentityId) => await listKnownExportFiles(request, userIdentityId),
		get: async ({ exportId, id }) => await getExportFile(request, exportId, id),
	};
}
