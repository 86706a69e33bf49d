import type { Shelf, Storage } from '../files/storage';
import { Jobs, type JobTools } from '../jobs/jobs';
import type { Settings } from '../settings';
import type { PdfManagerBatch, PdfManagerTemplate, Run, SandboxExport } from '../types';
import type { World } from '../world/world';
import { exportFileShelf, exportRunKind } from './exportRuns';
import { pdfManagerBatchKind, zipFileShelf } from './pdfManagerBatches';

/** Everything that can run, and the storage of its files. */
export class Kinds {
	readonly runs: Jobs<SandboxExport, Run>;
	readonly batches: Jobs<PdfManagerTemplate, PdfManagerBatch>;
	readonly exportFiles: Shelf;
	readonly zipFiles: Shelf;

	constructor(world: World, storage: Storage, settings: () => Settings, tools: JobTools) {
		this.runs = new Jobs(exportRunKind(world, settings), tools);
		this.batches = new Jobs(pdfManagerBatchKind(world, settings), tools);
		this.exportFiles = storage.addShelf(exportFileShelf(world, this.runs));
		this.zipFiles = storage.addShelf(zipFileShelf(world, this.batches, settings));
	}

	/** Forgets all jobs. */
	clear(): void {
		this.runs.clear();
		this.batches.clear();
	}
}
