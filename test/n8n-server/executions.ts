import { parse } from 'flatted';
import type {
	ExecutionStatus,
	INodeExecutionData,
	IRunExecutionData,
	ITaskData,
} from 'n8n-workflow';
import { asRecord, isRecord, optionalTextOf, textOf } from './json';

/** What nodes gave and what went wrong, and what is still to be done. */
type RunData = Pick<IRunExecutionData, 'resultData' | 'executionData'>;

/** What n8n has stored of an execution. */
export interface StoredExecution {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	createdAt?: string;
	/** Missing if it has not begun. */
	startedAt?: string;
	stoppedAt?: string;
	/** When a suspended execution goes on by itself. */
	waitTill?: string;
	data: RunData;
}

/** A line of the list of executions. */
export type ExecutionSummary = Omit<StoredExecution, 'data'>;

const STATUSES: Record<ExecutionStatus, true> = {
	canceled: true,
	crashed: true,
	error: true,
	new: true,
	running: true,
	success: true,
	unknown: true,
	waiting: true,
};

/** The statuses after which nothing more comes. */
export const ENDED: ReadonlySet<ExecutionStatus> = new Set<ExecutionStatus>([
	'success',
	'error',
	'crashed',
	'canceled',
]);

const isStatus = (text: string): text is ExecutionStatus => Object.hasOwn(STATUSES, text);

const isRunData = (value: unknown): value is RunData =>
	isRecord(value) && isRecord(value.resultData) && isRecord(value.resultData.runData);

/** Reads one line of `GET /rest/executions`. */
export function readExecutionSummary(value: unknown): ExecutionSummary {
	const execution = asRecord(value);
	const status = textOf(execution, 'status');
	if (!isStatus(status)) throw new Error(`An execution has the unknown status "${status}"`);
	return {
		id: textOf(execution, 'id'),
		workflowId: textOf(execution, 'workflowId'),
		status,
		mode: textOf(execution, 'mode'),
		createdAt: optionalTextOf(execution, 'createdAt'),
		startedAt: optionalTextOf(execution, 'startedAt'),
		stoppedAt: optionalTextOf(execution, 'stoppedAt'),
		waitTill: optionalTextOf(execution, 'waitTill'),
	};
}

/** Reads the answer of `GET /rest/executions/:id`, whose data is packed by `flatted`. */
export function readExecution(value: unknown): StoredExecution {
	const data: unknown = parse(textOf(asRecord(value), 'data'));
	// An execution that has not begun yet has no data.
	return {
		...readExecutionSummary(value),
		data: isRunData(data) ? data : { resultData: { runData: {} } },
	};
}

/** Whether n8n has stored what stopped an execution. It stores the status of such an execution before its data. */
export const hasFailed = ({ data }: StoredExecution): boolean =>
	data.resultData.error !== undefined;

/** A finished or suspended execution with what its nodes gave. */
export class FinishedRun {
	constructor(readonly execution: StoredExecution) {}

	get status(): ExecutionStatus {
		return this.execution.status;
	}

	/** What stopped the whole execution. */
	get error(): { message: string; description?: string | null } | undefined {
		return this.execution.data.resultData.error;
	}

	/** The last run of a node. */
	task(nodeName: string): ITaskData {
		const last = this.execution.data.resultData.runData[nodeName]?.at(-1);
		if (last === undefined) {
			const ran = Object.keys(this.execution.data.resultData.runData).join(', ') || 'none';
			throw new Error(
				`"${nodeName}" did not run (ran: ${ran}; ${this.status}: ${this.error?.message ?? 'no error'})`,
			);
		}
		return last;
	}

	/** The items that a node gave at one of its outputs. */
	items(nodeName: string, output = 0): INodeExecutionData[] {
		return this.task(nodeName).data?.main?.[output] ?? [];
	}

	/** How long a node took, in milliseconds. */
	duration(nodeName: string): number {
		return this.task(nodeName).executionTime;
	}
}
