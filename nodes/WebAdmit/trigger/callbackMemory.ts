import type { IDataObject } from 'n8n-workflow';
import { changeTriggerData, readTriggerData } from './triggerData';

/** How many runs a trigger remembers. WebAdMIT repeats a callback within minutes, if at all. */
export const CAPACITY = 1_000;

/** What this process remembers, by trigger: the runs whose callback has been dealt with. */
const processMemory = new Map<string, Set<number>>();

/** Whether this process has dealt with the callback of this run itself. */
export function receivedHere(owner: string, exportFileId: number): boolean {
	return processMemory.get(owner)?.has(exportFileId) ?? false;
}

/**
 * Remembers which runs have called back already, so that a repeated callback does not start the workflow again.
 *
 * Two places together: this process (exact) and the workflow's static data, which n8n saves (survives a restart, and is
 * seen by other processes once it is saved). What is left, copies that reach two processes of n8n within the moment before
 * n8n has saved, is sorted out by the executions that they start (onlyOnce.ts).
 */
export class CallbackMemory {
	private readonly kept: Set<number>;

	/**
	 * @param owner names the trigger: its workflow and node.
	 * @param workflowData static data of the workflow, as n8n has just loaded it.
	 */
	constructor(
		owner: string,
		private readonly workflowData: IDataObject,
		private readonly nodeId: string,
	) {
		this.kept = processMemory.get(owner) ?? new Set();
		processMemory.set(owner, this.kept);
	}

	/** Whether the callback of this run has been dealt with. */
	has(exportFileId: number): boolean {
		return this.kept.has(exportFileId) || this.saved().includes(exportFileId);
	}

	/** Further callbacks of this run don't count. */
	keep(exportFileId: number): void {
		this.kept.add(exportFileId);
		for (const oldest of this.kept) {
			if (this.kept.size <= CAPACITY) break;
			this.kept.delete(oldest);
		}
	}

	/** Puts all that this process knows into the static data: one callback saves for all of its moment. */
	write(): void {
		const all = new Set([...this.saved(), ...this.kept]);
		changeTriggerData(this.workflowData, this.nodeId, {
			seenExportFiles: [...all].slice(-CAPACITY),
		});
	}

	private saved(): number[] {
		return readTriggerData(this.workflowData, this.nodeId).seenExportFiles ?? [];
	}
}
