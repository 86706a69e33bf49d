import type { IDataObject } from 'n8n-workflow';
import { readId } from '../api/read';

/** How many runs a trigger remembers. WebAdMIT repeats a callback within minutes, if at all. */
const CAPACITY = 1_000;

interface ProcessMemory {
	/** Runs whose callback is being looked at right now. */
	claimed: Set<number>;
	/** Runs whose callback has been dealt with. */
	kept: Set<number>;
}

/** What this process remembers, by trigger. */
const processMemories = new Map<string, ProcessMemory>();

/**
 * Remembers which runs have called back already, so that a repeated callback does not start the workflow again.
 *
 * Two places together: this process (exact, also for callbacks of the same moment) and the node's static data, which
 * n8n saves (survives a restart, and is seen by other processes once it is saved). What is left: copies that reach
 * two different webhook processes within the moment before n8n has saved.
 */
export class CallbackMemory {
	private readonly memory: ProcessMemory;

	/**
	 * @param owner names the trigger: its workflow and node.
	 * @param nodeData the node's static data; what is remembered stands there under `seenExportFiles`.
	 */
	constructor(
		owner: string,
		private readonly nodeData: IDataObject,
	) {
		this.memory = processMemories.get(owner) ?? { claimed: new Set(), kept: new Set() };
		processMemories.set(owner, this.memory);
	}

	/** Whether the callback of this run has been dealt with. */
	has(exportFileId: number): boolean {
		return this.memory.kept.has(exportFileId) || this.saved().includes(exportFileId);
	}

	/** Takes a run for the one who asks; false when its callback has been or is being dealt with. `keep` or `release` has to follow. */
	claim(exportFileId: number): boolean {
		if (this.memory.claimed.has(exportFileId) || this.has(exportFileId)) return false;
		this.memory.claimed.add(exportFileId);
		return true;
	}

	/** Nothing came of it: the next callback of this run counts. */
	release(exportFileId: number): void {
		this.memory.claimed.delete(exportFileId);
	}

	/** Further callbacks of this run don't count. */
	keep(exportFileId: number): void {
		const { claimed, kept } = this.memory;
		kept.add(exportFileId);
		claimed.delete(exportFileId);
		for (const oldest of kept) {
			if (kept.size <= CAPACITY) break;
			kept.delete(oldest);
		}
		// With all that this process knows: of requests at the same moment, the last one to be saved wins.
		const all = new Set([...this.saved(), ...kept]);
		this.nodeData.seenExportFiles = [...all].slice(-CAPACITY);
	}

	private saved(): number[] {
		const { seenExportFiles } = this.nodeData;
		if (!Array.isArray(seenExportFiles)) return [];
		return seenExportFiles.map(readId).filter((id): id is number => id !== undefined);
	}
}
