import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { getExportFile, initiateRun } from '../api/exportFiles';
import { runsGoingOn } from '../api/runsGoingOn';
import { MAKE_REACHABLE, unreachableCallback } from '../callbacks/reachable';
import { ExplainedError, messageOf, withoutSecrets } from '../errors';
import { checkedId, locatorValue } from '../parameters';
import { isFinished } from '../runs/status';
import { createApiRequest, readBaseUrl } from '../transport/apiRequest';
import { CallbackMemory } from './callbackMemory';
import { readSettings } from './settings';
import type { Registration, TriggerData } from './triggerData';
import { changeTriggerData, readTriggerData } from './triggerData';

type Wanted = Omit<Registration, 'exportFileId'>;

/**
 * The run that each trigger has started last, in this process: for a test, of which n8n keeps no data, and for a callback
 * that comes before n8n has saved what an activation left.
 */
const startedRuns = new Map<string, Registration>();

/** Whose memory: the node of the workflow. */
export function ownerOf(context: IExecuteFunctions | IHookFunctions | IWebhookFunctions): string {
	return `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
}

/** The identity for which a trigger has started this run, if it has started it itself. */
export function identityOf(context: IWebhookFunctions, exportFileId: number): number | undefined {
	const stored = isTest(context) ? undefined : storedData(context).registration;
	const started = [startedRuns.get(startedBy(context)), stored];
	return started.find((run) => run?.exportFileId === exportFileId)?.userIdentityId;
}

/** Milliseconds after which n8n has saved what an activation leaves. */
const ACTIVATION_TIME = 5_000;

/** When this process last began to activate a trigger. */
let lastActivation = 0;

/** Whether n8n may have yet to save what an activation leaves: a callback can come before. */
export function mayBeActivating(context: IWebhookFunctions): boolean {
	return Date.now() - lastActivation < ACTIVATION_TIME || storedData(context).url === undefined;
}

/**
 * Leaves with the workflow once more what an activation leaves. n8n saves the data of an activation when that is over,
 * and the data of a callback as a whole: one that came before would wipe it out.
 */
export function leaveAgain(context: IWebhookFunctions): void {
	const { url, registration = startedRuns.get(startedBy(context)) } = storedData(context);
	if (url !== undefined) return;
	changeTriggerData(context.getWorkflowStaticData('global'), context.getNode().id, {
		url: context.getNodeWebhookUrl('default'),
		byNodes: readSettings(context).byNodes,
		registration,
	});
}

function startedBy(context: IHookFunctions | IWebhookFunctions): string {
	return `${isTest(context) ? 'test of ' : ''}${ownerOf(context)}`;
}

function isTest(context: IHookFunctions | IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

function storedData(context: IHookFunctions | IWebhookFunctions): TriggerData {
	return readTriggerData(context.getWorkflowStaticData('global'), context.getNode().id);
}

/**
 * Whether what an activation has to do is done already. Then nothing is started: n8n asks this also when it starts, when
 * an active workflow is saved, and when a workflow is switched off and on.
 */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	lastActivation = Date.now();
	return await explained(this, async () => {
		const url = webhookUrl(this);
		const { byNodes } = readSettings(this);
		// A test URL is gone with the test; it must not take the place of the production URL.
		if (!isTest(this)) {
			changeTriggerData(workflowData(this), this.getNode().id, { url, byNodes });
		}
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
		const { userIdentityId, exportId, url } = readWanted(this, webhookUrl(this));
		const problem = unreachableCallback(url, await readBaseUrl(this));
		if (problem) throw new ExplainedError(problem, { description: MAKE_REACHABLE });

		const request = createApiRequest(this);
		const goingOn = await runsGoingOn(request, userIdentityId);
		const other = [...goingOn].find(([, file]) => file.exportId === exportId)?.[0];
		if (other !== undefined) {
			// The test before this one has the same URL: its run will call it.
			const before = isTest(this) ? startedRuns.get(startedBy(this)) : undefined;
			if (before?.url === url && before.exportFileId === other) return true;
			throw notOurs(exportId, other);
		}
		const { id: exportFileId } = await initiateRun(request, userIdentityId, exportId, url);
		const registration = { userIdentityId, exportId, url, exportFileId };
		startedRuns.set(startedBy(this), registration);
		if (!isTest(this)) {
			changeTriggerData(workflowData(this), this.getNode().id, { registration });
		}
		return true;
	});
}

/**
 * Takes back what was left for other nodes. WebAdMIT has no call to end a run or to forget a callback; n8n answers a
 * late one with 404. What was started is remembered, so that switching on again does not start it twice.
 */
export async function remove(this: IHookFunctions): Promise<boolean> {
	if (!isTest(this)) {
		changeTriggerData(workflowData(this), this.getNode().id, { url: undefined });
	}
	return true;
}

/**
 * Hands an error to n8n with everything in its message: when a workflow can't be activated, some versions of n8n show
 * only the message, others of an API's error only the description.
 */
async function explained(context: IHookFunctions, task: () => Promise<boolean>): Promise<boolean> {
	return await task().catch((error: unknown) => {
		const message = withoutSecrets(messageOf(error));
		const advice = error instanceof ExplainedError ? `. ${error.description}` : '';
		throw new NodeOperationError(context.getNode(), `${message}${advice}`);
	});
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

function isSame(registration: Registration, wanted: Wanted): boolean {
	return (
		registration.userIdentityId === wanted.userIdentityId &&
		registration.exportId === wanted.exportId &&
		registration.url === wanted.url
	);
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
	const nodeId = context.getNode().id;
	const memory = new CallbackMemory(ownerOf(context), workflowData(context), nodeId);
	if (!isActivation && memory.has(exportFileId)) return true;

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
