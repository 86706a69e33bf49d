import fc from 'fast-check';
import type { RunSource } from '../../../nodes/WebAdmit/runs/askTogether';
import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { RunWatcher } from '../../../nodes/WebAdmit/runs/RunWatcher';
import { unexpectedBody } from '../../../nodes/WebAdmit/transport/refusals';
import { explanation, rejectionOf } from './explanation';

interface TestRun {
	id: number;
	status: string;
	/** Milliseconds of the test's time at which this state was learned; 0 for the state at the start. */
	learnedAt: number;
}

/** Runs that finish at given times, and a record of the questions that were asked about them. */
class RecordingSource implements RunSource<TestRun, string> {
	readonly onGivingUp =
		"It continues in WebAdMIT: get it later with the operation 'Download', or increase 'Max Wait'.";

	/** Like `1000 list A` or `2250 get 7`: when, in milliseconds of the test's time, and what. */
	readonly questions: string[] = [];

	/** Runs that a list does not have although they exist. */
	readonly unlisted = new Set<number>();

	/** What the next questions do before they are answered, e.g. fail. */
	beforeList: () => Promise<void> = async () => {};

	beforeGet: (run: TestRun) => Promise<void> = async () => {};

	private readonly start = Date.now();

	private readonly runs = new Map<number, { finishes: number; status: string }>();

	/** A run that is going on and will have its final status after so many milliseconds. */
	add(id: number, finishes = Infinity, status = 'available'): TestRun {
		this.runs.set(id, { finishes, status });
		return { id, status: 'queued', learnedAt: 0 };
	}

	async list(group: string): Promise<TestRun[]> {
		this.questions.push(`${this.now()} list ${group}`);
		await this.beforeList();
		return [...this.runs.keys()].filter((id) => !this.unlisted.has(id)).map((id) => this.state(id));
	}

	async get(run: TestRun): Promise<TestRun> {
		this.questions.push(`${this.now()} get ${run.id}`);
		await this.beforeGet(run);
		return this.state(run.id);
	}

	nameOf({ id }: TestRun): string {
		return `run ${id} of export 86446`;
	}

	now(): number {
		return Date.now() - this.start;
	}

	private state(id: number): TestRun {
		const run = this.runs.get(id);
		if (!run) throw new Error(`There is no run ${id}`);
		const finished = this.now() >= run.finishes;
		return { id, status: finished ? run.status : 'in_progress', learnedAt: this.now() };
	}
}

/** Long enough to be of no influence. */
const PATIENT = { pollInterval: 3_600_000, maxWait: 36_000_000 };

let source: RecordingSource;
let controller: AbortController;
let watcher: RunWatcher<TestRun, string>;

beforeEach(() => {
	jest.useFakeTimers();
	source = new RecordingSource();
	controller = new AbortController();
	watcher = new RunWatcher(source, controller.signal);
});

afterEach(() => {
	jest.useRealTimers();
});

async function advance(milliseconds: number): Promise<void> {
	await jest.advanceTimersByTimeAsync(milliseconds);
}

describe('a run that is finished already', () => {
	it.each(['available', 'success_with_errors', 'empty_list', 'failed'])(
		'is given back at once when it is %s',
		async (status) => {
			const run = { id: 1, status, learnedAt: 0 };
			await expect(watcher.wait(run, 'A', PATIENT)).resolves.toBe(run);
			await advance(60_000);
			expect(source.questions).toEqual([]);
		},
	);
});

