import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { getExportFile } from '../api/exportFiles';
import { runsGoingOn } from '../api/runsGoingOn';
import { MAKE_REACHABLE_OR_ASK, unreachableCallback } from '../callbacks/reachable';
import { ExplainedError, messageOf, withoutSecrets } from '../errors';
import { checkedId, locatorValue } from '../parameters';
import { isFinished } from '../runs/status';
import { createApiRequest, readBaseUrl } from '../transport/apiRequest';
import { CallbackMemory } from './callbackMemory';
import { readSettings } from './settings';
import type { Wanted } from './startedRuns';
import { isOurs, isSame, isTest, lastStarted, rememberStarted, startRun } from './startedRuns';
import type { Registration, TriggerData } from './triggerData';
import { allTriggerData, changeTriggerData, findTriggerUrl, readTriggerData } from './triggerData';

/** The identity for which a trigger has started this run, if it has started it itself. */
export function identityOf(context: IWebhookFunctions, exportFileId: number): number | undefined {
	const stored = isTest(context) ? undefined : storedData(context).registration;
	const started = [lastStarted(context), stored];
	return started.find((run) => run?.exportFileId === exportFileId)?.userIdentityId;
}

/**
 * Milliseconds after which n8n has saved what an activation leaves. (It does so when all triggers of the workflow are
 * active. Where another one can't be activated and n8n tries again, that is later, and wipes out what a callback has left
 * meanwhile. This process knows it all the same, and the next callback saves it again.)
 */
const ACTIVATION_TIME = 5_000;

/** When this process last activated a trigger. */
let lastActivation = 0;

/** Whether n8n may have yet to save what an activation leaves: a callback can come before. */
export function mayBeActivating(context: IWebhookFunctions): boolean {
	return Date.now() - lastActivation < ACTIVATION_TIME || storedData(context).url === undefined;
}

/** What activations, and switching off, have left in this process, by workflow and node, and when. */
const left = new Map<string, Map<string, { at: number; data: TriggerData }>>();

/** Milliseconds after which n8n has saved that for certain. */
const SAVING_TIME = 60_000;

/** Leaves something with the workflow, for n8n to save. */
function leave(context: IHookFunctions, change: TriggerData): void {
	const [workflowId, nodeId] = [context.getWorkflow().id ?? '', context.getNode().id];
	changeTriggerData(workflowData(context), nodeId, change);
	const ofWorkflow = left.get(workflowId) ?? new Map<string, { at: number; data: TriggerData }>();
	left.set(workflowId, ofWorkflow);
	const data = { ...ofWorkflow.get(nodeId)?.data, ...change };
	ofWorkflow.set(nodeId, { at: Date.now(), data });
}

/**
 * Leaves once more what activations, and switching off, have left with the workflow of a callback since its data was
 * loaded: n8n saves that when it is over, and the data of a callback as a whole, which would wipe it out.
 *
 * @param loadedAt when the callback came, in milliseconds since 1970.
 */
export function leaveAgain(context: IWebhookFunctions, loadedAt: number): void {
	const workflowData = context.getWorkflowStaticData('global');
	const { id: nodeId } = context.getNode();
	let isOwnKnown = false;
	for (const [leftBy, { at, data }] of left.get(context.getWorkflow().id ?? '') ?? []) {
		// Whoever is switched off gets no callback afterwards, unless another process of n8n has switched it on again.
		const isNews = data.url === undefined ? at >= loadedAt : at + SAVING_TIME >= loadedAt;
		if (!isNews) continue;
		changeTriggerData(workflowData, leftBy, data);
		isOwnKnown ||= leftBy === nodeId;
	}
	// Where another process of n8n has activated it, at most that is known.
	if (isOwnKnown || storedData(context).url !== undefined) return;
	changeTriggerData(workflowData, nodeId, {
		url: context.getNodeWebhookUrl('default'),
		byNodes: readSettings(context).byNodes,
	});
}

/** The URL that an active WebAdMIT Trigger of the workflow has left for other nodes. */
export function leftTriggerUrl(context: IExecuteFunctions): string | undefined {
	const stored = allTriggerData(context.getWorkflowStaticData('global'));
	// n8n 1 gives an execution that was started by hand none of the workflow's data, but runs it (not so in queue mode) where the triggers are.
	const here = [...(left.get(context.getWorkflow().id ?? '')?.values() ?? [])];
	return findTriggerUrl(stored) ?? findTriggerUrl(here.map(({ data }) => data));
}

function storedData(context: IHookFunctions | IWebhookFunctions): TriggerData {
	return readTriggerData(context.getWorkflowStaticData('global'), context.getNode().id);
}

