import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { exportFileSource } from '../api/exportFileSource';
import type { ExportFile } from '../api/exportFiles';
import { exportFileOutput } from '../api/exportFiles';
import { askAll } from '../runs/askTogether';
import { isFinished } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { createApiRequest } from '../transport/apiRequest';
import type { Callback } from './callback';
import { receivedCallback } from './receiveCallback';
import { Turns } from './turns';
import { decline, unavailable } from './answer';
import type { SuspendedItem } from './suspended';
import { readSuspended } from './suspended';

const STAYS = 'The execution stays suspended';

/** Callbacks of the same execution wait for each other, so that only one of them makes it go on. */
const turns = new Turns();

/**
 * Suspensions that were ended, and when (one execution can be suspended several times). n8n says no to a second callback
 * only once it has noted that the execution is running (and n8n 1 not even then); after so many milliseconds it has.
 */
const goneOn = new Map<string, number>();
const STARTING_TIME = 60_000;

/**
 * Takes a callback for a suspended execution. The callback is only a reason to ask: WebAdMIT says of every run that is
 * waited for whether it is finished. When all are, the execution goes on with them; otherwise it stays suspended. An error
 * that left this function would end the execution, so none does.
 */
export async function resume(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const callback = receivedCallback(this);
	if (!callback) return decline(this, 400, `${STAYS}: the callback is not one of an export file`);
	try {
		return await lookInto(this, callback);
	} catch (error) {
		return unavailable(this, `${STAYS}: the runs could not be confirmed`, error);
	}
}

async function lookInto(
	context: IWebhookFunctions,
	callback: Callback,
): Promise<IWebhookResponseData> {
	const items = readSuspended(context);
	if (!items) return decline(context, 500, `${STAYS}: what was stored with it cannot be read`);
	if (!items.some(({ run }) => run?.id === callback.exportFileId)) {
		return decline(context, 200, `${STAYS}: run ${callback.exportFileId} is not waited for here`);
	}

	const awaited = items.flatMap(({ run }) => run?.id ?? []).join();
	const suspension = `${context.getExecutionId()}/${awaited}`;
	return await turns.take(suspension, async () => {
		if (hasGoneOn(suspension)) return decline(context, 200, 'The execution has gone on already');
		const results = await finishedResults(createApiRequest(context), items);
		if (!results) return decline(context, 200, `${STAYS}: not all its runs are finished`);
		goneOn.set(suspension, Date.now());
		return { workflowData: [results] };
	});
}

function hasGoneOn(suspension: string): boolean {
	const now = Date.now();
	for (const [ended, since] of goneOn) if (now - since > STARTING_TIME) goneOn.delete(ended);
	return goneOn.has(suspension);
}

/** The output of every item, in their order; undefined while a run is still going on. */
async function finishedResults(
	request: ApiRequest,
	items: SuspendedItem[],
): Promise<INodeExecutionData[] | undefined> {
	const answers = await askAll(
		exportFileSource(request),
		items.flatMap(({ run }) =>
			run ? [{ group: run.userIdentityId, run: { ...run, status: '', more: {} } }] : [],
		),
	);
	const files = new Map<number, ExportFile>();
	for (const answer of answers) {
		if (answer.status === 'rejected') throw answer.reason;
		if (!isFinished(answer.value.status)) return undefined;
		files.set(answer.value.id, answer.value);
	}
	return items.map(({ json, item, run }) => {
		const file = run && files.get(run.id);
		return {
			json: file ? exportFileOutput(file, run.userIdentityId) : json,
			pairedItem: { item },
		};
	});
}
