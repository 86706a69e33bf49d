import type { FinishedJobInput, Job, JobInput, Outcome, Source, View } from '../types';
import { Table } from '../world/table';
import type { CallbackMessage, Callbacks } from './callbacks';
import { finishesAt, viewAt } from './job';

/** Everything in which the kinds of jobs differ. */
export interface JobKind<S extends Source, J extends Job> {
	/** The name of a job of this kind in messages. */
	name: string;
	/** The ID of the first job that is started. */
	firstId: number;
	/** What is run. */
	sources: Table<S>;
	/** Makes a job of this kind from what all jobs have. */
	make(job: Job, source: S): J;
	/** What the job is a run of. */
	sourceIdOf(job: J): number;
	/** The callback that it sends when it is finished. */
	callback(job: View<J>): CallbackMessage;
}

/** What all kinds of jobs work with. */
export interface JobTools {
	now: () => number;
	/** How long a job takes if its source does not say. */
	runSeconds: () => number;
	callbacks: Callbacks;
}

/** All jobs of one kind. */
export class Jobs<S extends Source, J extends Job> {
	private readonly table: Table<J>;

	constructor(
		private readonly kind: JobKind<S, J>,
		private readonly tools: JobTools,
	) {
		this.table = new Table(kind.name, kind.firstId);
	}

	/** Adds a job as if somebody had started it; by default just now. */
	add(sourceId: number, input: JobInput = {}): View<J> {
		const { kind, tools } = this;
		const source = kind.sources.need(sourceId);
		const identityId = input.identityId ?? source.identityIds[0];
		if (identityId === undefined) throw new Error(`No identity sees "${source.name}"`);
		const seconds = input.runSeconds ?? source.runSeconds ?? tools.runSeconds();
		const job = this.table.add(input.id, (id) =>
			kind.make(
				{
					id,
					identityId,
					startedAt: tools.now() - (input.startedSecondsAgo ?? 0) * 1000,
					durationMs: seconds * 1000,
					outcome: input.outcome ?? source.outcome,
					callbackUrl: input.callbackUrl ?? null,
				},
				source,
			),
		);
		tools.callbacks.expect(job, () => kind.callback(this.view(job)));
		return this.view(job);
	}

	/** Adds a job that is over; by default for a minute. */
	addFinished(
		sourceId: number,
		{ finishedSecondsAgo = 60, ...input }: FinishedJobInput = {},
	): View<J> {
		return this.add(sourceId, { ...input, startedSecondsAgo: finishedSecondsAgo, runSeconds: 0 });
	}

	/** Starts a job. If a job of the same source is running, returns that job, which keeps its first callback. */
	initiate(source: S, identityId: number, callbackUrl: string | null): View<J> {
		const now = this.tools.now();
		const goingOn = this.table.all.find(
			(job) => this.kind.sourceIdOf(job) === source.id && now < finishesAt(job),
		);
		if (goingOn !== undefined) return this.view(goingOn);
		return this.add(source.id, { identityId, callbackUrl });
	}

	/** Ends a job now, with its own outcome or another one. If it has finished before, only its outcome changes. */
	finish(id: number, outcome?: Outcome): View<J> {
		const job = this.table.need(id);
		job.durationMs = Math.min(job.durationMs, Math.max(0, this.tools.now() - job.startedAt));
		job.outcome = outcome ?? job.outcome;
		this.tools.callbacks.check();
		return this.view(job);
	}

	/** The job with this ID, with its current status. */
	get(id: number): View<J> | undefined {
		const job = this.table.get(id);
		return job === undefined ? undefined : this.view(job);
	}

	/** All jobs with their current status, in the order in which they were added. */
	get all(): Array<View<J>> {
		return this.table.all.map((job) => this.view(job));
	}

	/** The jobs that this identity started, newest first. */
	recent(identityId: number): Array<View<J>> {
		return this.all
			.filter((job) => job.identityId === identityId)
			.sort((a, b) => b.startedAt - a.startedAt || b.id - a.id);
	}

	/** Forgets all jobs. */
	clear(): void {
		this.table.clear();
	}

	private view(job: J): View<J> {
		return viewAt(job, this.tools.now());
	}
}
