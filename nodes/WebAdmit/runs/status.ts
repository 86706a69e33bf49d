/**
 * All that the package knows about the status of a run. The seven values and their meaning come from WebAdMIT's API
 * documentation, which writes them both as `in_progress` and as `In Progress`.
 */
const STATUSES = {
	initializing: { label: 'Initializing', finished: false, downloadable: false },
	queued: { label: 'Queued', finished: false, downloadable: false },
	in_progress: { label: 'In Progress', finished: false, downloadable: false },
	available: { label: 'Available', finished: true, downloadable: true },
	success_with_errors: { label: 'Success With Errors', finished: true, downloadable: true },
	empty_list: { label: 'Empty List', finished: true, downloadable: false },
	failed: { label: 'Failed', finished: true, downloadable: false },
} as const;

export type KnownStatus = keyof typeof STATUSES;

/** The seven known statuses in the order that a run goes through them. */
export const KNOWN_STATUSES = Object.keys(STATUSES).filter(isKnownStatus);

/** Whether the text is one of the seven statuses, in the form that this package uses. */
export function isKnownStatus(status: string): status is KnownStatus {
	return Object.hasOwn(STATUSES, status);
}

/**
 * A status in the form that the package uses, however WebAdMIT wrote it: `In Progress` becomes `in_progress`. An unknown
 * status is passed on in the same form.
 */
export function readStatus(written: string): string {
	return written
		.trim()
		.replace(/([a-z])([A-Z])/g, '$1_$2')
		.replace(/[\s_-]+/g, '_')
		.toLowerCase();
}

/** The statuses of a filter: a list, or (from an expression) one text with commas. Empty for everything else. */
export function readStatuses(filter: unknown): string[] {
	const written: unknown[] =
		typeof filter === 'string' ? filter.split(',') : Array.isArray(filter) ? filter : [];
	return written.map((status) => readStatus(String(status))).filter((status) => status !== '');
}

/** Whether a run with this status has ended. An unknown status counts as still running. */
export function isFinished(status: string): boolean {
	return isKnownStatus(status) && STATUSES[status].finished;
}

/** Whether a run with this status has a file to download. */
export function isDownloadable(status: string): boolean {
	return isKnownStatus(status) && STATUSES[status].downloadable;
}

/** The status as WebAdMIT's own screens write it, e.g. "Success With Errors". */
export function statusLabel(status: string): string {
	return isKnownStatus(status) ? STATUSES[status].label : status;
}
