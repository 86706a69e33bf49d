import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { asNodeError } from '../errors';
import { pause } from '../pause';
import { namingRun } from '../runs/aboutRun';
import type { RunSource } from '../runs/askTogether';
import { askAll, runSource } from '../runs/askTogether';
import { findRunKind } from '../runs/kinds';
import { persist, PERSISTENCE } from '../runs/persist';
import type { Callback, Run, RunKind } from '../runs/RunKind';
import { isFinished, isKnownStatus } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { openApi } from '../api/openApi';
import { growingPause } from '../transport/retry';
import { DoubtedError, doubting } from './doubtful';
import { receivedCallback } from './receiveCallback';
import { decline, reply, replySoon, unavailable } from './reply';
import type { SuspendedItem, Suspension } from './suspended';
import { readSuspended } from './suspended';

const STAYS = 'The execution stays suspended';

/**
 * For each question that is being asked: when its last callback came, in milliseconds since 1970. A copy of a callback
 * asks nothing itself. But it may be the true one after a false one, so it restarts the time for which WebAdMIT is
 * asked.
 */
const calledBackAt = new Map<string, number>();

/**
 * Suspensions that callbacks have ended, and when they would have ended by themselves (milliseconds since 1970). n8n
 * refuses a second callback only after it has noted that the execution is running, and n8n 1 not even then. And WebAdMIT
 * may be asked about an earlier callback for hours.
 */
const resumedOnes = new Map<string, number>();

/** In these last milliseconds of a suspension, no callback resumes the execution: n8n is about to do that. */
const CLOSE_TO_END = 5_000;

/**
 * Takes a callback for a suspended execution. The callback is only a reason to ask WebAdMIT about every run that the
 * execution waits for. If all are finished, the execution continues with them. Otherwise it stays suspended. No error
 * leaves this function: it would make the next nodes run with an empty item.
 */
export async function resume(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const suspension = readSuspended(this);
	const kind = findRunKind(suspension?.kind);
	if (!suspension || !kind) {
		return decline(this, 500, `${STAYS}: what was stored with it cannot be read`);
	}
	const callback = await receivedCallback(this, kind);
	if (!callback) {
		return decline(this, 400, `${STAYS}: the callback is not one of a ${kind.words.run}`);
	}

	void replySoon(this);
	return await takeCallback(this, kind, suspension, callback);
}

async function takeCallback(
	context: IWebhookFunctions,
	kind: RunKind,
	suspension: Suspension,
	callback: Callback,
): Promise<IWebhookResponseData> {
	const ids = suspension.items.flatMap(({ run }) => run?.id ?? []);
	const name = `${kind.words.run} ${callback.id}`;
	if (!ids.includes(callback.id)) {
		return decline(context, 200, `${STAYS}: it does not wait for ${name}`);
	}
	// One execution can be suspended several times.
	const key = `${context.getExecutionId()}/${suspension.until}`;
	if (isResumed(key)) return decline(context, 200, 'The execution has already been resumed');
	// The node's own call after the suspension says that the run is not finished. Then WebAdMIT is asked only once.
	const isClaimed = isFinished(callback.status) || !isKnownStatus(callback.status);
	const question = `${key}/${callback.id}/${isClaimed}`;
	const isBeingAsked = calledBackAt.has(question);
	calledBackAt.set(question, Date.now());
	if (isBeingAsked) {
		return decline(context, 200, `${STAYS}: WebAdMIT is already being asked about ${name}`);
	}

	let outcomes: Outcome[];
	try {
		const { requestOnce } = openApi(context);
		const claim = {
			id: isClaimed ? callback.id : undefined,
			madeAt: () => calledBackAt.get(question) ?? 0,
		};
		outcomes = await askUntilFinished(requestOnce, kind, suspension, claim);
	} catch (error) {
		return unavailable(context, `${STAYS}: the ${kind.words.runs} could not be confirmed`, error);
	} finally {
		calledBackAt.delete(question);
	}
	if (isResumed(key)) return decline(context, 200, 'The execution has already been resumed');
	if (!outcomes.every(isOver)) {
		return decline(context, 200, `${STAYS}: not all its ${kind.words.runs} are finished`);
	}
	if (Date.now() > latestResumption(suspension)) {
		return decline(context, 200, "The execution is not resumed: 'Max Wait' is over");
	}
	resumedOnes.set(key, suspension.until);
	reply(context, 200);
	const results = suspension.items.map((item) => resultOf(context, kind, item, outcomes));
	return { noWebhookResponse: true, workflowData: [results] };
}

