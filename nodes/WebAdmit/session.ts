import type { IExecuteFunctions } from 'n8n-workflow';
import { exportFileSource } from './api/exportFileSource';
import type { ExportFile } from './api/exportFiles';
import { runsGoingOn } from './api/runsGoingOn';
import { RunWatcher } from './runs/RunWatcher';
import type { ApiRequest } from './transport/apiRequest';
import { createApiRequest, LONG_PATIENCE, readBaseUrl } from './transport/apiRequest';
import type { Limit } from './transport/limit';
import { createLimit } from './transport/limit';

/**
 * Downloads that one node has under way at the same time. Measured with 64 files of 5 MB from a host 100 ms away
 * (`npm run bench -- limits`): half as many take a fifth longer, twice as many save a quarter, but take no less time when the
 * host is near, and each takes a connection and a buffer.
 */
const CONCURRENT_DOWNLOADS = 8;

/** A run that will call this execution back, for the item that started it. */
export interface AwaitedRun {
	itemIndex: number;
	file: ExportFile;
	userIdentityId: number;
	/** Milliseconds after which the execution goes on all the same. */
	maxWait: number;
}

/** What the items of one execution of the node share, so that they can run side by side and be asked for together. */
export interface Session {
	request: ApiRequest;
	/** The root URL of the API. */
	baseUrl: () => Promise<string>;
	/** Waits for runs; the group is the identity. */
	watcher: RunWatcher<ExportFile, number>;
	downloads: Limit;
	/** The runs that were going on before this node started any. Asked once, for the first item that wants to know. */
	goingOnBefore: (userIdentityId: number) => Promise<ReadonlyMap<number, ExportFile>>;
	/** The URLs that WebAdMIT was given to call back. */
	callbackUrls: Set<string>;
	/** Runs for which the execution is to be suspended once every item has been dealt with. */
	awaitedRuns: AwaitedRun[];
	/** Aborted when the execution is cancelled or times out, and when the node has ended. */
	signal: AbortSignal;
	/** Stops whatever is still going on. */
	end: () => void;
}

export function createSession(context: IExecuteFunctions): Session {
	const controller = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([controller.signal, cancelled]) : controller.signal;
	const request = createApiRequest(context, { signal, patience: LONG_PATIENCE });
	let baseUrl: Promise<string> | undefined;
	let goingOnBefore: Promise<ReadonlyMap<number, ExportFile>> | undefined;

	return {
		request,
		baseUrl: async () => await (baseUrl ??= readBaseUrl(context)),
		watcher: new RunWatcher(exportFileSource(request), signal),
		downloads: createLimit(CONCURRENT_DOWNLOADS),
		goingOnBefore: async (userIdentityId) =>
			await (goingOnBefore ??= runsGoingOn(request, userIdentityId)),
		callbackUrls: new Set(),
		awaitedRuns: [],
		signal,
		end: () => {
			controller.abort();
		},
	};
}
