import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartedRun } from '../../callbacks/startWithCallback';
import { startWithCallback, startWithoutCallback } from '../../callbacks/startWithCallback';
import { suspendUntilFinished } from '../../callbacks/suspend';
import { capitalized } from '../../errors';
import { sourceLocatorOf, userIdentityLocator } from '../../fields/locators';
import { readIdParameter } from '../../parameters/ids';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { readWaitOptions } from '../../parameters/waitOptions';
import { aboutRun } from '../../runs/aboutRun';
import { assertSucceeded } from '../../runs/outcome';
import { persist, persistUntil } from '../../runs/persist';
import type { Run, RunKind } from '../../runs/RunKind';
import { nameOfRun } from '../../runs/RunKind';
import type { RunsGoingOn } from '../../runs/runsGoingOn';
import { NotFinishedError } from '../../runs/RunWatcher';
import type { ApiRequest } from '../../transport/apiRequest';
import { isTool } from '../operation/tool';
import type { ItemOperation } from '../operation/types';
import { callbackUrl } from './callbackUrl';
import { completionParameters, readCompletion } from './completion';
import type { RunPanel } from './RunPanel';

/** Milliseconds. For a shorter wait, it is not worth suspending the execution. n8n's own Wait node does the same. */
const SHORTEST_SUSPENSION = 65_000;

/**
 * 'Initiate Run' for a kind of run: starts it. Depending on 'When the Run Finishes', it then waits for it, or lets
 * WebAdMIT call back.
 */
export function initiateRunOf({ kind }: RunPanel): ItemOperation {
	return {
		description: [userIdentityLocator, sourceLocatorOf(kind), ...completionParameters(kind)],

		execute: async (context, itemIndex, session) => {
			const parameters = parametersOfItem(context, itemIndex);
			const userIdentityId = readIdParameter(parameters, 'userIdentityId');
			const sourceId = readIdParameter(parameters, sourceLocatorOf(kind).name);
			const completion = readCompletion(parameters);
			const waitOptions = readWaitOptions(parameters);
			const { maxWait } = waitOptions;
			const isSuspended = completion === 'resume' && canSuspend(context, maxWait);
			const waitsHere = completion === 'poll' || (completion === 'resume' && !isSuspended);

			const baseUrl = await session.baseUrl();
			const url = callbackUrl(
				context,
				kind,
				waitsHere ? 'poll' : completion,
				sourceId,
				baseUrl,
				parameters,
			);
			const until = persistUntil(waitsHere || isSuspended ? maxWait : undefined);
			const start = async (request: ApiRequest, before?: RunsGoingOn): Promise<StartedRun> => {
				const wanted = {
					kind,
					baseUrl,
					sourceId,
					signal: session.signal,
					start: async () => await kind.start(request, userIdentityId, sourceId, url),
				};
				if (url && before) return await startWithCallback({ ...wanted, callbackUrl: url, before });
				return { run: await startWithoutCallback(wanted), willCallBack: false };
			};
			let lastTry = 0;
			/**
			 * The runs that were running before the start. They show who started the run that WebAdMIT answers with. After an
			 * outage they are asked for again, since others may have started runs in the meantime.
			 */
			const runsBefore = async () =>
				url === undefined ? undefined : await session.runsSince(kind, userIdentityId, lastTry);
			const persisting = async <T>(task: () => Promise<T>) =>
				await persist(
					async () =>
						await task().finally(() => {
							lastTry = Date.now();
						}),
					{ until, signal: session.signal },
				);
			const { run: started, willCallBack } =
				completion === 'trigger' || completion === 'url'
					? // Not repeated after an outage: a second run would also call back, and start something again.
						await start(session.request, await persisting(runsBefore))
					: // A second run of the same source does no harm here: the node uses the last answer.
						await persisting(async () => await start(session.requestOnce, await runsBefore()));

			return await aboutRun(kind, started, async () => {
				let run = started;
				// WebAdMIT does not call back for a run that somebody else started.
				if (waitsHere || (isSuspended && !willCallBack)) {
					const wait = session.watcher(kind).wait(started, userIdentityId, waitOptions);
					run = await (completion === 'resume' ? wait.catch(orUnfinished(started)) : wait);
				}
				if (completion === 'poll') assertSucceeded(kind, run);
				if (isSuspended && willCallBack) session.awaitedRuns.push({ itemIndex, run, maxWait });
				if (url && !isSuspended && !willCallBack) warnOfNoCall(context, kind, run, itemIndex);
				return [{ json: kind.output(run) }];
			});
		},

		finish: async (context, session, results) =>
			session.awaitedRuns.length > 0
				? await suspendUntilFinished(context, session, kind, results)
				: results,
	};
}

/** Passes on an unfinished run when its time is over, as a suspended execution does. */
function orUnfinished(started: Run): (error: unknown) => Run {
	return (error) => {
		if (error instanceof NotFinishedError) return { ...started, status: error.status };
		throw error;
	};
}

/**
 * Whether the execution can be suspended, and the wait is long enough for it. A tool of an AI agent can't be suspended:
 * n8n would suspend the agent, and continue without the tool's answer.
 */
function canSuspend(context: IExecuteFunctions, maxWait: number): boolean {
	return maxWait >= SHORTEST_SUSPENSION && !isTool(context);
}

function warnOfNoCall(
	context: IExecuteFunctions,
	kind: RunKind,
	run: Run,
	itemIndex: number,
): void {
	const name = nameOfRun(kind, run);
	context.addExecutionHints({
		message: `${capitalized(name)} was already running. WebAdMIT notifies only the client that started the ${kind.words.run}, so you may not get a callback [Item ${itemIndex}]`,
		location: 'outputPane',
		type: 'warning',
	});
}
