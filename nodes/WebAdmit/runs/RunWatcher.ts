import { ExplainedError } from '../errors';
import { pause } from '../pause';
import type { RunSource } from './askTogether';
import { askTogether } from './askTogether';
import { isFinished, statusLabel } from './status';

/** What is needed of a run to wait for it. */
export interface Run {
	id: number;
	/** In the form of `status.ts`. */
	status: string;
}

export interface WaitOptions {
	/** Longest pause between two questions, in milliseconds. */
	pollInterval: number;
	/** Milliseconds after which waiting ends with an error. */
	maxWait: number;
}

/** First pause, and by how much of a run's age so far the pauses grow: a run is noticed after at most a quarter more than it took. */
const FIRST_PAUSE = 1_000;
const GROWTH = 0.25;

/**
 * Runs that have to be asked for one by one are so for free this many times. Then the rounds become so rare that the
 * questions of an hour stay below half of WebAdMIT's limit, 5,000 calls: one in so many milliseconds.
 */
const FREE_QUESTIONS = 1_000;
const PER_QUESTION = 1_500;

/** Milliseconds that the last question, when the time is up, has for its answer. */
const LAST_QUESTION = 10_000;

interface Waiting<R extends Run> extends WaitOptions {
	run: R;
	since: number;
	resolve: (run: R) => void;
	reject: (error: unknown) => void;
}

/**
 * Waits for many runs at once. All runs of a group (in practice: of an identity) are asked for together, with one call
 * a round, however many there are; the rounds come quickly at first and then more slowly.
 */
export class RunWatcher<R extends Run, Group extends string | number> {
	/** The runs that are waited for, by group; `undefined` for those that belong to no known group. */
	private readonly groups = new Map<Group | undefined, Set<Waiting<R>>>();

	private readonly source: RunSource<R, Group>;

	/** How many times a single run was asked for. */
	private questions = 0;

	/**
	 * @param signal ends all waiting when it is aborted: the promises reject with its reason, nothing more is asked.
	 */
	constructor(
		source: RunSource<R, Group>,
		private readonly signal: AbortSignal,
	) {
		this.source = {
			list: async (group) => await source.list(group),
			get: async (run) => {
				this.questions++;
				return await source.get(run);
			},
		};
	}

	/**
	 * The run once it is finished, whatever its outcome.
	 *
	 * @param group what the run can be asked for together with others by; without one it is asked for singly.
	 * @throws ExplainedError when `maxWait` is over; whatever the source throws when a question fails.
	 */
	async wait(run: R, group: Group | undefined, options: WaitOptions): Promise<R> {
		if (isFinished(run.status)) return run;
		return await new Promise<R>((resolve, reject) => {
			const waiting: Waiting<R> = { ...options, run, since: Date.now(), resolve, reject };
			const others = this.groups.get(group);
			if (others) {
				others.add(waiting);
			} else {
				const members = new Set([waiting]);
				this.groups.set(group, members);
				void this.watch(group, members);
			}
		});
	}

	private async watch(group: Group | undefined, members: Set<Waiting<R>>): Promise<void> {
		try {
			let questions = 0;
			while (members.size > 0) {
				await this.pauseBeforeRound(
					members,
					this.questions > FREE_QUESTIONS ? questions * PER_QUESTION : 0,
				);
				const before = this.questions;
				await this.round(group, members);
				questions = this.questions - before;
			}
		} catch (error) {
			const reason: unknown = this.signal.aborted ? this.signal.reason : error;
			for (const waiting of members) waiting.reject(reason);
		} finally {
			this.groups.delete(group);
		}
	}

	/**
	 * Passes in short pieces, so that who joins in the middle of a long pause is asked for in time.
	 *
	 * @param least milliseconds that it takes, unless the time of a member is up before.
	 */
	private async pauseBeforeRound(members: Set<Waiting<R>>, least: number): Promise<void> {
		const lastRound = Date.now();
		let left = pauseLeft(members, lastRound, least);
		do {
			await pause(Math.min(left, FIRST_PAUSE), this.signal);
			left = pauseLeft(members, lastRound, least);
		} while (left > 0);
	}

	/** A question can take long; who has waited long enough by then does not wait for its answer. */
	private async round(group: Group | undefined, members: Set<Waiting<R>>): Promise<void> {
		let answered = false;
		const asked = this.askFor(group, members).finally(() => {
			answered = true;
		});
		// Seen below; but should the waiting be aborted before, nobody is there to see it.
		asked.catch(() => undefined);
		const isGoingOn = () => !answered && members.size > 0;
		do {
			await Promise.race([asked, pause(FIRST_PAUSE, this.signal)]);
			for (const waiting of members) {
				if (Date.now() < waiting.since + waiting.maxWait + LAST_QUESTION) continue;
				waiting.reject(waitedTooLong(waiting.run, waiting.maxWait));
				members.delete(waiting);
			}
		} while (isGoingOn());
	}

	/** One round: learns the state of every member and lets go those that are finished or have waited long enough. */
	private async askFor(group: Group | undefined, members: Set<Waiting<R>>): Promise<void> {
		// Who joins while the answer is on its way is not in it: next round.
		const asked = [...members];
		const answers = await askTogether(
			this.source,
			group,
			asked.map(({ run }) => run),
		);
		await Promise.all(
			answers.map(async (answer, index) => {
				const waiting = asked[index];
				if (waiting && (await this.settle(waiting, answer))) members.delete(waiting);
			}),
		);
	}

	/** Whether waiting for this run has ended. */
	private async settle(waiting: Waiting<R>, answer: Promise<R>): Promise<boolean> {
		try {
			waiting.run = await answer;
		} catch (error) {
			waiting.reject(error);
			return true;
		}
		const { run } = waiting;
		if (isFinished(run.status)) {
			waiting.resolve(run);
			return true;
		}
		if (Date.now() < waiting.since + waiting.maxWait) return false;
		waiting.reject(waitedTooLong(run, waiting.maxWait));
		return true;
	}
}

/** Milliseconds until the next round: what the member wants that is most in a hurry. */
function pauseLeft<R extends Run>(
	members: Iterable<Waiting<R>>,
	lastRound: number,
	least: number,
): number {
	const ends = [...members].map(({ since, pollInterval, maxWait }) => {
		const start = Math.max(lastRound, since);
		const grown = FIRST_PAUSE + GROWTH * (start - since);
		return Math.min(start + Math.max(least, Math.min(grown, pollInterval)), since + maxWait);
	});
	return Math.max(0, Math.min(...ends) - Date.now());
}

function waitedTooLong(run: Run, maxWait: number): ExplainedError {
	const minutes = Number((maxWait / 60_000).toFixed(2));
	return new ExplainedError(
		`Run ${run.id} was not finished after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Its last status was "${statusLabel(run.status)}"`,
		{
			description:
				"The run goes on in WebAdMIT: fetch its file later with the operation 'Download', or set 'Max Wait' to more minutes.",
		},
	);
}