describe('a single run', () => {
	it('is asked for directly, though its group is known', async () => {
		const promise = watcher.wait(source.add(1, 500), 'A', PATIENT);
		await advance(1_000);
		await expect(promise).resolves.toEqual({ id: 1, status: 'available', learnedAt: 1_000 });
		expect(source.questions).toEqual(['1000 get 1']);
	});

	it.each(['available', 'success_with_errors', 'empty_list', 'failed'])(
		'is given back when it has become %s',
		async (status) => {
			const promise = watcher.wait(source.add(1, 500, status), 'A', PATIENT);
			await advance(1_000);
			await expect(promise).resolves.toEqual({ id: 1, status, learnedAt: 1_000 });
		},
	);

	it('is not asked for before a second has passed', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(999);
		expect(source.questions).toEqual([]);
	});

	it('is not asked for any more once it is finished', async () => {
		const promise = watcher.wait(source.add(1, 2_000), 'A', PATIENT);
		await advance(3_600_000);
		await promise;
		expect(source.questions).toEqual(['1000 get 1', '2250 get 1']);
	});

	it('is asked for in its last known state', async () => {
		const asked: TestRun[] = [];
		source.beforeGet = async (run) => {
			asked.push(run);
		};
		const run = source.add(1);
		void rejectionOf(watcher.wait(run, 'A', PATIENT));
		await advance(2_250);
		expect(asked).toEqual([run, { id: 1, status: 'in_progress', learnedAt: 1_000 }]);
	});
});

describe('the pauses between the rounds', () => {
	it('grow by a quarter of the age of the run', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(12_000);
		// 1,000 ms, and after each question at `t` another 1,000 + t / 4: 1,250, 1,562.5, 1,953.25, …
		expect(source.questions).toEqual([
			'1000 get 1',
			'2250 get 1',
			'3813 get 1',
			'5767 get 1',
			'8209 get 1',
			'11262 get 1',
		]);
	});

	it('grow up to the poll interval', async () => {
		void rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 1_500, maxWait: 36_000_000 }),
		);
		await advance(7_000);
		expect(source.questions).toEqual([
			'1000 get 1',
			'2250 get 1',
			'3750 get 1',
			'5250 get 1',
			'6750 get 1',
		]);
	});

	it('are never longer than the poll interval, not even the first', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', { pollInterval: 400, maxWait: 36_000_000 }));
		await advance(1_300);
		expect(source.questions).toEqual(['400 get 1', '800 get 1', '1200 get 1']);
	});

	it('end when the waiting does', async () => {
		const rejection = rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 3_600_000, maxWait: 1_700 }),
		);
		await advance(1_700);
		await rejection;
		expect(source.questions).toEqual(['1000 get 1', '1700 get 1']);
	});

	it('begin when the answer is there', async () => {
		source.beforeGet = async () => {
			await new Promise((resolve) => setTimeout(resolve, 5_000));
		};
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(10_000);
		// Answered at 6,000, and then a pause of 1,000 + 6,000 / 4.
		expect(source.questions).toEqual(['1000 get 1', '8500 get 1']);
	});

	it('follow the run that is most in a hurry', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		void rejectionOf(watcher.wait(source.add(2), 'A', { ...PATIENT, pollInterval: 1_000 }));
		await advance(3_000);
		expect(source.questions).toEqual(['1000 list A', '2000 list A', '3000 list A']);
	});
});

