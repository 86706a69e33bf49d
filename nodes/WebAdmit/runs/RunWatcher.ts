import { capitalized, countInARow, ExplainedError, isPassing } from '../errors';
import { pause } from '../pause';
import { growingPause } from '../transport/retry';
import type { RunSource } from './askTogether';
import { askTogether } from './askTogether';
import { isFinished, statusLabel } from './status';

export interface WaitOptions {
	/** Longest pause between two questions to WebAdMIT, in milliseconds. */
	pollInterval: number;
	/** Milliseconds after which the wait ends with an error. */
	maxWait: number;
	/** Milliseconds before the first question. Default: a second, since a run was just started. */
	firstPause?: number;
}

/**
 * Milliseconds. A timer can't be stopped. So no timer is longer than this, and none lasts much longer than the wait that
 * it is for.
 */
const LONGEST_TIMER = 60_000;

/**
 * The first pause in milliseconds, and the share of a run's age by which pauses grow. With a quarter, a run is noticed
 * after at most a quarter more time than it took.
 */
const FIRST_QUESTION_PAUSE = 1_000;
const GROWTH = 0.25;

/**
 * How many questions about single runs are not slowed down. After these, there is one in `PER_QUESTION` milliseconds. So
 * the questions of an hour stay below half of WebAdMIT's limit of 5,000 calls.
 */
const FREE_QUESTIONS = 1_000;
const PER_QUESTION = 1_500;

/** Milliseconds for the answer to the last question, which is asked when the time is up. */
const LAST_QUESTION = 10_000;

interface Waiting<R, Group> extends WaitOptions {
	run: R;
	group: Group | undefined;
	since: number;
	/** When to ask about it next, in milliseconds since 1970. */
	dueAt: number;
	isBeingAsked: boolean;
	/** How many questions in a row have failed. `obstacle` is the last error. */
	failures: number;
	/** How many errors came in a row that may happen only so often. */
	inARow: number;
	obstacle?: ExplainedError;
	resolve: (run: R) => void;
	reject: (error: unknown) => void;
}

/**
 * Waits for many runs at once. One call a round asks about all runs of a group (all runs of an identity), however many
 * there are. The rounds come quickly at first and then more slowly.
 *
 * The wait ends when the run is finished or its time is over. A passing error does not end it, since the next question
 * makes up for it. A lasting error (a refused key, a run that does not exist) ends it at once.
 */
export class RunWatcher<R extends { id: number; status: string }, Group extends string | number> {
	private readonly members = new Set<Waiting<R, Group>>();

	/** When to check next which runs are due, in milliseconds since 1970. */
	private nextLook = Infinity;

	private readonly source: RunSource<R, Group>;

	/** How many questions were about a single run. `askedSingly` has the runs of such questions that are still waited for. */
	private questions = 0;

	private readonly askedSingly = new Set<number>();

	/** @param signal when it is aborted, all waits end: their promises reject with its reason, and no more questions are asked. */
	constructor(
		source: RunSource<R, Group>,
		private readonly signal: AbortSignal,
	) {
		this.source = {
			list: async (group) => await source.list(group),
			get: async (run) => {
				this.questions += 1;
				this.askedSingly.add(run.id);
				return await source.get(run);
			},
			nameOf: (run) => source.nameOf(run),
			onGivingUp: source.onGivingUp,
		};
	}

	/**
	 * Waits until a run is finished, whatever its outcome.
	 *
	 * @param group the group whose runs one question can be about. Without one, each question is about this run only.
	 * @returns the finished run.
	 * @throws NotFinishedError when `maxWait` is over. Every lasting error of the source.
	 */
	async wait(run: R, group: Group | undefined, options: WaitOptions): Promise<R> {
		if (isFinished(run.status)) return run;
		return await new Promise<R>((resolve, reject) => {
			const since = Date.now();
			const { firstPause = FIRST_QUESTION_PAUSE, pollInterval, maxWait } = options;
			const dueAt = since + Math.min(firstPause, pollInterval, maxWait);
			const state = { run, group, since, dueAt, isBeingAsked: false, failures: 0, inARow: 0 };
			this.members.add({ ...options, ...state, resolve, reject });
			void this.lookAt(dueAt);
		});
	}

	/** Asks about the runs that are due at that time. Does nothing if an earlier check is planned, which then plans the next one. */
	private async lookAt(time: number): Promise<void> {
		if (time >= this.nextLook) return;
		this.nextLook = time;
		try {
			await pause(Math.min(Math.max(0, time - Date.now()), LONGEST_TIMER), this.signal);
		} catch (error) {
			this.nextLook = Infinity;
			for (const member of this.members) this.fail(member, error);
			return;
		}
		if (this.nextLook !== time) return;
		this.nextLook = Infinity;
		this.endLateOnes();
		for (const members of this.dueTogether()) void this.ask(members);
		let next = Infinity;
		for (const member of this.members) {
			next = Math.min(next, member.isBeingAsked ? latest(member) : member.dueAt);
		}
		void this.lookAt(next);
	}

