import {
	type Callback,
	type Decided,
	type Execution,
	type Item,
	type Job,
	type Kind,
	type LateRequest,
	type Night,
	type Order,
	type Row,
	type Sent,
	type Span,
	type Stop,
	sourceKey,
} from './record';

/** Milliseconds that n8n may take, on a busy machine, to store what it has received after it has answered. */
const STORING = 3_000;
/** Milliseconds within which a suspended execution calls itself back. That makes up for a callback that came too soon. */
const OWN_CALLBACK = 20_000;
/** Milliseconds within which n8n has asked about a run that has called back, even if WebAdMIT was down for a minute. */
const QUESTIONS = 90_000;
/** Milliseconds for which n8n may ask about a run that doesn't exist: as long as the nodes repeat a question. */
const FALSE_QUESTIONS = 330_000;
/** Milliseconds for which WebAdMIT may be away, so that a suspended execution still hears of its runs within 'Max Wait'. */
const LONG_AWAY = 20_000;
/** How often a single change is tried before its item gives up (docs/output-and-errors.md). */
const TRIES = 5;
/** Milliseconds by which the times that two processes note may differ. */
const SLACK = 250;

/** The outcomes of a run that start a workflow. */
export const FIRES = ['available', 'success_with_errors'];
const ENDED_WITHOUT_RESULT = ['crashed', 'canceled'];
/** What n8n says of an execution that it has ended itself, or whose worker was killed. */
const ENDED_BY_N8N =
	/execution was cancelled|possible out-of-memory issue|failed to be processed too many times/i;

/** One thing that has to hold after every night. Gives a sentence for each case in which it does not. */
type Invariant = (night: Night) => string[];

const runsOf = ({ jobs }: Night, kind: Kind, sourceId: number): Job[] =>
	jobs.filter((job) => job.kind === kind && job.sourceId === sourceId);

const executionsOf = ({ executions }: Night, order: Sent): Execution[] =>
	executions.filter(
		(one) =>
			one.workflow === order.workflow &&
			one.triggeredBy === undefined &&
			one.text.includes(order.id),
	);

const isWithin = (spans: Span[], from: number, to: number): boolean =>
	spans.some((span) => span.from <= to && span.to >= from);

