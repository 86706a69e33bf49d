import { Turns } from '../../../nodes/WebAdmit/callbacks/turns';
import { rejectionOf } from './explanation';

/** A task that goes on until it is told how to end, and a record of what began. */
class Task {
	succeed: (value: string) => void = () => {};

	fail: (error: Error) => void = () => {};

	constructor(
		private readonly name: string,
		private readonly begun: string[],
	) {}

	readonly run = async (): Promise<string> => {
		this.begun.push(this.name);
		return await new Promise((resolve, reject) => {
			this.succeed = resolve;
			this.fail = reject;
		});
	};
}

let begun: string[];
let turns: Turns;

beforeEach(() => {
	begun = [];
	turns = new Turns();
});

function tasks(...names: string[]): Task[] {
	return names.map((name) => new Task(name, begun));
}

/** Lets everything happen that waits for nothing but promises. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

describe('Turns', () => {
	it('begins a task at once when nobody is before it', () => {
		const [first] = tasks('first');
		if (first) void turns.take('a', first.run);
		expect(begun).toEqual(['first']);
	});

	it('runs tasks with the same key one after the other, in their order', async () => {
		const all = tasks('first', 'second', 'third');
		const results = all.map(async (task) => await turns.take('a', task.run));
		expect(begun).toEqual(['first']);
		all[0]?.succeed('1');
		await settle();
		expect(begun).toEqual(['first', 'second']);
		all[1]?.succeed('2');
		await settle();
		expect(begun).toEqual(['first', 'second', 'third']);
		all[2]?.succeed('3');
		expect(await Promise.all(results)).toEqual(['1', '2', '3']);
	});

	it('runs tasks with different keys side by side', () => {
		const [first, second] = tasks('first', 'second');
		if (first) void turns.take('a', first.run);
		if (second) void turns.take('b', second.run);
		expect(begun).toEqual(['first', 'second']);
	});

	it('goes on after a task that failed, whose error only its own caller gets', async () => {
		const [first, second] = tasks('first', 'second');
		if (!first || !second) throw new Error('There are two tasks');
		const failing = rejectionOf(turns.take('a', first.run));
		const waiting = turns.take('a', second.run);
		const error = new Error('broken');
		first.fail(error);
		expect(await failing).toBe(error);
		await settle();
		expect(begun).toEqual(['first', 'second']);
		second.succeed('done');
		expect(await waiting).toBe('done');
	});

	it('lets a late one wait for the last, not for the first', async () => {
		const all = tasks('first', 'second', 'third');
		const [first, second, third] = all;
		if (!first || !second || !third) throw new Error('There are three tasks');
		void turns.take('a', first.run);
		void turns.take('a', second.run);
		first.succeed('');
		await settle();
		void turns.take('a', third.run);
		await settle();
		expect(begun).toEqual(['first', 'second']);
		second.succeed('');
		await settle();
		expect(begun).toEqual(['first', 'second', 'third']);
	});

	it('begins at once again when all have ended', async () => {
		const [first, second] = tasks('first', 'second');
		if (!first || !second) throw new Error('There are two tasks');
		const ended = turns.take('a', first.run);
		first.succeed('');
		await ended;
		void turns.take('a', second.run);
		expect(begun).toEqual(['first', 'second']);
	});
});
