import type { Callback, Execution, Job, Kind, Night, Order, Sent, Span, Stop } from '../record';

/** Milliseconds that n8n may take, on a busy machine, to store what it has received after it has answered. */
export const STORING = 3_000;

/** Milliseconds within which a suspended execution calls itself back. That makes up for a callback that came too soon. */
export const OWN_CALLBACK = 20_000;

/** Milliseconds within which n8n has asked about a run that has called back, even if WebAdMIT was down for a minute. */
const QUESTIONS = 90_000;

/** Milliseconds by which the times that two processes note may differ. */
export const SLACK = 250;

/** The outcomes of a run that start a workflow. */
export const FIRES = ['available', 'success_with_errors'];

export const ENDED_WITHOUT_RESULT = ['crashed', 'canceled'];

/** What n8n says of an execution that it has ended itself, or whose worker was killed. */
const ENDED_BY_N8N =
	/execution was cancelled|possible out-of-memory issue|failed to be processed too many times/i;

/** One thing that has to hold after every night. Gives a sentence for each case in which it does not. */
export type Invariant = (night: Night) => string[];

export const runsOf = ({ jobs }: Night, kind: Kind, sourceId: number): Job[] =>
	jobs.filter((job) => job.kind === kind && job.sourceId === sourceId);

export const executionsOf = ({ executions }: Night, order: Sent): Execution[] =>
	executions.filter(
		(one) =>
			one.workflow === order.workflow &&
			one.triggeredBy === undefined &&
			one.text.includes(order.id),
	);

export const isWithin = (spans: Span[], from: number, to: number): boolean =>
	spans.some((span) => span.from <= to && span.to >= from);

/** Stops of a process that polls and activates workflows. In queue mode, that is the main process, which is not stopped. */
export const stopsOfMain = ({ down }: Night): Stop[] => down.filter(({ role }) => role === 'all');

/** Stops of a process that takes calls from outside. */
const stopsOfCalls = ({ down }: Pick<Night, 'down'>): Stop[] =>
	down.filter(({ role }) => role !== 'executions');

/**
 * Whether this execution ended because n8n was stopped. n8n marks such an execution as crashed when it starts again. As
 * its end, n8n then notes the end of its last node, which was before the stop. A suspended execution survives a stop. So
 * a stop does not excuse other errors, even if it came between the execution's start and its end.
 *
 * In queue mode, an execution may stay new: a killed worker had taken it, and the process that waited for it was killed
 * too. n8n looks for such executions every three hours.
 */
export function wasStopped({ down }: Night, execution: Execution): boolean {
	const { startedAt, stoppedAt, status, error = '', isErased = false } = execution;
	if (status === 'new') {
		const workers = down.filter(({ role }) => role === 'executions');
		return isWithin(workers, startedAt - SLACK, Infinity);
	}
	const isEnded =
		ENDED_WITHOUT_RESULT.includes(status) ||
		(status === 'error' && (isErased || ENDED_BY_N8N.test(error)));
	const end = status === 'crashed' ? Infinity : (stoppedAt ?? Infinity);
	const stops = down.filter(({ role }) => role !== 'calls');
	return isEnded && isWithin(stops, startedAt - SLACK, end);
}

/**
 * Whether n8n has a callback for good: n8n said so, and kept running for as long as questions are repeated. Or it kept
 * running until WebAdMIT had confirmed the run and the result was stored. If n8n is stopped before that, the callback is
 * lost, since WebAdMIT does not repeat it.
 *
 * A trigger asks about the run alone. Early and false callbacks about the same run make it ask too, so only the last
 * question before a stop is certainly its own. A suspended execution asks about all runs of the identity, as other nodes
 * do, so nobody can tell whose question it was.
 */
export function isTaken(night: Night, { status, at, runId, kind, url }: Callback): boolean {
	if (status !== 200) return false;
	const stops = stopsOfCalls(night).filter(({ to }) => to >= at - SLACK);
	const stop = Math.min(...stops.map(({ from }) => from));
	if (at + QUESTIONS < stop) return true;
	if (isOfSuspended(url)) return false;
	const confirmed = night.answered
		.filter((one) => one.kind === kind && one.runId === runId && one.at >= at && one.at <= stop)
		.at(-1);
	return confirmed !== undefined && confirmed.answeredAt + STORING < stop;
}