describe('many runs of a group', () => {
	it('are asked for together, with one call a round', async () => {
		const ids = Array.from({ length: 100 }, (_, index) => index + 1);
		const promises = ids.map(async (id) => await watcher.wait(source.add(id, 1_500), 'A', PATIENT));
		await advance(60_000);
		expect(await Promise.all(promises)).toEqual(
			ids.map((id) => ({ id, status: 'available', learnedAt: 2_250 })),
		);
		expect(source.questions).toEqual(['1000 list A', '2250 list A']);
	});

	it('are let go each as soon as it is finished, and the last is asked for directly', async () => {
		const finished: number[] = [];
		for (const [id, finishes] of [
			[1, 2_000],
			[2, 1_000],
			[3, 3_000],
		] as const) {
			void watcher.wait(source.add(id, finishes), 'A', PATIENT).then((run) => {
				finished.push(run.id);
			});
		}
		await advance(1_000);
		expect(finished).toEqual([2]);
		await advance(1_250);
		expect(finished).toEqual([2, 1]);
		await advance(60_000);
		expect(finished).toEqual([2, 1, 3]);
		expect(source.questions).toEqual(['1000 list A', '2250 list A', '3813 get 3']);
	});

	it('are asked for singly where the list does not have them', async () => {
		source.unlisted.add(2).add(3);
		const promises = [1, 2, 3].map(
			async (id) => await watcher.wait(source.add(id, 500), 'A', PATIENT),
		);
		await advance(1_000);
		expect((await Promise.all(promises)).map(({ id }) => id)).toEqual([1, 2, 3]);
		expect(source.questions).toEqual(['1000 list A', '1000 get 2', '1000 get 3']);
	});

	it('are let go each as soon as its own answer is there', async () => {
		source.beforeGet = async (run) => {
			if (run.id === 1) await new Promise((resolve) => setTimeout(resolve, 30_000));
		};
		const finished: number[] = [];
		for (const id of [1, 2]) {
			void watcher.wait(source.add(id, 500), undefined, PATIENT).then((run) => {
				finished.push(run.id);
			});
		}
		await advance(1_000);
		expect(finished).toEqual([2]);
		await advance(30_000);
		expect(finished).toEqual([2, 1]);
	});

	it('can be the same run twice', async () => {
		const run = source.add(1, 500);
		const promises = [watcher.wait(run, 'A', PATIENT), watcher.wait(run, 'A', PATIENT)];
		await advance(1_000);
		expect((await Promise.all(promises)).map(({ id }) => id)).toEqual([1, 1]);
		expect(source.questions).toEqual(['1000 list A']);
	});

	it('are asked for together from the first question on, even if that is due at once', async () => {
		const rejections = [1, 2, 3].map(
			async (id) =>
				await rejectionOf(watcher.wait(source.add(id), 'A', { ...PATIENT, maxWait: 0 })),
		);
		await advance(0);
		await Promise.all(rejections);
		expect(source.questions).toEqual(['0 list A']);
	});

	it('are asked for group by group', async () => {
		for (const [id, group] of [
			[1, 'A'],
			[2, 'B'],
			[3, 'A'],
			[4, 'B'],
		] as const) {
			void rejectionOf(watcher.wait(source.add(id), group, PATIENT));
		}
		await advance(1_000);
		expect(source.questions).toEqual(['1000 list A', '1000 list B']);
	});
});

describe('runs of no known group', () => {
	it('are asked for singly, however many there are', async () => {
		const promises = [1, 2].map(
			async (id) => await watcher.wait(source.add(id, 1_500), undefined, PATIENT),
		);
		await advance(2_250);
		expect((await Promise.all(promises)).map(({ id }) => id)).toEqual([1, 2]);
		expect(source.questions).toEqual(['1000 get 1', '1000 get 2', '2250 get 1', '2250 get 2']);
	});
});

describe('a run that joins in the middle', () => {
	it('of a pause is in the next round', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(600);
		void rejectionOf(watcher.wait(source.add(2), 'A', PATIENT));
		await advance(400);
		expect(source.questions).toEqual(['1000 list A']);
	});

	it('of a long pause is asked for as soon as any other', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(60_000);
		const before = source.questions.length;
		void rejectionOf(watcher.wait(source.add(2), 'A', PATIENT));
		await advance(999);
		expect(source.questions).toHaveLength(before);
		await advance(1);
		expect(source.questions.slice(before)).toEqual(['61000 list A']);
		// The second pause is the newcomer's as well: 1,000 + 1,000 / 4.
		await advance(1_250);
		expect(source.questions.slice(before)).toEqual(['61000 list A', '62250 list A']);
	});

	it('of a long pause does not wait longer than it wants', async () => {
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(600_000);
		const rejection = rejectionOf(watcher.wait(source.add(2), 'A', { ...PATIENT, maxWait: 1_800 }));
		await advance(1_800);
		expect(explanation(await rejection).message).toMatch(/^Run 2 of export 86446 was not finished/);
	});

	it('of a round is in the next one, although it is finished', async () => {
		let answer = () => {};
		source.beforeList = async () => {
			await new Promise<void>((resolve) => {
				answer = resolve;
			});
		};
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		void rejectionOf(watcher.wait(source.add(2), 'A', PATIENT));
		await advance(1_000);
		let joined: TestRun | undefined;
		void watcher.wait(source.add(3, 0), 'A', PATIENT).then((run) => {
			joined = run;
		});
		answer();
		await advance(999);
		expect(joined).toBeUndefined();
		await advance(1);
		answer();
		await advance(0);
		expect(joined).toEqual({ id: 3, status: 'available', learnedAt: 2_000 });
		expect(source.questions).toEqual(['1000 list A', '2000 list A']);
	});

	it('of the last round of a group is not forgotten', async () => {
		let answer = () => {};
		source.beforeGet = async (run) => {
			if (run.id !== 1) return;
			await new Promise<void>((resolve) => {
				answer = resolve;
			});
		};
		const first = watcher.wait(source.add(1, 500), 'A', PATIENT);
		await advance(1_000);
		const second = watcher.wait(source.add(2, 500), 'A', PATIENT);
		answer();
		await advance(1_000);
		expect((await first).learnedAt).toBe(1_000);
		expect((await second).learnedAt).toBe(2_000);
	});

	it('after the end of its group begins a new one', async () => {
		const first = watcher.wait(source.add(1, 500), 'A', PATIENT);
		await advance(10_000);
		await first;
		const second = watcher.wait(source.add(2, 500), 'A', PATIENT);
		await advance(1_000);
		expect((await second).learnedAt).toBe(11_000);
		expect(source.questions).toEqual(['1000 get 1', '11000 get 2']);
	});
});

