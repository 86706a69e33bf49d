import type { Downloaded } from '../../download/download';
import { assertSucceeded } from '../../runs/outcome';
import type { RunKind } from '../../runs/RunKind';
import type { OperationResult } from '../operation/types';

/** One item for each file of a run. If nobody matched, one item without binary data. */
export function downloadResult(
	kind: RunKind,
	{ run, files }: Downloaded,
	field: string,
): OperationResult {
	assertSucceeded(kind, run);
	const json = kind.output(run);
	if (files.length === 0) return [{ json }];
	return files.map(({ fields, binary }) => ({
		json: { ...json, ...fields },
		binary: { [field]: binary },
	}));
}