	/** When to ask again about a member whose question was answered, or failed, just now. */
	private nextDueAt(member: Waiting<R, Group>): number {
		const { run, since, pollInterval, maxWait, failures, obstacle } = member;
		const now = Date.now();
		const usual = Math.min(FIRST_QUESTION_PAUSE + GROWTH * (now - since), pollInterval);
		const afterFailure = failures > 0 ? growingPause(failures) : 0;
		const isRare = this.questions > FREE_QUESTIONS && this.askedSingly.has(run.id);
		const rare = isRare ? this.askedSingly.size * PER_QUESTION : 0;
		const next = Math.max(now + Math.max(usual, afterFailure, rare), obstacle?.retryAt ?? 0);
		return Math.min(next, since + maxWait);
	}

	/** The members to ask about now: each run without a group by itself, the others together with all of their group. */
	private dueTogether(): Array<Array<Waiting<R, Group>>> {
		const now = Date.now();
		const askable = [...this.members].filter(({ isBeingAsked }) => !isBeingAsked);
		const due = askable.filter(({ dueAt }) => dueAt <= now);
		const groups = new Set(due.flatMap(({ group }) => group ?? []));
		return [
			...due.filter(({ group }) => group === undefined).map((member) => [member]),
			...[...groups].map((group) => askable.filter((member) => member.group === group)),
		];
	}

	/** Asks about members of one group. None of them waits for the answer about another. */
	private async ask(members: Array<Waiting<R, Group>>): Promise<void> {
		for (const member of members) member.isBeingAsked = true;
		const runs = members.map(({ run }) => run);
		const answers = askTogether(this.source, members[0]?.group, runs);
		await Promise.all(
			members.map(async (member, index) => {
				const answer = answers.then(async (all) => (await all[index]) ?? member.run);
				await this.settle(member, answer);
			}),
		);
	}

	private async settle(member: Waiting<R, Group>, answer: Promise<R>): Promise<void> {
		try {
			member.run = await answer;
			member.failures = 0;
			member.inARow = 0;
			member.obstacle = undefined;
		} catch (error) {
			if (isPassing(error)) member.inARow = countInARow(member.inARow, error);
			if (!isPassing(error) || member.inARow >= error.timesInARow) {
				this.fail(member, error);
				return;
			}
			member.failures += 1;
			member.obstacle = error;
		}
		member.isBeingAsked = false;
		const { run, since, maxWait } = member;
		if (!this.members.has(member)) return;
		if (isFinished(run.status)) {
			this.end(member);
			member.resolve(run);
		} else if (Date.now() >= since + maxWait) {
			this.giveUp(member);
		} else {
			member.dueAt = this.nextDueAt(member);
			void this.lookAt(member.dueAt);
		}
	}

	/** Ends waits whose time is over while their last question has no answer yet. */
	private endLateOnes(): void {
		for (const member of this.members) {
			if (Date.now() >= latest(member)) this.giveUp(member);
		}
	}

	private giveUp(member: Waiting<R, Group>): void {
		this.fail(member, waitedTooLong(this.source, member));
	}

	/** Ends a wait with an error. Once the signal is aborted, its reason counts, whatever the question failed with. */
	private fail(member: Waiting<R, Group>, error: unknown): void {
		this.end(member);
		member.reject(this.signal.aborted ? this.signal.reason : error);
	}

	private end(member: Waiting<R, Group>): void {
		this.members.delete(member);
		this.askedSingly.delete(member.run.id);
	}
}

/** When to give up even without an answer to the last question, in milliseconds since 1970. */
function latest({ since, maxWait }: WaitOptions & { since: number }): number {
	return since + maxWait + LAST_QUESTION;
}

/** The error if a run was not finished when the time to wait for it was over. */
export class NotFinishedError extends ExplainedError {
	/** @param status the last known status. */
	constructor(
		message: string,
		description: string,
		readonly status: string,
	) {
		super(message, { description });
	}
}

function waitedTooLong<R extends { status: string }>(
	{ nameOf, onGivingUp }: Pick<RunSource<R, unknown>, 'nameOf' | 'onGivingUp'>,
	{ run, maxWait, obstacle }: { run: R; maxWait: number; obstacle?: Error },
): NotFinishedError {
	const name = nameOf(run);
	const minutes = Number((maxWait / 60_000).toFixed(2));
	const named = capitalized(name);
	const since = obstacle ? `. Since then: ${obstacle.message}` : '';
	return new NotFinishedError(
		`${named} was not finished after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Its last status was "${statusLabel(run.status)}"${since}`,
		onGivingUp,
		run.status,
	);
}
