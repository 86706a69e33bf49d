import type { IExecuteFunctions } from 'n8n-workflow';
import type { ExportFile } from './api/exportFiles';
import { getExportFile, listRecentExportFiles } from './api/exportFiles';
import { RunWatcher } from './runs/RunWatcher';
import type { ApiRequest } from './transport/apiRequest';
import { createApiRequest } from './transport/apiRequest';
import type { Limit } from './transport/limit';
import { createLimit } from './transport/limit';

/**
 * Downloads that one node has under way at the same time. The network is the limit long before their number is, and
 * each takes a connection and a buffer.
 */
const CONCURRENT_DOWNLOADS = 8;

/** What the items of one execution of the node share, so that they can run side by side and be asked for together. */
export interface Session {
	request: ApiRequest;
	/** Waits for runs; the group is the identity. */
	watcher: RunWatcher<ExportFile, number>;
	downloads: Limit;
	/** Aborted when the execution is cancelled or times out, and when the node has ended. */
	signal: AbortSignal;
	/** Stops whatever is still going on. */
	end: () => void;
}

export function createSession(context: IExecuteFunctions): Session {
	const controller = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([controller.signal, cancelled]) : controller.signal;
	const request = createApiRequest(context, signal);
	return {
		request,
		watcher: new RunWatcher(
			{
				list: async (userIdentityId) => await listRecentExportFiles(request, userIdentityId),
				get: async ({ exportId, id }) => await getExportFile(request, exportId, id),
			},
			signal,
		),
		downloads: createLimit(CONCURRENT_DOWNLOADS),
		signal,
		end: () => {
			controller.abort();
		},
	};
}
