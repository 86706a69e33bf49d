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
 * Whether what an activation has to do is done already. Then nothing is started: n8n asks this also when it starts, when
 * an active workflow is saved, and when a workflow is switched off and on.
 */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await explained(this, async () => {
		const { kind, byNodes, sourceIds } = readSettings(parametersOfTrigger(this));
		const store = TriggerStore.of(this);
		store.change({ url: webhookUrl(this), filter: { kind: kind.name, byNodes, sourceIds } });
		return byNodes || (await needsNoRun(this, store));
	});
}

/** Starts the run with the URL of this node as its callback. */
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
 * Takes back what was left for other nodes. WebAdMIT has no call to end a run or to forget a callback; n8n answers a
 * late one with 404. What was started is remembered, so that switching on again does not start it twice.
 */
export async function remove(this: IHookFunctions): Promise<boolean> {
	TriggerStore.of(this).change({ url: undefined });
	return true;
}

/**
 * Does a part of an activation. Hands an error to n8n with everything in its message: when a workflow can't be activated, some
 * versions of n8n show only the message, others of an API's error only the description.
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

/** The run that the trigger is to start. */
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
 * Whether a run that was started before makes a new one needless: while it is running, always, since it will call this
 * trigger. Once it is finished, a user who activates the workflow wants a new run. When n8n starts, or when an active
 * workflow is saved, nobody asked for one: it is started only if the old one's callback never arrived.
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
	// n8n has another address than then. It may still be reached at the old one.
	if (isAskedFor && old.url !== wanted.url) return false;

	return await kind.get(openApi(context).request, { id: old.runId, parentId: old.parentId }).then(
		({ status }) => !isFinished(status),
		(error: unknown) => {
			// WebAdMIT has forgotten the run: nothing will come of it any more.
			if (error instanceof ExplainedError && error.httpCode === 404) return false;
			// When WebAdMIT is not there at the start of n8n, waiting for the callback beats not listening at all.
			if (!isAskedFor) return true;
			throw error;
		},
	);
}

/**
 * WebAdMIT runs an export only once at a time and, as far as is known, calls only the callback of the request that
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
