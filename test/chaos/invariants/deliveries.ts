import {
	type Execution,
	type Item,
	type Job,
	type Kind,
	type Night,
	type Order,
	sourceKey,
} from '../record';
import {
	callbacksOf,
	ENDED_WITHOUT_RESULT,
	excuse,
	executionsOf,
	type Invariant,
	isTaken,
	isWithin,
	OWN_CALLBACK,
	runsOf,
	unknownOrders,
	wasStopped,
} from './excuses';

/** Milliseconds for which WebAdMIT may be away, so that a suspended execution still hears of its runs within 'Max Wait'. */
const LONG_AWAY = 20_000;

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
export const filesOf = (kind: Kind, sourceId: number): Wanted => ({
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

export function wrongExecution(
	night: Night,
	execution: Execution,
	order: Wanted,
): string | undefined {
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

/** Every order has an execution that delivered all of it, or that ended with an error about what it did not deliver. */
export const ordersAreDelivered: Invariant = (night) => [
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

/**
 * Executions that start by themselves deliver too. A night is longer than the pause between two, so there is at least
 * one, unless all of n8n was stopped.
 */
export const schedulesAreDelivered: Invariant = (night) =>
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