describe('when the longest wait is over', () => {
	const description =
		"It continues in WebAdMIT: get it later with the operation 'Download', or increase 'Max Wait'.";

	it.each([
		[60_000, '1 minute'],
		[120_000, '2 minutes'],
		[90_000, '1.5 minutes'],
		[1_000, '0.02 minutes'],
		[0, '0 minutes'],
	])('of %d ms, the error names the last status', async (maxWait, written) => {
		const rejection = rejectionOf(
			watcher.wait(source.add(74780), 'A', { pollInterval: 15_000, maxWait }),
		);
		await advance(maxWait);
		expect(explanation(await rejection)).toEqual({
			message: `Run 74780 of export 86446 was not finished after ${written}. Its last status was "In Progress"`,
			description,
		});
		await advance(60_000);
		expect(source.questions.at(-1)).toBe(`${maxWait} get 74780`);
	});

	it('an unknown status is named as it came', async () => {
		source.get = async (run) => ({ ...run, status: 'waiting_for_approval' });
		const rejection = rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 60_000 }),
		);
		await advance(60_000);
		expect(explanation(await rejection).message).toBe(
			'Run 1 of export 86446 was not finished after 1 minute. Its last status was "waiting_for_approval"',
		);
	});

	it('a run that has just been finished is still given back', async () => {
		const promise = watcher.wait(source.add(1, 60_000), 'A', {
			pollInterval: 15_000,
			maxWait: 60_000,
		});
		await advance(60_000);
		await expect(promise).resolves.toEqual({ id: 1, status: 'available', learnedAt: 60_000 });
	});

	it('waiting goes on a moment before', async () => {
		let ended = false;
		void rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 60_000 }),
		).then(() => {
			ended = true;
		});
		await advance(59_999);
		expect(ended).toBe(false);
	});

	it('the others of the group go on', async () => {
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', { ...PATIENT, maxWait: 1_000 }));
		const promise = watcher.wait(source.add(2, 2_000), 'A', PATIENT);
		await advance(1_000);
		expect(explanation(await rejection).message).toMatch(/^Run 1 of export 86446 was not finished/);
		await advance(1_250);
		await expect(promise).resolves.toEqual({ id: 2, status: 'available', learnedAt: 2_250 });
		expect(source.questions).toEqual(['1000 list A', '2250 get 2']);
	});
});

