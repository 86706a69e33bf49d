import type { Outcome, Run, RunStatus, RunView, SandboxExport } from './types';

/** The vendor's own example has file 74780 of export 86446, and 86466 in the href. */
const FIRST_RUN_ID = 74780;
const HREF_OFFSET = 20;

/** What a new run is made of; `id` only for a seeded one. */
export interface NewRun extends Omit<Run, 'id' | 'hrefExportId'> {
	id?: number;
}

/** When the run finishes, in milliseconds since 1970. */
export function finishesAt(run: Run): number {
	return run.startedAt + run.durationMs;
}

/**
 * The status of a run at a moment: initializing for a quarter of its time, queued for a quarter,
 * in progress for the other half, then its outcome.
 */
export function statusAt(run: Run, now: number): RunStatus {
	if (now >= finishesAt(run)) return run.outcome;
	const share = (now - run.startedAt) / run.durationMs;
	if (share < 0.25) return 'initializing';
	return share < 0.5 ? 'queued' : 'in_progress';
}

/** Whether a run with this outcome leaves a file behind. */
export function hasFile(status: RunStatus): boolean {
	return status === 'available' || status === 'success_with_errors';
}

/** All runs, in the order in which they came. */
export class Runs {
	private readonly byId = new Map<number, Run>();
	private nextId = FIRST_RUN_ID;

	constructor(private readonly now: () => number) {}

	/** Adds a run; a seeded one can name its id, which must be free. */
	add(input: NewRun): Run {
		const id = input.id ?? this.freeId();
		if (this.byId.has(id)) throw new Error(`There is a run ${id} already`);
		const run: Run = { ...input, id, hrefExportId: input.exportId + HREF_OFFSET };
		this.byId.set(id, run);
		return run;
	}

	/** The run with this id. */
	get(id: number): Run | undefined {
		return this.byId.get(id);
	}

	/** All runs, oldest first, with their status now. */
	list(): RunView[] {
		return [...this.byId.values()].map((run) => this.view(run));
	}

	/** The run of this export that is still going on, if any: there is one at most that counts. */
	goingOn(exportId: number): Run | undefined {
		const now = this.now();
		return [...this.byId.values()].find(
			(run) => run.exportId === exportId && now < finishesAt(run),
		);
	}

	/** The runs that this identity started, newest first. */
	recent(identityId: number): RunView[] {
		return this.list()
			.filter((run) => run.identityId === identityId)
			.sort((a, b) => b.startedAt - a.startedAt || b.id - a.id);
	}

	/** The run with its status now. */
	view(run: Run): RunView {
		return { ...run, status: statusAt(run, this.now()), finishesAt: finishesAt(run) };
	}

	/** Ends a run now, with its own outcome or another one. A finished run only changes its outcome. */
	finish(id: number, outcome?: Outcome): Run {
		const run = this.byId.get(id);
		if (run === undefined) throw new Error(`There is no run ${id}`);
		run.durationMs = Math.min(run.durationMs, Math.max(0, this.now() - run.startedAt));
		run.outcome = outcome ?? run.outcome;
		return run;
	}

	/** Forgets all runs. */
	clear(): void {
		this.byId.clear();
		this.nextId = FIRST_RUN_ID;
	}

	private freeId(): number {
		while (this.byId.has(this.nextId)) this.nextId++;
		return this.nextId++;
	}
}

/** How long a run of this export takes that starts now, in milliseconds. */
export function durationMs(exported: SandboxExport, defaultSeconds: number): number {
	return (exported.runSeconds ?? defaultSeconds) * 1000;
}
