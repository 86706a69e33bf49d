import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { initiateRun } from '../api/exportFiles';
import { UnsureError } from '../errors';
import type { ApiRequest } from '../transport/apiRequest';
import type { Registration } from './triggerData';

export type Wanted = Omit<Registration, 'exportFileId'>;

/**
 * The run that each trigger has started last, in this process: for a test, of which n8n keeps no data, and for a callback
 * that comes before n8n has saved what an activation left.
 */
const startedRuns = new Map<string, Registration>();

/** Whose memory: the node of the workflow. */
export function ownerOf(context: IExecuteFunctions | IHookFunctions | IWebhookFunctions): string {
	return `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
}

/** By what the runs of a trigger are told apart: those of a test are no runs of the workflow. */
function startedBy(context: IHookFunctions | IWebhookFunctions): string {
	return `${isTest(context) ? 'test of ' : ''}${ownerOf(context)}`;
}

/** Whether n8n listens for a test event only. */
export function isTest(context: IHookFunctions | IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

/** Milliseconds in which n8n, or the user, tries an activation again that has failed. */
const ACTIVATED_AGAIN = 5 * 60_000;

/** What each trigger has asked WebAdMIT to run, and when, without an answer that says whether it does. */
const unansweredStarts = new Map<string, Wanted & { askedAt: number }>();

/**
 * Has a run of the export started that calls back the trigger.
 *
 * @returns the ID of the run (export file).
 * @throws ExplainedError when WebAdMIT does not start it, or does not answer.
 */
export async function startRun(
	context: IHookFunctions,
	request: ApiRequest,
	wanted: Wanted,
): Promise<number> {
	const { userIdentityId, exportId, url } = wanted;
	const trigger = startedBy(context);
	const { id } = await initiateRun(request, userIdentityId, exportId, url).catch(
		(error: unknown) => {
			if (error instanceof UnsureError) {
				unansweredStarts.set(trigger, { ...wanted, askedAt: Date.now() });
			}
			throw error;
		},
	);
	return id;
}

/** Remembers the run of an activation. */
export function rememberStarted(context: IHookFunctions, registration: Registration): void {
	startedRuns.set(startedBy(context), registration);
	unansweredStarts.delete(startedBy(context));
}

/** The run that a trigger has started last in this process. */
export function lastStarted(context: IHookFunctions | IWebhookFunctions): Registration | undefined {
	return startedRuns.get(startedBy(context));
}

/** Whether a run that is going on will call this trigger, since the trigger has started it without knowing, or as a test. */
export function isOurs(context: IHookFunctions, exportFileId: number, wanted: Wanted): boolean {
	// The test before this one has the same URL.
	const before = isTest(context) ? lastStarted(context) : undefined;
	if (before?.url === wanted.url && before.exportFileId === exportFileId) return true;
	// None of this export was going on when that was asked.
	const asked = unansweredStarts.get(startedBy(context));
	if (asked === undefined || !isSame(asked, wanted)) return false;
	return Date.now() - asked.askedAt < ACTIVATED_AGAIN;
}

/** Whether two runs are of the same export, for the same identity, and call back the same URL. */
export function isSame(before: Wanted, wanted: Wanted): boolean {
	return (
		before.userIdentityId === wanted.userIdentityId &&
		before.exportId === wanted.exportId &&
		before.url === wanted.url
	);
}