describe('when a question takes long', () => {
	const never = async () => {
		await new Promise(() => {});
	};

	it('who has waited long enough waits ten more seconds for the answer, and no longer', async () => {
		source.beforeGet = never;
		let ended = false;
		const rejection = rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 60_000 }),
		).finally(() => {
			ended = true;
		});
		await advance(69_000);
		expect(ended).toBe(false);
		await advance(1_000);
		expect(explanation(await rejection).message).toBe(
			'Run 1 of export 86446 was not finished after 1 minute. Its last status was "Queued"',
		);
		expect(source.questions).toEqual(['1000 get 1']);
	});

	it('the answer counts that comes in this time', async () => {
		source.beforeGet = async () => {
			await new Promise((resolve) => setTimeout(resolve, 68_000));
		};
		const promise = watcher.wait(source.add(1, 0), 'A', { pollInterval: 15_000, maxWait: 60_000 });
		await advance(69_000);
		expect((await promise).learnedAt).toBe(69_000);
	});

	it('the others of the group wait on', async () => {
		let answer = () => {};
		source.beforeList = async () => {
			await new Promise<void>((resolve) => {
				answer = resolve;
			});
		};
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', { ...PATIENT, maxWait: 5_000 }));
		const promise = watcher.wait(source.add(2, 0), 'A', PATIENT);
		await advance(20_000);
		expect(explanation(await rejection).message).toMatch(/^Run 1 of export 86446 was not finished/);
		answer();
		await advance(0);
		expect((await promise).learnedAt).toBe(20_000);
		expect(source.questions).toEqual(['1000 list A']);
	});

	it('nobody looks all the time, however long the wait may be', async () => {
		source.beforeGet = never;
		void rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 1_000_000 * 60_000 }),
		);
		await advance(1_000);
		const timers = jest.spyOn(globalThis, 'setTimeout');
		await advance(60_000);
		expect(timers.mock.calls.length).toBeLessThan(3);
		timers.mockRestore();
	});

	it('a new run of the group does not wait for what the others have given up', async () => {
		source.beforeGet = async ({ id }) => {
			if (id === 1) await never();
		};
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', { ...PATIENT, maxWait: 0 }));
		await advance(10_000);
		await rejection;
		const promise = watcher.wait(source.add(2, 0), 'A', PATIENT);
		await advance(1_000);
		expect((await promise).learnedAt).toBe(11_000);
	});

	it('its error is heard by nobody once everybody has given up', async () => {
		source.beforeGet = async () => {
			await new Promise((_, reject) => {
				setTimeout(() => {
					reject(new Error('WebAdMIT is not available'));
				}, 60_000);
			});
		};
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', { ...PATIENT, maxWait: 5_000 }));
		await advance(120_000);
		expect(explanation(await rejection).message).toMatch(/^Run 1 of export 86446 was not finished/);
	});
});

describe('when the signal is aborted', () => {
	it('all waiting ends at once with the reason, and nothing more is asked', async () => {
		const rejections = [1, 2, 3].map(
			async (id) =>
				await rejectionOf(watcher.wait(source.add(id), id === 3 ? undefined : 'A', PATIENT)),
		);
		await advance(500);
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		for (const rejection of rejections) expect(await rejection).toBe(reason);
		await advance(60_000);
		expect(source.questions).toEqual([]);
	});

	it('the reason is passed on whatever it is', async () => {
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(500);
		controller.abort('cancelled');
		expect(await rejection).toBe('cancelled');
	});

	it('the reason goes before the error of a question that it broke off', async () => {
		source.beforeList = async () => {
			await new Promise((_, reject) => {
				controller.signal.addEventListener('abort', () => {
					reject(new Error('socket hang up'));
				});
			});
		};
		const rejections = [1, 2].map(
			async (id) => await rejectionOf(watcher.wait(source.add(id), 'A', PATIENT)),
		);
		await advance(1_000);
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		for (const rejection of rejections) expect(await rejection).toBe(reason);
	});

	it('nobody can begin to wait any more', async () => {
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		expect(await rejectionOf(watcher.wait(source.add(1), 'A', PATIENT))).toBe(reason);
		await advance(60_000);
		expect(source.questions).toEqual([]);
	});
});

