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
 * The runs that are being asked about because of a callback, and when the last one came. A copy of it need not ask as well,
 * but it may be the true one after a false one: so it renews the time for which is asked.
 */
const calledBackAt = new Map<string, number>();

/**
 * Suspensions that callbacks have ended, and until when they would have lasted. n8n refuses a second callback only once it has
 * noted that the execution is running (and n8n 1 not even then), and one that came before may still be asked about for hours.
 */
const resumedOnes = new Map<string, number>();

/** Milliseconds before the end of the suspension in which nothing resumes the execution: n8n is about to do so. */
const CLOSE_TO_END = 5_000;

/**
 * Takes a callback for a suspended execution. The callback is only a reason to ask: WebAdMIT says of every run that is
 * waited for whether it is finished. When all are, the execution continues with them; otherwise it stays suspended. An error
 * that left this function would let the nodes behind this one run with an empty item, so none does.
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
	// n8n's own call after the suspension says that the run is not finished: it asks only once.
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

/** When to resume the execution at the latest, in milliseconds since 1970. In n8n 1, it would continue twice otherwise. */
function latestResumption({ until }: Suspension): number {
	return until - CLOSE_TO_END;
}

/** What WebAdMIT says of a run that is waited for: its state, or why there is none to be had. */
type Outcome = { id: number; run: Run } | { id: number; error: unknown };

const isOver = (outcome: Outcome) => 'error' in outcome || isFinished(outcome.run.status);

/** What a callback says. */
interface Claim {
	/** ID of the run that is said to be finished; undefined where an answer is enough, whatever it is. */
	id: number | undefined;
	/** When it was said last, in milliseconds since 1970. */
	madeAt: () => number;
}

/**
 * The state of all runs that are waited for. A callback can come while WebAdMIT is away, and it is not known to be repeated: so
 * this asks until there is an answer, as long as the execution is suspended. A callback can also be faster than WebAdMIT's own
 * status: so this asks for some minutes more until the run of the callback is finished.
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
 * The outcome of a run that can't be seen or read is the error, so that no other run has to wait for it.
 *
 * @param isClaimed whether a run is said to be finished. Otherwise it may be too early for WebAdMIT to show all of them.
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
	// Also where errors are to stop the workflow: a resumed node can't do that.
	return { json: { error: asNodeError(context.getNode(), outcome.error).message }, pairedItem };
}