/** Stops of a process that polls and activates workflows. In queue mode, that is the main process, which is not stopped. */
const stopsOfMain = ({ down }: Night): Stop[] => down.filter(({ role }) => role === 'all');

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
function isTaken(night: Night, { status, at, runId, kind, url }: Callback): boolean {
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

const callbacksOf = ({ callbacks }: Night, { kind, id, callbackUrl }: Job): Callback[] =>
	callbacks.filter((one) => one.kind === kind && one.runId === id && one.url === callbackUrl);

/** Why an execution or item about these sources may have ended with this error. Undefined if nothing explains it. */
function excuse(
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

/** The same for a decision: either the applicant does not exist, or WebAdMIT was not available. */
function excuseOfDecision(
	night: Night,
	execution: Execution,
	{ casId, isThere }: Row,
	error: string,
): string | undefined {
	if (!isThere && error.includes(casId) && /not found|no applicant found/i.test(error)) {
		return 'not there';
	}
	const inVain = night.decisionTries.filter(
		({ casId: tried, at, status }) =>
			tried === casId &&
			(status === null || status === 429 || status >= 500) &&
			isWithin([{ from: at, to: at }], execution.startedAt, execution.stoppedAt ?? Infinity),
	);
	const isAway = /is not available|could not be reached|limit of WebAdMIT is reached/.test(error);
	if (isAway && inVain.length >= TRIES) return 'away';
	return excuse(night, execution, error, { kind: 'exportFile', sourceIds: [] });
}

function wrongFiles(
	night: Night,
	{ kind, encoding }: Wanted,
	sourceId: number,
	items: Item[],
): string | undefined {
	const wanted = night.files.get(sourceKey(kind, sourceId)) ?? [];
	if (items.length !== wanted.length) return `${items.length} files instead of ${wanted.length}`;
	const wrong = items.findIndex(({ file }, at) => wanted[at]?.[encoding] !== file);
	return wrong < 0 ? undefined : `file ${wrong + 1} has other bytes than it should have`;
}

/** What an execution has to deliver. */
type Wanted = Pick<Order, 'kind' | 'sourceIds' | 'gives' | 'calls' | 'encoding'>;

/** What an execution without an order has to deliver: one that a trigger or a schedule started. */
const filesOf = (kind: Kind, sourceId: number): Wanted => ({
	kind,
	sourceIds: [sourceId],
	gives: 'files',
	encoding: 'utf8',
});

/** What is wrong with the output of an execution for one source. */
function wrongItems(
	night: Night,
	execution: Execution,
	order: Wanted,
	sourceId: number,
	items: Item[],
): string | undefined {
	const { kind, gives, calls } = order;
	const jobs = runsOf(night, kind, sourceId);
	const [first] = items;
	if (first === undefined) return 'nothing was delivered, and no error says so';
	if (first.error !== undefined) {
		return excuse(night, execution, first.error, { kind, sourceIds: [sourceId] })
			? undefined
			: `an error without a cause: ${first.error}`;
	}
	const job = jobs.find(({ id }) => id === first.runId);
	if (gives === 'outcomes' && first.finished !== true) {
		// When 'Max Wait' is over, n8n passes the input on.
		const isLost =
			jobs.some(({ callbackUrl }) => callbackUrl !== null) &&
			(wasAwayForLong(night, execution) || !isDue(night, execution, jobs));
		return isLost ? undefined : 'it went on without the run, whose callback n8n has taken';
	}
	if (job === undefined) return `the run ${first.runId ?? 'without an id'} is none of this source`;
	if (calls !== undefined && job.callbackUrl !== calls) {
		return `run ${job.id} calls ${job.callbackUrl ?? 'nobody'} instead of ${calls}`;
	}
	if (gives === 'starts') return undefined;
	if (first.status !== job.outcome)
		return `run ${job.id} is "${first.status}" instead of "${job.outcome}"`;
	if (gives === 'outcomes') return undefined;
	if (job.outcome === 'failed') return `run ${job.id} failed, and no error says so`;
	if (job.outcome === 'empty_list') {
		return items.length === 1 && first.file === undefined ? undefined : 'an empty list with a file';
	}
	const wrong = wrongFiles(night, order, sourceId, items);
	return wrong && `run ${job.id}: ${wrong}`;
}

/**
 * Whether WebAdMIT was away for so long that nobody could ask about the runs of a suspended execution before 'Max Wait'
 * was over. The pauses between the questions grow, so that the last pause can be as long as all of them before.
 */
const wasAwayForLong = ({ away }: Night, { startedAt, stoppedAt }: Execution): boolean =>
	isWithin(
		away.filter(({ from, to }) => to - from > LONG_AWAY),
		startedAt,
		stoppedAt ?? Infinity,
	);

/** Whether an execution that was suspended for these runs must have continued, since n8n knows about all of them. */
function isDue(night: Night, execution: Execution, jobs: Job[]): boolean {
	return jobs.every((job) => {
		if (job.callbackUrl === null || !job.callbackUrl.includes(`/${execution.id}/`)) return true;
		return callbacksOf(night, job).some((callback) => {
			if (isTaken(night, callback)) return true;
			// n8n had not stored the execution yet. The node's own call makes up for that, unless n8n is stopped.
			return (
				callback.status === 409 && !isWithin(night.down, callback.at, callback.at + OWN_CALLBACK)
			);
		});
	});
}

function wrongExecution(night: Night, execution: Execution, order: Wanted): string | undefined {
	const { status, error = '', items = [] } = execution;
	const jobs = order.sourceIds.flatMap((sourceId) => runsOf(night, order.kind, sourceId));
	if (wasStopped(night, execution)) return undefined;
	if (ENDED_WITHOUT_RESULT.includes(status)) return `is "${status}", though n8n was not stopped`;
	if (status === 'error') {
		if (excuse(night, execution, error, order)) return undefined;
		return `ended with an error without a cause: ${error}`;
	}
	if (status === 'waiting') {
		return isDue(night, execution, jobs)
			? 'is still suspended, though its runs have called back'
			: undefined;
	}
	if (status !== 'success') return `did not come to an end: it is "${status}"`;
	const wrong = order.sourceIds.flatMap((sourceId, index) => {
		const own = items.filter((item) => item.index === index);
		const what = wrongItems(night, execution, order, sourceId, own);
		return what === undefined ? [] : [`${order.kind} ${sourceId}: ${what}`];
	});
	return wrong.length > 0 ? wrong.join('; ') : undefined;
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
function unexplained<T>(
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
function unknownOrders(night: Night, orders: Sent[]): string[] {
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

/** Every order has an execution that delivered all of it, or that ended with an error about what it did not deliver. */
const ordersAreDelivered: Invariant = (night) => [
	...unknownOrders(night, night.orders),
	...night.orders.flatMap((order) => {
		const executions = executionsOf(night, order);
		const { acceptedAt, unanswered } = order;
		const most = unanswered + (acceptedAt === null ? 0 : 1);
		if (executions.length > most) return [`Order ${order.id}: ${executions.length} executions`];
		return executions.flatMap((execution) => {
			const what = wrongExecution(night, execution, order);
			return what === undefined ? [] : [`Order ${order.id}: execution ${execution.id} ${what}`];
		});
	}),
];

/** Every ordered decision was set, or an error says that it was not. No other decision was set. */
const changesAreMadeOrReported: Invariant = (night) => {
	const { changes, changeOrders } = night;
	const asked = changeOrders.flatMap(({ rows }) => rows);
	const isSame = (one: Decided) => (other: Decided) =>
		one.casId === other.casId && one.decisionId === other.decisionId;
	const unasked = changes
		.filter((change) => !asked.some(isSame(change)))
		.map(
			({ casId, decisionId }) => `Applicant ${casId}: decision ${decisionId} was never asked for`,
		);
	const unmade = changeOrders.flatMap((order) => {
		const executions = executionsOf(night, order);
		return executions.flatMap((execution) => {
			const name = `Order ${order.id}: execution ${execution.id}`;
			const { status, error = '', items = [] } = execution;
			if (status !== 'success') {
				return wasStopped(night, execution) ? [] : [`${name} is "${status}": ${error}`];
			}
			return order.rows.flatMap((row, index) => {
				const item = items.find((one) => one.index === index);
				if (item === undefined) return [`${name} says nothing of applicant ${row.casId}`];
				if (item.error !== undefined) {
					return excuseOfDecision(night, execution, row, item.error)
						? []
						: [`${name} has an error without a cause for applicant ${row.casId}: ${item.error}`];
				}
				if (changes.some(isSame(row))) return [];
				return [`${name} says that applicant ${row.casId} was changed, and it was not`];
			});
		});
	});
	return [...unasked, ...unknownOrders(night, changeOrders), ...unmade];
};

/**
 * Whether n8n was stopped right after this run was found. It may or may not have stored that (README, WebAdMIT Polling
 * Trigger). The run is found by the first poll that was asked after it had finished, or by one that was answered later
 * than that, but asked earlier. A poll right after n8n has started again is not cut short.
 */
function wasStoppedWhenFound(night: Night, { kind, finishesAt }: Job): boolean {
	const polls = night.polls.filter((one) => one.kind === kind);
	const found = Math.min(
		...polls.filter(({ at }) => at >= finishesAt + SLACK).map(({ answeredAt }) => answeredAt),
	);
	return polls
		.filter(({ at, answeredAt }) => answeredAt >= finishesAt - SLACK && at <= found)
		.some(({ at, answeredAt }) => isWithin(stopsOfMain(night), at, answeredAt + STORING));
}

/** A polling trigger fires once for each run that has finished well since its first look, whoever started it. */
const pollsAreDelivered: Invariant = (night) =>
	night.pollings.flatMap(({ workflow, kind, from }) => {
		const executions = night.executions.filter((one) => one.workflow === workflow);
		return night.jobs
			.filter((job) => job.kind === kind && FIRES.includes(job.outcome))
			.filter((job) => !wasStoppedWhenFound(night, job))
			.flatMap((job) => {
				const times = executions.filter(({ found }) => found?.includes(job.id)).length;
				if (times === 1 || (times === 0 && job.finishesAt <= from)) return [];
				// One execution has all runs that a poll has found.
				const [lost] = unexplained(night, workflow, [job], ({ finishesAt }) => finishesAt);
				if (times === 0 && lost === undefined) return [];
				return [`Run ${job.id} was found ${times} times by the polling trigger`];
			});
	});

/**
 * A trigger fires for every run that called it back, if n8n has the callback for good. Its execution delivers the files
 * of the run.
 */
const callbacksAreDelivered: Invariant = (night) =>
	night.triggers.flatMap(({ workflow, kind, url }) => {
		const jobs = night.jobs.filter(
			(job) => job.kind === kind && job.callbackUrl === url && FIRES.includes(job.outcome),
		);
		const missing = jobs.filter(
			(job) =>
				firedFor(night, workflow, job.id).length === 0 &&
				callbacksOf(night, job).some((callback) => isTaken(night, callback)),
		);
		const wrong = jobs.flatMap((job) =>
			firedFor(night, workflow, job.id).flatMap((execution) => {
				const what = wrongExecution(night, execution, filesOf(kind, job.sourceId));
				return what === undefined ? [] : [`Run ${job.id}: execution ${execution.id} ${what}`];
			}),
		);
		const silent = unexplained(night, workflow, missing, ({ finishesAt }) => finishesAt);
		return [...silent.map(({ id }) => `Run ${id}: its trigger did not fire`), ...wrong];
	});

const firedFor = ({ executions }: Night, workflow: string, runId: number): Execution[] =>
	executions.filter((one) => one.workflow === workflow && one.triggeredBy === runId);

/** Each trigger fires at most once for each run. */
const nothingIsDeliveredTwice: Invariant = (night) =>
	night.triggers.flatMap(({ workflow }) => {
		const fired = night.executions.filter((one) => one.workflow === workflow);
		const runs = new Set(fired.flatMap(({ triggeredBy }) => triggeredBy ?? []));
		return [...runs]
			.map((runId) => {
				const begun = firedFor(night, workflow, runId).filter(({ status }) => status !== 'new');
				return { runId, ids: begun.map(({ id }) => id) };
			})
			.filter(({ ids }) => ids.length > 1)
			.map(
				({ runId, ids }) =>
					`Run ${runId} was delivered twice by one trigger: executions ${ids.join()}`,
			);
	});

/** No trigger fires for a run that is not its own, has not finished, or whose status is not among its 'Statuses'. */
const nothingIsForged: Invariant = (night) =>
	night.triggers.flatMap(({ workflow, kind, url }) =>
		night.executions
			.filter((one) => one.workflow === workflow && one.triggeredBy !== undefined)
			.flatMap((execution) => {
				const job = night.jobs.find((one) => one.kind === kind && one.id === execution.triggeredBy);
				const isGood =
					job?.callbackUrl === url &&
					FIRES.includes(job.outcome) &&
					execution.startedAt >= job.finishesAt - SLACK;
				return isGood
					? []
					: [
							`Execution ${execution.id} was started by a false callback of run ${execution.triggeredBy}`,
						];
			}),
	);

/**
 * Executions that start by themselves deliver too. A night is longer than the pause between two, so there is at least
 * one, unless all of n8n was stopped.
 */
const schedulesAreDelivered: Invariant = (night) =>
	night.schedules.flatMap(({ workflow, kind, sourceId }) => {
		const executions = night.executions.filter((one) => one.workflow === workflow);
		if (executions.length === 0 && !night.down.some(({ role }) => role === 'all')) {
			return ['Schedule: nothing was started'];
		}
		return executions.flatMap((execution) => {
			const what = wrongExecution(night, execution, filesOf(kind, sourceId));
			return what === undefined ? [] : [`Schedule: execution ${execution.id} ${what}`];
		});
	});

/**
 * No more runs are started than were asked for. A start is sent again only if its answer was lost or bad. A trigger that
 * starts its run itself does that when it is activated, before all troubles. It does that again when n8n starts, if the
 * callback has not come.
 */
const runsAreStartedAsAskedFor: Invariant = (night) => {
	const own = night.triggers.flatMap(({ kind, startsItself }) =>
		startsItself.map((sourceId) => sourceKey(kind, sourceId)),
	);
	const keys = new Set([
		...own,
		...night.starts.map(({ kind, sourceId }) => sourceKey(kind, sourceId)),
	]);
	return [...keys].flatMap((key) => {
		const starts = night.starts.filter(({ kind, sourceId }) => sourceKey(kind, sourceId) === key);
		const answered = starts.filter(({ status }) => status !== null && status < 300).length;
		const asked = askedFor(night, key);
		const isMissing = answered === 0 && own.includes(key);
		return answered > asked || isMissing
			? [`${key} was started ${answered} times, and asked for ${asked} times`]
			: [];
	});
};

function askedFor(night: Night, key: string): number {
	const isIt = (kind: Kind) => (sourceId: number) => sourceKey(kind, sourceId) === key;
	const orders = night.orders
		.filter(({ kind, sourceIds }) => sourceIds.some(isIt(kind)))
		.map(({ acceptedAt, unanswered }) => unanswered + (acceptedAt === null ? 0 : 1));
	const activations = night.triggers
		.filter(({ kind, startsItself }) => startsItself.some(isIt(kind)))
		.map(() => 1 + stopsOfMain(night).length);
	const scheduled = night.schedules
		.filter(({ kind, sourceId }) => sourceKey(kind, sourceId) === key)
		.map(({ workflow }) => night.executions.filter((one) => one.workflow === workflow).length);
	return [...orders, ...activations, ...scheduled].reduce((sum, count) => sum + count, 0);
}

/** When everything has ended, no more questions are asked, except about runs that only false callbacks name. */
const nothingIsAskedAfterTheEnd: Invariant = (night) =>
	night.lateRequests
		.filter((request) => !isAboutFalsehood(night, request))
		.map(({ method, path }) => `Asked after the end: ${method} ${path}`);

/**
 * Whether a request asks about the run of a false callback. n8n asks several times before it believes that there is no
 * such run.
 */
function isAboutFalsehood({ falseCallbacks }: Night, { path, at }: LateRequest): boolean {
	const [, exportId, runId] = /\/exports\/(\d+)\/export_files\/(\d+)$/.exec(path) ?? [];
	const [, batchId] = /\/pdf_manager_batches\/(\d+)$/.exec(path) ?? [];
	return falseCallbacks.some((one) => {
		const isNamed =
			one.kind === 'exportFile'
				? one.runId === Number(runId) && one.sourceId === Number(exportId)
				: one.runId === Number(batchId);
		return isNamed && one.at <= at && at - one.at < FALSE_QUESTIONS;
	});
}

/** The key goes only to the API. */
const keyStays: Invariant = ({ keyElsewhere }) =>
	keyElsewhere.map((request) => `The key went elsewhere: ${request}`);

/** Neither the key nor a signed URL is in n8n's folder or in an execution. */
const secretsStay: Invariant = ({ leaks }) => leaks.map((file) => `A secret is in ${file}`);

/** No connection is left open. Nobody can tell that of a process that is gone. */
const nothingIsLeftOpen: Invariant = ({ openSockets, gone }) => [
	...(openSockets > 0 ? [`${openSockets} connections to WebAdMIT are still open`] : []),
	...(gone > 0 ? [`${gone} processes of n8n are gone`] : []),
];

/** The invariants, by the names that the documentation has for them. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
	'Every order was delivered, or an error says what was not': ordersAreDelivered,
	'Every callback that n8n took was delivered by its trigger': callbacksAreDelivered,
	'Every change was made or reported, and no other was made': changesAreMadeOrReported,
	'Every run that finished was found once by the polling trigger': pollsAreDelivered,
	'Every scheduled execution delivered, or an error says what it did not': schedulesAreDelivered,
	'Nothing was delivered twice by one trigger': nothingIsDeliveredTwice,
	'No false callback started an execution': nothingIsForged,
	'No more runs were started than asked for, and each trigger has started its own':
		runsAreStartedAsAskedFor,
	'No call after the end': nothingIsAskedAfterTheEnd,
	'The key went to the API only': keyStays,
	"No key and no signed URL in n8n's folder or executions": secretsStay,
	'No connection left open': nothingIsLeftOpen,
};

/** What is wrong with a night: the name of an invariant, and a sentence about the case. */
export interface Breach {
	name: string;
	what: string;
}

/** All that is wrong with a night. Empty if every invariant holds. */
export const broken = (night: Night): Breach[] =>
	Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
		invariant(night).map((what) => ({ name, what })),
	);

/** Whether one of the invariants is broken that were broken before. */
export const isBrokenAlike = (before: Breach[], now: Breach[]): boolean =>
	now.some(({ name }) => before.some((one) => one.name === name));