describe('when a question fails with what will not pass', () => {
	it('all that were asked for together get the error', async () => {
		const failure = new Error('WebAdMIT is not available');
		source.beforeList = async () => {
			throw failure;
		};
		const rejections = [1, 2].map(
			async (id) => await rejectionOf(watcher.wait(source.add(id), 'A', PATIENT)),
		);
		await advance(1_000);
		for (const rejection of rejections) expect(await rejection).toBe(failure);
		await advance(60_000);
		expect(source.questions).toEqual(['1000 list A']);
	});

	it('the other groups go on, and the same group can begin anew', async () => {
		source.beforeList = async () => {
			throw new Error('WebAdMIT is not available');
		};
		const rejections = [1, 2].map(
			async (id) => await rejectionOf(watcher.wait(source.add(id), 'A', PATIENT)),
		);
		const other = watcher.wait(source.add(3, 1_500), 'B', PATIENT);
		await advance(1_000);
		await Promise.all(rejections);
		const again = watcher.wait(source.add(4, 1_500), 'A', PATIENT);
		await advance(1_250);
		expect((await other).learnedAt).toBe(2_250);
		expect((await again).learnedAt).toBe(2_000);
	});

	it('for one run, only that one gets the error', async () => {
		const failure = new Error("Export '86446' not found.");
		source.unlisted.add(2);
		source.beforeGet = async () => {
			throw failure;
		};
		const first = watcher.wait(source.add(1, 1_500), 'A', PATIENT);
		const second = rejectionOf(watcher.wait(source.add(2), 'A', PATIENT));
		const third = watcher.wait(source.add(3, 1_500), 'A', PATIENT);
		await advance(1_000);
		expect(await second).toBe(failure);
		await advance(1_250);
		expect((await Promise.all([first, third])).map(({ id }) => id)).toEqual([1, 3]);
		expect(source.questions).toEqual(['1000 list A', '1000 get 2', '2250 list A']);
	});
});

