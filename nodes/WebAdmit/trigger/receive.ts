import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { ExportFile } from '../api/exportFiles';
import { exportFileOutput } from '../api/exportFiles';
import type { Callback } from '../callbacks/callback';
import { confirmCallback } from '../callbacks/confirm';
import { answer, answerSoon, decline, unavailable } from '../callbacks/answer';
import { receivedCallback } from '../callbacks/receiveCallback';
import { Turns } from '../callbacks/turns';
import { isFinished } from '../runs/status';
import { createApiRequest } from '../transport/apiRequest';
import { CallbackMemory } from './callbackMemory';
import { identityOf, leaveAgain, mayBeActivating } from './registration';
import { readSettings } from './settings';
import { ownerOf } from './startedRuns';

const IGNORED = 'A callback was ignored';

/**
 * Milliseconds. n8n saves the data of the whole workflow for each callback that leaves something, and when several do so in the
 * same moment, their order in the database is anybody's guess (seen with n8n 1 on SQLite): so one of them waits, and saves
 * for all of that moment. (An execution whose nodes change the data too saves it as it was when the execution began. What
 * is lost by that is known to this process all the same, and the next callback saves it again.)
 */
const GATHERING_TIME = 100;

/** By workflow: whether a callback is waiting for others, and when one has last saved. */
const moments = new Map<string, { isGathering: boolean; savedAt: number }>();

/**
 * Says whether this callback is the one that saves for all of its moment. If there may be others, or an activation that
 * saves as well, it waits for them; they need not wait.
 */
async function isToSave(context: IWebhookFunctions): Promise<boolean> {
	const workflowId = context.getWorkflow().id ?? '';
	const moment = moments.get(workflowId) ?? { isGathering: false, savedAt: 0 };
	moments.set(workflowId, moment);
	if (moment.isGathering) return false;
	if (Date.now() - moment.savedAt <= GATHERING_TIME || mayBeActivating(context)) {
		moment.isGathering = true;
		await sleep(GATHERING_TIME);
		moment.isGathering = false;
	}
	moment.savedAt = Date.now();
	return true;
}

/**
 * How long WebAdMIT is given to confirm a callback, in milliseconds and in tries, between which the pauses double: both take about
 * the same time. The sender has its answer long before, and is not known to come again.
 */
const PERSISTENT = { patience: 5 * 60_000, maxTries: 9 };

/**
 * Milliseconds after which the workflow's data, as n8n has loaded it for a callback, is too old to be saved: others may have
 * changed it meanwhile. This process remembers the run all the same, and the next callback saves it.
 */
const OLD = 15_000;

/** Callbacks of the same run wait for each other: whether a copy counts depends on what came of the one before. */
const turns = new Turns();

/**
 * Takes a callback. It starts the workflow when it is well-formed, confirmed by WebAdMIT (if that is asked for), not
 * filtered out, and the first of its run. An error that left this function would start an execution, so none does.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const cameAt = Date.now();
	const callback = receivedCallback(this);
	if (!callback) return decline(this, 400, `${IGNORED}: it is not one of an export file`);

	void answerSoon(this);
	try {
		return await lookInto(this, callback, cameAt);
	} catch (error) {
		return unavailable(this, `${IGNORED}: ${nameOf(callback)} could not be confirmed`, error);
	}
}

async function lookInto(
	context: IWebhookFunctions,
	callback: Callback,
	cameAt: number,
): Promise<IWebhookResponseData> {
	const { exportIds } = readSettings(context);
	if (exportIds.length > 0 && !exportIds.includes(callback.exportId)) {
		const why = "is not of one of the 'Export IDs'";
		return decline(context, 200, `${IGNORED}: ${nameOf(callback)} ${why}`);
	}
	return await turns.take(
		`${ownerOf(context)}/${callback.exportFileId}`,
		async () => await firstOfRun(context, callback, cameAt),
	);
}

async function firstOfRun(
	context: IWebhookFunctions,
	callback: Callback,
	cameAt: number,
): Promise<IWebhookResponseData> {
	const memory = CallbackMemory.of(context);
	// While testing, every callback counts: the user may want to send the same one again.
	const isTest = context.getMode() === 'manual';
	if (!isTest && memory.has(callback.exportFileId)) {
		return decline(context, 200, `${IGNORED}: ${nameOf(callback)} has called back before`);
	}

	const { statuses, verify } = readSettings(context);
	const file = verify
		? await confirmCallback(createApiRequest(context, PERSISTENT), callback)
		: unconfirmed(callback);
	if (!file) {
		const why = verify ? 'WebAdMIT does not confirm that it is finished' : 'it is not finished';
		return decline(context, 200, `${IGNORED}: ${nameOf(callback)}: ${why}`);
	}

	if (!isTest) {
		memory.keep(file.id);
		if (Date.now() - cameAt < OLD && (await isToSave(context))) {
			memory.write();
			leaveAgain(context, cameAt);
		}
	}
	if (!statuses.includes(file.status)) {
		const why = "its status is not among the 'Statuses'";
		return decline(context, 200, `${IGNORED}: ${nameOf(callback)}: ${why}`);
	}
	const output = exportFileOutput(file, identityOf(context, file.id));
	// Answered from here, since n8n would do so only after it has started the execution. It saves what is left to be saved when
	// the answer is out, and by starting an execution n8n 2.40 forgets that there is something to save.
	answer(context, 200);
	return {
		noWebhookResponse: true,
		workflowData: [[{ json: output }]],
	};
}

function nameOf({ exportFileId, exportId }: Callback): string {
	return `run ${exportFileId} of export ${exportId}`;
}

/** What a callback says, believed without asking. */
function unconfirmed({ exportFileId, exportId, status }: Callback): ExportFile | undefined {
	return isFinished(status) ? { id: exportFileId, exportId, status, more: {} } : undefined;
}
