import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { assertCallable, MAKE_REACHABLE_OR_ASK } from '../callbacks/reachable';
import { startWithCallback } from '../callbacks/startWithCallback';
import { capitalized, ExplainedError, messageOf } from '../errors';
import { sourceLocatorOf } from '../fields/locators';
import { readIdParameter } from '../parameters/ids';
import { parametersOfTrigger } from '../parameters/NodeParameters';
import type { Run, RunKind } from '../runs/RunKind';
import { runsGoingOn } from '../runs/runsGoingOn';
import { isFinished } from '../runs/status';
import { withoutSecrets } from '../secrets';
import { openApi } from '../api/openApi';
import { readBaseUrl } from '../transport/credential';
import type { Registration } from './record';
import { runKey } from './record';
import { readKind, readSettings } from './settings';
import { TriggerStore } from './store';

/**
 * Notes the URL of the trigger and which runs it takes, for other nodes to find. Returns whether there is nothing to
 * start. n8n asks this at every activation: when a user activates the workflow, when n8n starts, and when an active
 * workflow is saved.
 */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await explained(this, async () => {
		const { kind, byNodes, sourceIds } = readSettings(parametersOfTrigger(this));
		const store = TriggerStore.of(this);
		store.change({ url: webhookUrl(this), filter: { kind: kind.name, byNodes, sourceIds } });
		return byNodes || (await needsNoRun(this, store));
	});
}

/** Starts the run with the URL of this node as its callback. An error prevents the activation. */
export async function create(this: IHookFunctions): Promise<boolean> {
	return await explained(this, async () => {
		const kind = readKind(parametersOfTrigger(this));
		const wanted = readWanted(this, kind);
		const { userIdentityId, sourceId, url } = wanted;
		const baseUrl = await readBaseUrl(this);
		assertCallable(kind, url, baseUrl, MAKE_REACHABLE_OR_ASK);

		const { request } = openApi(this);
		const goingOn = await runsGoingOn(request, kind, userIdentityId);
		const running = [...goingOn.runs.values()].find((run) => run.sourceId === sourceId);
		const { run, willCallBack } = await startWithCallback({
			kind,
			baseUrl,
			sourceId,
			callbackUrl: url,
			before: goingOn,
			// WebAdMIT would answer with that run, too.
			start: async () => running ?? (await kind.start(request, userIdentityId, sourceId, url)),
		});
		if (!willCallBack) throw willNotNotify(kind, run);
		TriggerStore.of(this).change({
			registration: { ...wanted, runId: run.id, parentId: run.parentId },
		});
		return true;
	});
}

/**
 * Removes the URL that other nodes find. WebAdMIT has no call to end a run or to cancel a callback. n8n answers a late
 * callback with 404. The started run is still remembered, so that another activation does not start it twice.
 */
export async function remove(this: IHookFunctions): Promise<boolean> {
	TriggerStore.of(this).change({ url: undefined });
	return true;
}

/**
 * Does a part of an activation. An error gets its advice into its message: when a workflow can't be activated, some
 * versions of n8n show only the message. Others show only the description of a `NodeApiError`.
 */
async function explained(context: IHookFunctions, task: () => Promise<boolean>): Promise<boolean> {
	try {
		return await task();
	} catch (error) {
		const message = withoutSecrets(messageOf(error));
		const advice = error instanceof ExplainedError ? `. ${error.description}` : '';
		throw new NodeOperationError(context.getNode(), `${message}${advice}`);
	}
}

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new ExplainedError('n8n gave no webhook URL for this trigger', {
		description: 'Delete the trigger and add it to the workflow again.',
	});
}

/** The run that the trigger should start. */
function readWanted(
	context: IHookFunctions,
	kind: RunKind,
): Omit<Registration, 'runId' | 'parentId'> {
	const parameters = parametersOfTrigger(context);
	return {
		kind: kind.name,
		userIdentityId: readIdParameter(parameters, 'userIdentityId'),
		sourceId: readIdParameter(parameters, sourceLocatorOf(kind).name),
		url: webhookUrl(context),
	};
}

/**
 * Whether an earlier run makes a new one unnecessary. While the earlier run is running, it does, since it will call this
 * trigger. Once it is finished, a user who activates the workflow wants a new run. When n8n starts, or when an active
 * workflow is saved, nobody has asked for a run. Then a new one starts only if the callback of the earlier run never
 * arrived.
 */
async function needsNoRun(context: IHookFunctions, store: TriggerStore): Promise<boolean> {
	const kind = readKind(parametersOfTrigger(context));
	const wanted = readWanted(context, kind);
	const { registration: old, seenRuns } = store.record;
	const isSame =
		old?.kind === wanted.kind &&
		old.userIdentityId === wanted.userIdentityId &&
		old.sourceId === wanted.sourceId;
	if (!isSame) return false;

	const isAskedFor = !['init', 'leadershipChange', 'update'].includes(context.getActivationMode());
	if (!isAskedFor && seenRuns.includes(runKey(old.kind, old.runId))) return true;
	// The address of n8n has changed, so the earlier run may call the old one. The user wants a run that calls the new one.
	if (isAskedFor && old.url !== wanted.url) return false;

	return await kind.get(openApi(context).request, { id: old.runId, parentId: old.parentId }).then(
		({ status }) => !isFinished(status),
		(error: unknown) => {
			// WebAdMIT no longer knows the run, so it will not call back.
			if (error instanceof ExplainedError && error.httpCode === 404) return false;
			// If WebAdMIT is not available when n8n starts, it is better to wait for the callback than not to listen at all.
			if (!isAskedFor) return true;
			throw error;
		},
	);
}

/**
 * The error if the run is already running. As far as is known, WebAdMIT calls only the callback of the request that
 * started the run.
 */
function willNotNotify({ words }: RunKind, { id, sourceId }: Run): ExplainedError {
	const source = capitalized(words.source);
	return new ExplainedError(
		`${source} ${sourceId} is already running (${words.run} ${id}), and WebAdMIT won't notify this trigger when it finishes`,
		{
			description: `WebAdMIT runs only one ${words.run} of the same ${words.source} at a time, and notifies only the client that started it. Publish (activate) the workflow again when that ${words.run} has finished, or get it with the operation 'Download'.`,
		},
	);
}