describe('when a question meets a passing obstacle', () => {
	const away = new ExplainedError('WebAdMIT is not available (HTTP status 503)', {
		description: 'Try again in a few minutes.',
		isPassing: true,
	});

	/** WebAdMIT does not answer until that time. */
	const awayUntil = (time: number, error: Error = away) => {
		const fail = async () => {
			if (source.now() < time) throw error;
		};
		source.beforeList = fail;
		source.beforeGet = fail;
	};

	beforeEach(() => {
		// Of 0.75 to 1.25 times the usual pause, exactly the usual one.
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	it('the next one makes up for it, after pauses that grow', async () => {
		awayUntil(50_000);
		const promise = watcher.wait(source.add(1), 'A', { ...PATIENT, pollInterval: 500 });
		void rejectionOf(promise);
		await advance(64_000);
		// After a failure, 1, 2, 4, 8, 16 and 32 seconds; after an answer as always.
		expect(source.questions).toEqual([
			'500 get 1',
			'1500 get 1',
			'3500 get 1',
			'7500 get 1',
			'15500 get 1',
			'31500 get 1',
			'63500 get 1',
			'64000 get 1',
		]);
	});

	it.each(['A', undefined])(
		'every run is waited for as long as it takes: group %s',
		async (group) => {
			awayUntil(600_000);
			const promises = [1, 2, 3].map(
				async (id) => await watcher.wait(source.add(id, 1_000), group, PATIENT),
			);
			await advance(700_000);
			expect((await Promise.all(promises)).map(({ status }) => status)).toEqual(
				Array.from({ length: 3 }, () => 'available'),
			);
		},
	);

	it('one failed answer has no influence on the pauses after the next good one', async () => {
		awayUntil(1_100);
		void rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(4_000);
		expect(source.questions).toEqual(['1000 get 1', '2250 get 1', '3813 get 1']);
	});

	it('the error at the end names the last status and the obstacle', async () => {
		const begin = source.add(1);
		source.beforeGet = async () => {
			if (source.now() > 5_000) throw away;
		};
		const rejection = rejectionOf(
			watcher.wait(begin, 'A', { pollInterval: 15_000, maxWait: 120_000 }),
		);
		await advance(120_000);
		expect(explanation(await rejection)).toEqual({
			message:
				'Run 1 of export 86446 was not finished after 2 minutes. Its last status was "In Progress". Since then: WebAdMIT is not available (HTTP status 503)',
			description:
				"It continues in WebAdMIT: get it later with the operation 'Download', or increase 'Max Wait'.",
		});
		expect(source.questions.at(-1)).toBe('120000 get 1');
	});

	it('the error at the end says nothing of one that is over', async () => {
		awayUntil(30_000);
		const rejection = rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 120_000 }),
		);
		await advance(120_000);
		expect(explanation(await rejection).message).toBe(
			'Run 1 of export 86446 was not finished after 2 minutes. Its last status was "In Progress"',
		);
	});

	it('nothing is asked before the time that WebAdMIT has named', async () => {
		const retryAt = Date.now() + 100_000;
		const limit = { description: 'Come back later.', isPassing: true, retryAt };
		awayUntil(90_000, new ExplainedError('The hourly limit of WebAdMIT is reached', limit));
		const promise = watcher.wait(source.add(1, 1_000), 'A', PATIENT);
		await advance(100_000);
		expect((await promise).learnedAt).toBe(100_000);
		expect(source.questions).toEqual(['1000 get 1', '100000 get 1']);
	});

	it('a time beyond the longest wait does not make that longer', async () => {
		const retryAt = Date.now() + 3_600_000;
		const limit = { description: 'Come back later.', isPassing: true, retryAt };
		awayUntil(Infinity, new ExplainedError('The hourly limit of WebAdMIT is reached', limit));
		const rejection = rejectionOf(
			watcher.wait(source.add(1), 'A', { pollInterval: 15_000, maxWait: 60_000 }),
		);
		await advance(60_000);
		expect(explanation(await rejection).message).toMatch(
			/after 1 minute\. .*"Queued"\. Since then: The hourly limit of WebAdMIT is reached$/,
		);
		expect(source.questions).toEqual(['1000 get 1', '60000 get 1']);
	});

	it('what may happen only so often in a row ends the waiting when it has', async () => {
		const odd = new ExplainedError('A web page came', {
			description: '',
			isPassing: true,
			timesInARow: 3,
		});
		let questions = 0;
		source.beforeGet = async () => {
			questions += 1;
			// Something else, and a good answer, begin the count anew.
			if (questions === 3) throw away;
			if (questions !== 6) throw odd;
		};
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(600_000);
		expect(await rejection).toBe(odd);
		expect(questions).toBe(9);
	});

	it('the page of a proxy does not, that is there for ten seconds', async () => {
		awayUntil(10_000, unexpectedBody('JSON is', '<html>We will be back soon'));
		const promise = watcher.wait(source.add(1, 1_000), 'A', PATIENT);
		await advance(130_000);
		expect((await promise).status).toBe('available');
	});

	it('a page that stays ends it', async () => {
		const page = unexpectedBody('JSON is', '<html>Please sign in');
		awayUntil(Infinity, page);
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(4 * 60_000);
		expect(await rejection).toBe(page);
		expect(source.questions).toHaveLength(5);
	});

	it('what will not pass ends the waiting also in the middle of it', async () => {
		const refused = new ExplainedError('WebAdMIT refused the API key', { description: '' });
		source.beforeGet = async () => {
			throw source.now() < 10_000 ? away : refused;
		};
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(20_000);
		expect(await rejection).toBe(refused);
	});

	it('the end of the execution ends it at once', async () => {
		awayUntil(Infinity);
		const rejection = rejectionOf(watcher.wait(source.add(1), 'A', PATIENT));
		await advance(20_000);
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		expect(await rejection).toBe(reason);
	});
});

