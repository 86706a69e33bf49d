import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { TriggerRecord } from './record';
import { merged, newest, NOTHING_KNOWN, readRecords, writeRecords } from './record';

/** What this process knows about the triggers of a workflow. */
class WorkflowMemory {
	/** By the ID of the node. */
	records = new Map<string, TriggerRecord>();

	/** The static data of the last activation or deactivation. */
	activationData?: IDataObject;

	/**
	 * Whether a callback is waiting to save for all callbacks of the same moment. `savedAt` is when n8n last got something
	 * to save, in milliseconds since 1970.
	 */
	isGathering = false;

	savedAt = 0;
}

const memories = new Map<string, WorkflowMemory>();

function memoryOf(workflowId: string): WorkflowMemory {
	const memory = memories.get(workflowId) ?? new WorkflowMemory();
	memories.set(workflowId, memory);
	return memory;
}

/**
 * Milliseconds. If n8n saves the data of a workflow for several callbacks in the same moment, any of them may be saved
 * last (seen with n8n 1 on SQLite). So one callback waits this long, and saves for all of that moment.
 */
const GATHERING_TIME = 100;

/**
 * What is known about one trigger. This process knows it exactly. A copy is in the static data of the workflow. n8n
 * saves that copy, so it survives a restart, and other processes then see it.
 *
 * n8n saves the static data of a workflow as a whole, as they were loaded for an activation or a callback. A node can't
 * rely on the order in which n8n does that. So each time, n8n gets all that this process knows about all triggers of the
 * workflow. Then it does not matter who saves last, or how long it took to confirm a callback. An execution whose nodes
 * change the static data too may wipe something out. The next callback saves it again. Copies of a callback can reach
 * two processes of n8n before either has saved. The executions that they start sort that out (`onlyOnce.ts`).
 */
export class TriggerStore {
	private readonly memory: WorkflowMemory;

	/**
	 * @param workflowData static data of the workflow, as n8n has just loaded it. Undefined for a test, whose data n8n does
	 *   not keep.
	 */
	constructor(
		workflowId: string,
		private readonly nodeId: string,
		private readonly workflowData?: IDataObject,
	) {
		this.memory = memoryOf(workflowId);
		if (workflowData) this.memory.records = withMemory(this.memory, workflowData);
	}

	/** The store of the trigger that n8n has called. A test has a store of its own, since its runs are not those of the workflow. */
	static of(context: IHookFunctions | IWebhookFunctions): TriggerStore {
		const { id = '' } = context.getWorkflow();
		const { id: nodeId } = context.getNode();
		return isTest(context)
			? new TriggerStore(`test of ${id}`, nodeId)
			: new TriggerStore(id, nodeId, context.getWorkflowStaticData('global'));
	}

	get record(): TriggerRecord {
		return this.memory.records.get(this.nodeId) ?? NOTHING_KNOWN;
	}

	/** Notes what an activation or deactivation has changed. n8n saves it when all triggers of the workflow are done. */
	change(change: Pick<Partial<TriggerRecord>, 'url' | 'filter' | 'registration'>): void {
		this.memory.activationData = this.workflowData;
		this.memory.savedAt = Date.now();
		// Even if the clock was set back, this has to be the newer state.
		const changedAt = Math.max(Date.now(), this.record.changedAt + 1);
		this.note({ ...this.record, ...change, changedAt });
	}

	/** Notes that the callback of a run has been handled. n8n saves that with this callback or with another one. */
	async addSeen(run: string): Promise<void> {
		const { memory, workflowData } = this;
		this.note({ ...this.record, seenRuns: newest([...this.record.seenRuns, run]) });
		if (memory.isGathering) return;
		if (Date.now() - memory.savedAt <= GATHERING_TIME) {
			memory.isGathering = true;
			await sleep(GATHERING_TIME);
			memory.isGathering = false;
		}
		memory.savedAt = Date.now();
		// If no activation is known, another process of n8n may be activating the trigger, and this would wipe out what that
		// process saves.
		const isActivationKnown = this.record.changedAt > 0;
		if (workflowData && isActivationKnown) writeRecords(workflowData, memory.records);
	}

	/**
	 * Notes a record. A callback may come before n8n has saved an activation. So the record also goes into the data of the
	 * activation.
	 */
	private note(record: TriggerRecord): void {
		const { records, activationData } = this.memory;
		records.set(this.nodeId, record);
		if (activationData) writeRecords(activationData, records);
	}
}

/** Whether n8n only listens for a test event. */
export function isTest(context: IHookFunctions | IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

/**
 * What is known about all triggers of the workflow of an execution. In n8n 1, an execution that was started by hand does
 * not get the static data of the workflow. But it runs in the process of the triggers, unless n8n is in queue mode.
 */
export function knownTriggers(context: IExecuteFunctions): TriggerRecord[] {
	const memory = memoryOf(context.getWorkflow().id ?? '');
	return [...withMemory(memory, context.getWorkflowStaticData('global')).values()];
}

/** Whether this process has received and handled the callback of this run for the trigger. */
export function hasReceived(context: IExecuteFunctions, run: string): boolean {
	const { records } = memoryOf(context.getWorkflow().id ?? '');
	return records.get(context.getNode().id)?.seenRuns.includes(run) ?? false;
}

function withMemory(
	{ records }: WorkflowMemory,
	workflowData: IDataObject,
): Map<string, TriggerRecord> {
	const all = new Map(records);
	for (const [nodeId, stored] of readRecords(workflowData)) {
		all.set(nodeId, merged(stored, records.get(nodeId) ?? NOTHING_KNOWN));
	}
	return all;
}
