import { contentOf } from '../content/content';
import type { Shelf } from '../files/storage';
import { FORM } from '../jobs/callbacks';
import { hasFile } from '../jobs/job';
import type { JobKind, Jobs } from '../jobs/jobs';
import type { Settings } from '../settings';
import { Speller } from '../spelling';
import type { Run, SandboxExport } from '../types';
import type { World } from '../world/world';

/** Runs of exports. Each ends with one file, and its callback is a form. */
export function exportRunKind(world: World, settings: () => Settings): JobKind<SandboxExport, Run> {
	const speller = new Speller('title', () => settings().statusSpelling);
	return {
		name: 'run',
		// The ID of the file in the example of WebAdMIT's documentation.
		firstId: 74780,
		sources: world.exports,
		make: (job, { id }) => ({ ...job, exportId: id }),
		sourceIdOf: (run) => run.exportId,
		callback: (run) => {
			const encoded = new URLSearchParams({
				'export_file[id]': String(run.id),
				'export_file[export_id]': String(run.exportId),
				'export_file[status]': speller.write(run.status),
			}).toString();
			const body =
				settings().callbackEncoding === 'percent'
					? encoded
					: encoded.replace(/%5B/g, '[').replace(/%5D/g, ']');
			return { contentType: FORM, body, about: { runId: run.id } };
		},
	};
}

/** The files of runs, by the id of the run. In the example of WebAdMIT's documentation, a CSV is stored as `.txt`. */
export function exportFileShelf(world: World, runs: Jobs<SandboxExport, Run>): Shelf {
	return {
		folder: 'export_files/reports',
		extension: 'txt',
		file: (id) => {
			const run = runs.get(id);
			if (run === undefined || !hasFile(run.status)) return undefined;
			const exported = world.exports.need(run.exportId);
			return {
				fileName: exported.fileName,
				contentType: exported.mime_type,
				content: async () => await contentOf(exported),
			};
		},
	};
}
