import type { Decided, Execution, Night, Row } from '../record';
import {
	excuse,
	executionsOf,
	type Invariant,
	isWithin,
	unknownOrders,
	wasStopped,
} from './excuses';

/** How often a single change is tried before its item gives up (docs/output-and-errors.md). */
const TRIES = 5;

/** Why a decision may have ended with this error: the applicant does not exist, or WebAdMIT was not available. */
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

/** Every ordered decision was set, or an error says that it was not. No other decision was set. */
export const changesAreMadeOrReported: Invariant = (night) => {
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