/**
 * Whether what an activation has to do is done already. Then nothing is started: n8n asks this also when it starts, when
 * an active workflow is saved, and when a workflow is switched off and on.
 */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await explained(this, async () => {
		const url = webhookUrl(this);
		const { byNodes } = readSettings(this);
		// A test URL is gone with the test; it must not take the place of the production URL.
		if (!isTest(this)) leave(this, { url, byNodes });
		if (byNodes) return true;

		const wanted = readWanted(this, url);
		const { registration } = storedData(this);
		if (!registration || !isSame(registration, wanted)) return false;
		return await isStillGood(this, registration);
	});
}

/** Starts the run with the URL of this node as its callback. */
export async function create(this: IHookFunctions): Promise<boolean> {
	return await explained(this, async () => {
		const wanted = readWanted(this, webhookUrl(this));
		const { userIdentityId, exportId, url } = wanted;
		const problem = unreachableCallback(url, await readBaseUrl(this));
		if (problem) throw new ExplainedError(problem, { description: MAKE_REACHABLE_OR_ASK });

		const request = createApiRequest(this);
		const goingOn = await runsGoingOn(request, userIdentityId);
		const other = [...goingOn].find(([, file]) => file.exportId === exportId)?.[0];
		if (other !== undefined && !isOurs(this, other, wanted)) throw notOurs(exportId, other);
		const exportFileId = other ?? (await startRun(this, request, wanted));
		const registration = { userIdentityId, exportId, url, exportFileId };
		rememberStarted(this, registration);
		if (!isTest(this)) leave(this, { registration });
		return true;
	});
}

/**
 * Takes back what was left for other nodes. WebAdMIT has no call to end a run or to forget a callback; n8n answers a
 * late one with 404. What was started is remembered, so that switching on again does not start it twice.
 */
export async function remove(this: IHookFunctions): Promise<boolean> {
	if (!isTest(this)) leave(this, { url: undefined });
	return true;
}

/**
 * Does a part of an activation. Hands an error to n8n with everything in its message: when a workflow can't be activated, some
 * versions of n8n show only the message, others of an API's error only the description.
 */
async function explained(context: IHookFunctions, task: () => Promise<boolean>): Promise<boolean> {
	lastActivation = Date.now();
	try {
		return await task();
	} catch (error) {
		const message = withoutSecrets(messageOf(error));
		const advice = error instanceof ExplainedError ? `. ${error.description}` : '';
		throw new NodeOperationError(context.getNode(), `${message}${advice}`);
	} finally {
		lastActivation = Date.now();
	}
}

function workflowData(context: IHookFunctions) {
	return context.getWorkflowStaticData('global');
}

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new ExplainedError('n8n gave no webhook URL for this trigger', {
		description: 'Delete the trigger and add it to the workflow again.',
	});
}

function readWanted(context: IHookFunctions, url: string): Wanted {
	const id = (name: string, label: string) =>
		checkedId(locatorValue(context.getNodeParameter(name, '')), label);
	return {
		userIdentityId: id('userIdentityId', 'User Identity'),
		exportId: id('exportId', 'Export'),
		url,
	};
}

/**
 * Whether a run that was started before makes a new one needless: while it goes on, always, since it will call this URL.
 * Once it is finished, a user who activates the workflow wants a new run. When n8n starts, or when an active workflow is
 * saved, nobody asked for one: it is started only if the old one's callback never arrived.
 */
async function isStillGood(context: IHookFunctions, registration: Registration): Promise<boolean> {
	const isActivation = !['init', 'leadershipChange', 'update'].includes(
		context.getActivationMode(),
	);
	const { exportId, exportFileId } = registration;
	if (!isActivation && CallbackMemory.of(context).has(exportFileId)) return true;

	return await getExportFile(createApiRequest(context), exportId, exportFileId).then(
		({ status }) => !isFinished(status),
		(error: unknown) => {
			// WebAdMIT has forgotten the run: nothing will come of it any more.
			if (error instanceof ExplainedError && error.httpCode === 404) return false;
			// When WebAdMIT is not there at the start of n8n, waiting for the callback beats not listening at all.
			if (!isActivation) return true;
			throw error;
		},
	);
}

/**
 * WebAdMIT runs an export only once at a time and, as far as is known, calls only the callback of the request that
 * started the run: another one's run would never call this trigger.
 */
function notOurs(exportId: number, exportFileId: number): ExplainedError {
	return new ExplainedError(
		`Export ${exportId} is being run already (run ${exportFileId}), and that run will not call this trigger`,
		{
			description:
				"WebAdMIT runs an export only once at a time and calls back only whoever started it. Activate the workflow again when that run is finished, or get its file with the operation 'Download'.",
		},
	);
}
