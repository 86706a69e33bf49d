import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { changeTriggerData, readTriggerData } from './triggerData';

/** How many runs a trigger remembers. WebAdMIT repeats a callback within minutes, if at all. */
export const CAPACITY = 1_000;

/** What this process remembers, by workflow and by trigger in it: the runs whose callback has been dealt with. */
const processMemory = new Map<string, Map<string, Set<number>>>();

/** Whether this process has dealt with the callback of this run itself. */
export function receivedHere(workflowId: string, nodeId: string, exportFileId: number): boolean {
	return processMemory.get(workflowId)?.get(nodeId)?.has(exportFileId) ?? false;
}

/**
 * Remembers which runs have called back already, so that a repeated callback does not start the workflow again.
 *
 * Two places together: this process (exact) and the workflow's static data, which n8n saves (survives a restart, and is
 * seen by other processes once it is saved). What is left, copies that reach two processes of n8n within the moment before
 * n8n has saved, is sorted out by the executions that they start (onlyOnce.ts).
 */
export class CallbackMemory {
	/** By trigger of the workflow. */
	private readonly all: Map<string, Set<number>>;

	private readonly kept: Set<number>;

	/** @param workflowData static data of the workflow, as n8n has just loaded it. */
	constructor(
		workflowId: string,
		private readonly nodeId: string,
		private readonly workflowData: IDataObject,
	) {
		this.all = processMemory.get(workflowId) ?? new Map<string, Set<number>>();
		processMemory.set(workflowId, this.all);
		this.kept = this.all.get(nodeId) ?? new Set();
		this.all.set(nodeId, this.kept);
	}

	/** The memory of the trigger that n8n has called. */
	static of(context: IHookFunctions | IWebhookFunctions): CallbackMemory {
		const workflowData = context.getWorkflowStaticData('global');
		return new CallbackMemory(context.getWorkflow().id ?? '', context.getNode().id, workflowData);
	}

	/** Whether the callback of this run has been dealt with. */
	has(exportFileId: number): boolean {
		return this.kept.has(exportFileId) || this.saved(this.nodeId).includes(exportFileId);
	}

	/** Further callbacks of this run don't count. */
	keep(exportFileId: number): void {
		this.kept.add(exportFileId);
		for (const oldest of this.kept) {
			if (this.kept.size <= CAPACITY) break;
			this.kept.delete(oldest);
		}
	}

	/**
	 * Puts all that this process knows into the static data, for all triggers of the workflow: n8n saves the data of a workflow
	 * as a whole, so what others have left since it was loaded would be wiped out.
	 */
	write(): void {
		for (const [nodeId, kept] of this.all) {
			const known = new Set([...this.saved(nodeId), ...kept]);
			if (known.size === 0) continue;
			const seenExportFiles = [...known].slice(-CAPACITY);
			changeTriggerData(this.workflowData, nodeId, { seenExportFiles });
		}
	}

	private saved(nodeId: string): number[] {
		return readTriggerData(this.workflowData, nodeId).seenExportFiles ?? [];
	}
}
