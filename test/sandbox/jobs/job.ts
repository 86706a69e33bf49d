import type { Job, RunStatus, View } from '../types';

/** When each status begins, as a share of the duration of the job. */
const GOING_ON: ReadonlyArray<{ status: RunStatus; from: number }> = [
	{ status: 'initializing', from: 0 },
	{ status: 'queued', from: 0.25 },
	{ status: 'in_progress', from: 0.5 },
];

/** When a job finishes, in milliseconds since 1970. */
export function finishesAt(job: Job): number {
	return job.startedAt + job.durationMs;
}

/**
 * A job at a certain moment. It is initializing for a quarter of its duration, queued for a quarter, in progress for the
 * other half, and then has its outcome.
 */
export function viewAt<J extends Job>(job: J, now: number): View<J> {
	const end = finishesAt(job);
	const changes = [
		...GOING_ON.map(({ status, from }) => ({ status, at: job.startedAt + from * job.durationMs })),
		{ status: job.outcome, at: end },
	];
	const current = changes.findLast(({ at }) => now >= at);
	return {
		...job,
		status: current?.status ?? 'initializing',
		updatedAt: current?.at ?? job.startedAt,
		finishesAt: end,
	};
}

/** Whether a job with this status has files to download. */
export function hasFile(status: RunStatus): boolean {
	return status === 'available' || status === 'success_with_errors';
}
