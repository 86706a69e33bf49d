import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { ExportFile } from '../api/exportFiles';
import { getExportFile, initiateRun, listRecentExportFiles } from '../api/exportFiles';
import { isRecord, readId } from '../api/read';
import { MAKE_REACHABLE, unreachableCallback } from '../callbacks/reachable';
import { leaveTriggerUrl, removeTriggerUrl } from '../callbacks/triggerUrls';
import { asNodeError, ExplainedError } from '../errors';
import { checkedId, locatorValue } from '../parameters';
import { isFinished } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { createApiRequest, readBaseUrl } from '../transport/apiRequest';
import { CallbackMemory } from './callbackMemory';

/** A run that was started on activation: for whom, and where it calls back. Kept in the node's static data as `registration`. */
interface Registration {
	userIdentityId: number;
	exportId: number;
	url: string;
	exportFileId: number;
}

type Wanted = Omit<Registration, 'exportFileId'>;

/** Whose memory of callbacks: the node of the workflow. */
export function memoryOwner(workflowId: string | undefined, nodeId: string): string {
	return `${workflowId ?? ''}/${nodeId}`;
}

/**
 * Whether what an activation has to do is done already. Then nothing is started: n8n asks this also when it starts, and
 * when a workflow is switched off and on.
 */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	const url = webhookUrl(this);
	// A test URL is gone with the test; it must not take the place of the production URL.
	if (this.getMode() !== 'manual') {
		leaveTriggerUrl(this.getWorkflowStaticData('global'), this.getNode().name, url);
	}
	if (this.getNodeParameter('registration', 'onActivation') === 'byNodes') return true;

	try {
		const wanted = readWanted(this, url);
		const registration = readRegistration(this.getWorkflowStaticData('node'));
		if (!registration || !isSame(registration, wanted)) return false;
		return await isStillGood(this, registration);
	} catch (error) {
		throw asNodeError(this.getNode(), error);
	}
}

/** Starts the run with the URL of this node as its callback. */
export async function create(this: IHookFunctions): Promise<boolean> {
	try {
		const wanted = readWanted(this, webhookUrl(this));
		const problem = unreachableCallback(wanted.url, await readBaseUrl(this));
		if (problem) throw new ExplainedError(problem, { description: MAKE_REACHABLE });

		const request = createApiRequest(this);
		await assertNoneGoingOn(request, wanted);
		const { userIdentityId, exportId, url } = wanted;
		const { id: exportFileId } = await initiateRun(request, userIdentityId, exportId, url);
		const registration: Registration = { ...wanted, exportFileId };
		this.getWorkflowStaticData('node').registration = { ...registration };
		return true;
	} catch (error) {
		throw asNodeError(this.getNode(), error);
	}
}

/**
 * Takes back what was left for other nodes. WebAdMIT has no call to end a run or to forget a callback; n8n answers a
 * late one with 404. What was started is remembered, so that switching on again does not start it twice.
 */
export async function remove(this: IHookFunctions): Promise<boolean> {
	removeTriggerUrl(this.getWorkflowStaticData('global'), webhookUrl(this));
	return true;
}

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw asNodeError(
			context.getNode(),
			new ExplainedError('n8n gave no webhook URL for this trigger', {
				description: 'Delete the trigger and add it to the workflow again.',
			}),
		);
	}
	return url;
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

function readRegistration(nodeData: IDataObject): Registration | undefined {
	const { registration } = nodeData;
	if (!isRecord(registration)) return undefined;
	const userIdentityId = readId(registration.userIdentityId);
	const exportId = readId(registration.exportId);
	const exportFileId = readId(registration.exportFileId);
	const { url } = registration;
	if (userIdentityId === undefined || exportId === undefined || exportFileId === undefined) {
		return undefined;
	}
	return typeof url === 'string' ? { userIdentityId, exportId, exportFileId, url } : undefined;
}

/** The identity that a run was started for, where it was this trigger that started it. */
export function registeredIdentity(
	nodeData: IDataObject,
	exportFileId: number,
): number | undefined {
	const registration = readRegistration(nodeData);
	return registration?.exportFileId === exportFileId ? registration.userIdentityId : undefined;
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
 * Once it is finished, a user who activates the workflow wants a new run; a restart of n8n is no activation and starts
 * one only if the old one's callback never arrived.
 */
async function isStillGood(context: IHookFunctions, registration: Registration): Promise<boolean> {
	const isRestart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const { exportId, exportFileId } = registration;
	const owner = memoryOwner(context.getWorkflow().id, context.getNode().id);
	const hasCalledBack = new CallbackMemory(owner, context.getWorkflowStaticData('node')).has(
		exportFileId,
	);
	if (isRestart && hasCalledBack) return true;

	const run = getExportFile(createApiRequest(context), exportId, exportFileId);
	if (!isRestart) return !isFinished((await run).status);
	// When WebAdMIT is not there at the start of n8n, waiting for the callback beats not listening at all.
	return await run.then(
		({ status }) => !isFinished(status),
		() => true,
	);
}

/**
 * WebAdMIT runs an export only once at a time and, as far as is known, calls only the callback of the request that
 * started the run: another one's run would never call this trigger.
 */
async function assertNoneGoingOn(request: ApiRequest, { userIdentityId, exportId }: Wanted) {
	const files = await listRecentExportFiles(request, userIdentityId);
	const other = files.find(
		(file: ExportFile) => file.exportId === exportId && !isFinished(file.status),
	);
	if (!other) return;
	throw new ExplainedError(
		`Export ${exportId} is being run already (run ${other.id}), and that run will not call this trigger`,
		{
			description:
				"WebAdMIT runs an export only once at a time and calls back only whoever started it. Activate the workflow again when that run is finished, or get its file with the operation 'Download'.",
		},
	);
}