/** Whether a callback is for a suspended execution. All others are for triggers. */
const isOfSuspended = (url: string): boolean => url.includes('/webhook-waiting/');

/**
 * Callbacks that n8n has answered with 200, and about whose run n8n has not asked since the run finished. n8n will still
 * do that, unless it was stopped.
 *
 * @param callbacks true ones, and such that came before their runs had finished.
 */
export function unconfirmed({
	callbacks,
	jobs,
	answered,
	down,
}: Pick<Night, 'callbacks' | 'jobs' | 'answered' | 'down'>): Callback[] {
	return callbacks.filter(({ kind, runId, url, status, at }) => {
		const job = jobs.find((one) => one.kind === kind && one.id === runId);
		if (status !== 200 || job === undefined) return false;
		const isLost = stopsOfCalls({ down }).some(({ to }) => to >= at);
		const isAsked = answered.some(
			(one) =>
				one.kind === kind &&
				(one.runId === runId || (one.runId === null && isOfSuspended(url))) &&
				one.at >= job.finishesAt,
		);
		return !isLost && !isAsked;
	});
}

export const callbacksOf = ({ callbacks }: Night, { kind, id, callbackUrl }: Job): Callback[] =>
	callbacks.filter((one) => one.kind === kind && one.runId === id && one.url === callbackUrl);

/** Why an execution or item about these sources may have ended with this error. Undefined if nothing explains it. */
export function excuse(
	night: Night,
	execution: Execution,
	error: string,
	{ kind, sourceIds }: Pick<Order, 'kind' | 'sourceIds'>,
): string | undefined {
	const isUnsure = night.starts.some(
		(start) =>
			start.kind === kind &&
			sourceIds.includes(start.sourceId) &&
			(start.status === null || start.status >= 500),
	);
	if (isUnsure && /may have been started anyway/.test(error)) return 'unsure';
	const to = execution.stoppedAt ?? Infinity;
	const isFull = isWithin(night.diskFull, execution.startedAt - SLACK, to + SLACK);
	if (isFull && /ENOSPC|no space left|disk/i.test(error)) return 'disk';
	const failed = sourceIds
		.flatMap((sourceId) => runsOf(night, kind, sourceId))
		.filter(({ outcome }) => outcome === 'failed');
	if (failed.some(({ id, sourceId }) => error.includes(`${id}`) && error.includes(`${sourceId}`))) {
		return 'failed';
	}
	return undefined;
}

/** Whether n8n has an order for good: n8n said so, and was not stopped before it had stored the order. */
const isSurelyTaken = (night: Night, { acceptedAt }: Sent): boolean =>
	acceptedAt !== null && !isWithin(stopsOfCalls(night), acceptedAt - SLACK, acceptedAt + STORING);

/**
 * Those whose execution is missing without a good reason. n8n erases what a killed worker was running. So each erased
 * execution of the workflow may be a missing one.
 *
 * @param from the earliest time at which its execution can have started.
 */
export function unexplained<T>(
	night: Night,
	workflow: string,
	missing: T[],
	from: (one: T) => number,
): T[] {
	const erased = night.executions.filter(
		(one) => one.workflow === workflow && one.isErased === true && wasStopped(night, one),
	);
	// The latest first, since fewer executions can belong to it.
	const latestFirst = [...missing].sort((one, other) => from(other) - from(one));
	return latestFirst.filter((one) => {
		const at = erased.findIndex(({ startedAt }) => startedAt >= from(one) - STORING);
		if (at >= 0) erased.splice(at, 1);
		return at < 0;
	});
}

/** Orders that n8n has for good, but that have no execution. */
export function unknownOrders(night: Night, orders: Sent[]): string[] {
	return [...new Set(orders.map(({ workflow }) => workflow))].flatMap((workflow) => {
		const missing = orders.filter(
			(order) =>
				order.workflow === workflow &&
				executionsOf(night, order).length === 0 &&
				isSurelyTaken(night, order),
		);
		return unexplained(night, workflow, missing, ({ acceptedAt }) => acceptedAt ?? 0).map(
			({ id }) => `Order ${id}: no execution knows of it`,
		);
	});
}
