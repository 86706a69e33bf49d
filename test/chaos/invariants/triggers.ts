import type { Execution, Job, Night } from '../record';
import {
	callbacksOf,
	FIRES,
	type Invariant,
	isTaken,
	isWithin,
	SLACK,
	stopsOfMain,
	STORING,
	unexplained,
} from './excuses';
import { filesOf, wrongExecution } from './deliveries';

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
export const pollsAreDelivered: Invariant = (night) =>
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
export const callbacksAreDelivered: Invariant = (night) =>
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
export const nothingIsDeliveredTwice: Invariant = (night) =>
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
export const nothingIsForged: Invariant = (night) =>
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
