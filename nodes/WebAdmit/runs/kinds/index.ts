import type { RunKind } from '../RunKind';
import { exportFile } from './exportFile';
import { pdfManagerBatch } from './pdfManagerBatch';

/** Every kind of run. A new one is a file beside this one, an import above and an entry here. */
export const RUN_KINDS: RunKind[] = [exportFile, pdfManagerBatch];

/** The kind with this name, which may come from a saved workflow or from what was stored with one. */
export function findRunKind(name: unknown): RunKind | undefined {
	return RUN_KINDS.find((kind) => kind.name === name);
}
