import type { IExecuteFunctions } from 'n8n-workflow';
import { runSource } from './runs/askTogether';
import type { Run, RunKind } from './runs/RunKind';
import type { RunsGoingOn } from './runs/runsGoingOn';
import { runsGoingOn } from './runs/runsGoingOn';
import { RunWatcher } from './runs/RunWatcher';
import type { Api } from './transport/apiRequest';
import { openApi } from './api/openApi';
import { LONG_PATIENCE } from './transport/apiRequest';
import { readBaseUrl } from './transport/credential';
import type { Places } from './transport/places';
import { createPlaces } from './transport/places';

/**
 * How many downloads a node runs at the same time. Measured with 64 files of 5 MB from a host 100 ms away
 * (`npm run bench -- limits`): half as many take a fifth longer. Twice as many save a quarter, but nothing when the host
 * is near, and each takes a connection and a buffer.
 */
const CONCURRENT_DOWNLOADS = 8;

/** A run that will call this execution back, for the item that started it. */
export interface AwaitedRun {
	itemIndex: number;
	run: Run;
	/** Milliseconds after which the execution continues anyway. */
	maxWait: number;
}

/** What all items of one execution share. With it they can run side by side, and one call can ask about many runs. */
export interface Session extends Api {
	/** The root URL of the API. */
	baseUrl: () => Promise<string>;
	/** What waits for runs of a kind. A group is all runs of one user identity. */
	watcher: (kind: RunKind) => RunWatcher<Run, number>;
	downloads: Places;
	/**
	 * The runs of a kind that have not finished, asked for at that time (milliseconds since 1970) or later. All items share
	 * the answer, which saves calls.
	 */
	runsSince: (kind: RunKind, userIdentityId: number, time: number) => Promise<RunsGoingOn>;
	/** The runs for which the execution will be suspended once every item is done. */
	awaitedRuns: AwaitedRun[];
	/** Aborted when the execution is canceled or times out, and when the node has ended. */
	signal: AbortSignal;
	/** Stops whatever is still running. */
	end: () => void;
}

/** Makes the session of an execution. Call `end` when the node is done. */
export function createSession(context: IExecuteFunctions): Session {
	const controller = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([controller.signal, cancelled]) : controller.signal;
	const api = openApi(context, LONG_PATIENCE, signal);
	const watchers = new Map<RunKind, RunWatcher<Run, number>>();
	let baseUrl: Promise<string> | undefined;
	let goingOn: { askedAt: number; runs: Promise<RunsGoingOn> } | undefined;

	return {
		...api,
		baseUrl: async () => await (baseUrl ??= readBaseUrl(context)),
		watcher: (kind) => {
			const watcher =
				watchers.get(kind) ?? new RunWatcher(runSource(kind, api.requestOnce), signal);
			watchers.set(kind, watcher);
			return watcher;
		},
		downloads: createPlaces(CONCURRENT_DOWNLOADS),
		// One execution has one resource, so one kind.
		runsSince: async (kind, userIdentityId, time) => {
			const ask = () =>
				(goingOn = {
					askedAt: Date.now(),
					runs: runsGoingOn(api.requestOnce, kind, userIdentityId),
				});
			const shared = goingOn && goingOn.askedAt >= time ? goingOn : ask();
			const known = await shared.runs;
			// If WebAdMIT did not list the identities, only the identity of the first item was asked about.
			return known.userIdentityIds.has(userIdentityId) ? known : await ask().runs;
		},
		awaitedRuns: [],
		signal,
		end: () => {
			controller.abort();
		},
	};
}
