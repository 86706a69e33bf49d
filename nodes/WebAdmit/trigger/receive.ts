import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { confirmCallback } from '../callbacks/confirm';
import { receivedCallback } from '../callbacks/receiveCallback';
import { decline, reply, replySoon, unavailable } from '../callbacks/reply';
import { Turns } from '../callbacks/turns';
import { parametersOfTrigger } from '../parameters/NodeParameters';
import type { Callback, Run } from '../runs/RunKind';
import { nameOfRun } from '../runs/RunKind';
import { isFinished } from '../runs/status';
import { openApi } from '../api/openApi';
import { accepts, runKey } from './record';
import { readKind, readSettings } from './settings';
import { isTest, TriggerStore } from './store';

/**
 * Callbacks that say the same of a run wait for each other: whether one counts depends on the result of the one before. One may
 * wait, which would be the true one if the one before was sent too early; more would only repeat the same questions. False ones,
 * which name another export or template, must not keep the true one waiting.
 */
const turns = new Turns();
const AT_MOST = 2;

/**
 * Takes a callback. It starts the workflow when it is well-formed, not filtered out, the first of its run, and confirmed by
 * WebAdMIT (if that is asked for). An error that left this function would start an execution, so none does.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	let about = 'A callback was ignored: ';
	const ignore = (why: string, statusCode = 200) => decline(this, statusCode, `${about}${why}`);
	try {
		const parameters = parametersOfTrigger(this);
		const kind = readKind(parameters);
		const callback = await receivedCallback(this, kind);
		if (!callback) return ignore(`it is not for the resource '${kind.displayName}'`, 400);
		about += `${nameOfRun(kind, callback)}: `;
		void replySoon(this);

		const { sourceIds, statuses, verify } = readSettings(parameters);
		if (!accepts(sourceIds, callback.sourceId)) {
			return ignore(`this trigger does not take ${kind.words.runs} of that ${kind.words.source}`);
		}
		const key = runKey(kind.name, callback.id);
		const store = TriggerStore.of(this);
		// While testing, a callback that is sent again counts again, if not for the same moment.
		const isSentAgain = isTest(this) && store.record.seenRuns.includes(key);
		const hasComeBefore = () => !isSentAgain && store.record.seenRuns.includes(key);
		const startFirst = async () => {
			if (hasComeBefore()) return ignore('it has called back before');
			const run = verify
				? await confirmCallback(kind, openApi(this).requestOnce, callback)
				: unconfirmed(callback);
			if (!run) return ignore(verify ? 'WebAdMIT does not know it' : 'it is not finished');
			// Meanwhile, one that says something else may have been confirmed.
			if (hasComeBefore()) return ignore('it has called back before');
			await store.addSeen(key);
			if (!statuses.includes(run.status)) {
				return ignore("its status is not among the 'Statuses'");
			}
			const { registration } = store.record;
			const isOwn = registration?.kind === kind.name && registration.runId === run.id;
			const identity = isOwn ? { userIdentityId: registration.userIdentityId } : {};
			// Sent from here, since n8n would do so only after it has started the execution. It saves what is left to be saved when
			// the reply is out, and by starting an execution n8n 2.40 forgets that there is something to save.
			reply(this, 200);
			const json = kind.output({ ...run, ...identity });
			return { noWebhookResponse: true, workflowData: [[{ json }]] };
		};
		const claim = [key, callback.parentId, callback.sourceId];
		const turn = [this.getMode(), this.getWorkflow().id, this.getNode().id, ...claim].join(' ');
		if (turns.count(turn) >= AT_MOST) return ignore('it is already being checked');
		return await turns.take(turn, startFirst);
	} catch (error) {
		return unavailable(this, `${about}it could not be confirmed`, error);
	}
}

/** What a callback says, believed without asking. */
function unconfirmed(callback: Callback): Run | undefined {
	return isFinished(callback.status) ? callback : undefined;
}