function isResumed(key: string): boolean {
	const now = Date.now();
	for (const [ended, until] of resumedOnes) if (now > until) resumedOnes.delete(ended);
	return resumedOnes.has(key);
}

/**
 * The latest time to resume the execution, in milliseconds since 1970. In n8n 1, it would continue twice if it were
 * resumed later.
 */
function latestResumption({ until }: Suspension): number {
	return until - CLOSE_TO_END;
}

/** What WebAdMIT says about a run: its state, or why there is none. */
type Outcome = { id: number; run: Run } | { id: number; error: unknown };

const isOver = (outcome: Outcome) => 'error' in outcome || isFinished(outcome.run.status);

/** What a callback says. */
interface Claim {
	/** ID of the run that is said to be finished. Undefined if any answer is enough. */
	id: number | undefined;
	/** When it was said last, in milliseconds since 1970. */
	madeAt: () => number;
}

/**
 * The state of all runs that the execution waits for. A callback can come while WebAdMIT is not available, and WebAdMIT
 * is not known to repeat it. So this asks until there is an answer, as long as the execution is suspended. A callback
 * can also come before WebAdMIT's own status changes. So this asks for some more minutes until the run of the callback
 * is finished.
 */
async function askUntilFinished(
	requestOnce: ApiRequest,
	kind: RunKind,
	suspension: Suspension,
	claim: Claim,
): Promise<Outcome[]> {
	const { signal } = new AbortController();
	const source = doubting(runSource(kind, requestOnce));
	const isClaimed = claim.id !== undefined;
	const ask = async () => await presentOutcomes(source, kind, suspension.items, isClaimed);
	const end = latestResumption(suspension);
	let answeredAt: number | undefined;
	for (let tries = 1; ; tries++) {
		const outcomes = await persist(ask, { until: end, signal });
		const named = outcomes.find(({ id }) => id === claim.id);
		answeredAt ??= Date.now();
		const latest = Math.min(Math.max(answeredAt, claim.madeAt()) + PERSISTENCE.time, end);
		const next = growingPause(tries);
		if (!named || isOver(named) || Date.now() + next > latest) return outcomes;
		await pause(next, signal);
	}
}

/**
 * The current outcome of each run. If a run can't be seen or read, its outcome is the error, so that no other run has to
 * wait for it.
 *
 * @param isClaimed whether a run is said to be finished. If not, it may be too early for WebAdMIT to show all runs.
 */
async function presentOutcomes(
	source: RunSource<Run, number>,
	kind: RunKind,
	items: SuspendedItem[],
	isClaimed: boolean,
): Promise<Outcome[]> {
	const members = items.flatMap(({ run }) => (run ? [{ group: run.userIdentityId, run }] : []));
	const answers = await askAll(source, members);
	return members.map(({ run }, index) => {
		const answered = answers[index];
		if (answered?.status === 'fulfilled') return { id: run.id, run: answered.value };
		const error: unknown = answered?.reason;
		if (isClaimed && error instanceof DoubtedError && !error.isPassing) {
			return { id: run.id, error: namingRun(kind, run, error) };
		}
		throw error;
	});
}

function resultOf(
	context: IWebhookFunctions,
	kind: RunKind,
	{ json, item, run }: SuspendedItem,
	outcomes: Outcome[],
): INodeExecutionData {
	const pairedItem = { item };
	const outcome = run && outcomes.find(({ id }) => id === run.id);
	if (!outcome) return { json, pairedItem };
	if ('run' in outcome) return { json: kind.output(outcome.run), pairedItem };
	// An error item even if errors should stop the workflow: a resumed node can't stop it.
	return { json: { error: asNodeError(context.getNode(), outcome.error).message }, pairedItem };
}