describe('when an answer about one run of many hangs', () => {
	it('the others are asked for as often as ever, and come at once', async () => {
		source.beforeGet = async ({ id }) => {
			if (id === 1) await new Promise(() => {});
		};
		const finished: string[] = [];
		for (const id of [1, 2, 3]) {
			const run = source.add(id, id * 1_000 - 500);
			void watcher.wait(run, undefined, PATIENT).then(
				() => finished.push(`${source.now()} ${id}`),
				() => {},
			);
		}
		await advance(4_000);
		expect(finished).toEqual(['2250 2', '3813 3']);
		expect(source.questions.filter((question) => question.endsWith('get 1'))).toEqual([
			'1000 get 1',
		]);
	});

	it('the others of its group are asked for together without it', async () => {
		source.unlisted.add(1);
		source.beforeGet = async ({ id }) => {
			if (id === 1) await new Promise(() => {});
		};
		const others = [1, 2, 3].map(
			async (id) => await watcher.wait(source.add(id, 2_000), 'A', PATIENT),
		);
		void Promise.all(others).catch(() => {});
		await advance(2_250);
		expect((await Promise.all(others.slice(1))).map(({ id }) => id)).toEqual([2, 3]);
		expect(source.questions).toEqual(['1000 list A', '1000 get 1', '2250 list A']);
	});
});

describe('whatever runs there are', () => {
	const anyRun = fc.record({
		joins: fc.integer({ min: 0, max: 120_000 }),
		takes: fc.integer({ min: 1, max: 120_000 }),
		group: fc.constantFrom('A', 'B', undefined),
		pollInterval: fc.integer({ min: 1_000, max: 60_000 }),
	});

	it('each is noticed in time, and no group is asked for twice at once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyRun, { minLength: 1, maxLength: 8 }), async (runs) => {
				source = new RecordingSource();
				watcher = new RunWatcher(source, controller.signal);
				const noticed = runs.map(async ({ joins, takes, group, pollInterval }, id) => {
					const run = source.add(id, joins + takes);
					await new Promise((resolve) => setTimeout(resolve, joins));
					return await watcher.wait(run, group, { pollInterval, maxWait: PATIENT.maxWait });
				});
				await advance(600_000);

				for (const [id, run] of (await Promise.all(noticed)).entries()) {
					const { joins = 0, takes = 0, pollInterval = 0 } = runs[id] ?? {};
					expect(run.id).toBe(id);
					expect(run.learnedAt).toBeGreaterThanOrEqual(joins + takes);
					const delay = run.learnedAt - joins - takes;
					// A millisecond is what a timer may be late.
					expect(delay).toBeLessThanOrEqual(Math.min(1_000 + takes / 4, pollInterval) + 1);
				}
				expect(new Set(source.questions).size).toBe(source.questions.length);
			}),
			{ numRuns: 50 },
		);
	});
});

describe('the questions for many runs that no list has', () => {
	it('stay within half of the hourly limit, once they are more than a thousand', async () => {
		const runs = Array.from({ length: 300 }, (_, index) => source.add(index + 1));
		const waiting = runs.map(
			async (run) => await rejectionOf(watcher.wait(run, undefined, PATIENT)),
		);

		await jest.advanceTimersByTimeAsync(4 * 3_600_000);
		const asked = source.questions.length;
		// Several rounds come at once; after that, a round of 300 takes 450 seconds at least.
		expect(asked).toBeGreaterThan(1_000);
		expect(asked).toBeLessThan(1_000 + 300 + 4 * 2_400 + 300);
		const rounds = [...new Set(source.questions.map((question) => parseInt(question, 10)))];
		for (const [index, round] of rounds.slice(4).entries()) {
			expect(round - (rounds[index + 3] ?? 0)).toBeGreaterThan(400_000);
		}
		controller.abort(new Error('over'));
		await Promise.all(waiting);
	}, 30_000);

	it('come in time for whoever does not want to wait so long', async () => {
		const short = { pollInterval: 15_000, maxWait: 300_000 };
		const runs = Array.from({ length: 300 }, (_, index) => source.add(index + 1));
		const waiting = runs.map(async (run) => await rejectionOf(watcher.wait(run, undefined, short)));

		await jest.advanceTimersByTimeAsync(315_000);

		for (const error of await Promise.all(waiting)) {
			expect(explanation(error).message).toContain('not finished after 5 minutes');
		}
	});
});
