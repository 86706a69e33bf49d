import type { Settings } from './settings';
import type { RunStatus } from './types';

/** `in_progress` -> `In Progress`. */
export function toTitle(status: RunStatus): string {
	return status
		.split('_')
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
}

/**
 * Writes statuses in one of the two documented ways, or by turns: the first as a title, the next in snake case, and so
 * on. Each place that writes statuses has its own speller.
 */
export class Speller {
	private written = 0;

	/** @param documented how the documentation writes the statuses in this place. */
	constructor(
		private readonly documented: 'title' | 'snake',
		private readonly setting: () => Settings['statusSpelling'],
	) {}

	/** The status in the form that the API writes. */
	write(status: RunStatus): string {
		const setting = this.setting();
		const spelling = setting === 'documented' ? this.documented : setting;
		if (spelling === 'title') return toTitle(status);
		if (spelling === 'snake') return status;
		return this.written++ % 2 === 0 ? toTitle(status) : status;
	}
}
