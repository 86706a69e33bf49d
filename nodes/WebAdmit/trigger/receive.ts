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
 * Callbacks that say the same about a run are handled one after the other, since whether one counts depends on the one
 * before. Only one may wait. It may be the true one, if the one before was false and sent too early. More would only
 * repeat the same questions. False callbacks that name another export or template must not keep the true one waiting.
 */
const turns = new Turns();
const AT_MOST = 2;

/**
 * Takes a callback. It starts the workflow if it is well-formed, passes the filters, is the first of its run, and (with
 * 'Verify' on) is confirmed by WebAdMIT. No error leaves this function: it would start an execution.
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
		// During a test, a callback counts again when it is sent again, unless copies arrive at the same moment.
		const isSentAgain = isTest(this) && store.record.seenRuns.includes(key);
		const hasComeBefore = () => !isSentAgain && store.record.seenRuns.includes(key);
		const startFirst = async () => {
			if (hasComeBefore()) return ignore('it has called back before');
			const run = verify
				? await confirmCallback(kind, openApi(this).requestOnce, callback)
				: unconfirmed(callback);
			if (!run) return ignore(verify ? 'WebAdMIT does not know it' : 'it is not finished');
			// In the meantime, a callback that says something else about the run may have been confirmed.
			if (hasComeBefore()) return ignore('it has called back before');
			await store.addSeen(key);
			if (!statuses.includes(run.status)) {
				return ignore("its status is not among the 'Statuses'");
			}
			const { registration } = store.record;
			const isOwn = registration?.kind === kind.name && registration.runId === run.id;
			const identity = isOwn ? { userIdentityId: registration.userIdentityId } : {};
			// Replies here, since n8n would reply only after it has started the execution. n8n saves the static data once the
			// reply is sent. And when n8n 2.40 starts an execution, it forgets that there is something to save.
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

/** The run that a callback names, without asking WebAdMIT. Undefined if the callback does not say that it is finished. */
function unconfirmed(callback: Callback): Run | undefined {
	return isFinished(callback.status) ? callback : undefined;
}
