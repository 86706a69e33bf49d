import type { Signer } from '../signing';
import { isObject } from '../http/json';
import type { JsonObject } from '../types';

/** What a fault makes of the JSON object of one run. */
export type Change = (run: JsonObject) => JsonObject;

/** Merges fields into a run. */
export function patching(patch: JsonObject): Change {
	return (run) => ({ ...run, ...patch });
}

/** Replaces the download URL where there is one. */
export function withDownloadUrl(change: (url: string) => string): Change {
	return (run) =>
		typeof run.download_url === 'string' ? { ...run, download_url: change(run.download_url) } : run;
}

/** The change of the download URL that a named fault stands for. */
export function namedUrlChange(kind: 'expiredUrl' | 'wrongSignature', signer: Signer): Change {
	return withDownloadUrl((url) => (kind === 'expiredUrl' ? signer.expire(url) : signer.spoil(url)));
}

/** Applies a change to the run, or to each of the runs, of a JSON answer; anything else stays as it is. */
export function changeRuns(payload: unknown, change: Change): unknown {
	if (typeof payload !== 'string' || payload === '') return payload;
	const answer: unknown = JSON.parse(payload);
	if (!isObject(answer)) return payload;
	const runs = answer.export_files;
	if (Array.isArray(runs)) {
		return JSON.stringify({
			...answer,
			export_files: runs.map((run) => (isObject(run) ? change(run) : run)),
		});
	}
	return isObject(runs) ? JSON.stringify({ ...answer, export_files: change(runs) }) : payload;
}
