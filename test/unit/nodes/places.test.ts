import fc from 'fast-check';
import { createPlaces } from '../../../nodes/WebAdmit/transport/places';

/** A task that goes on until it is told how to end. */
class Task {
	started = false;

	succeed: (value: string) => void = () => {};

	fail: (error: Error) => void = () => {};

	readonly run = async (): Promise<string> => {
		this.started = true;
		return await new Promise((resolve, reject) => {
			this.succeed = resolve;
			this.fail = reject;
		});
	};
}

/** Lets everything happen that waits for nothing but promises. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

function started(tasks: Task[]): boolean[] {
	return tasks.map((task) => task.started);
}

describe('createPlaces', () => {
	it('starts as many tasks at once as there are places, and at once', () => {
		const places = createPlaces(2);
		const tasks = [new Task(), new Task(), new Task()];
		for (const task of tasks) void places(task.run);
		expect(started(tasks)).toEqual([true, true, false]);
	});

	it('starts the first in line when one has ended', async () => {
		const places = createPlaces(2);
		const tasks = [new Task(), new Task(), new Task(), new Task()];
		for (const task of tasks) void places(task.run);
		tasks[1]?.succeed('');
		await settle();
		expect(started(tasks)).toEqual([true, true, true, false]);
		tasks[2]?.succeed('');
		await settle();
		expect(started(tasks)).toEqual([true, true, true, true]);
	});

	it('hands over what the task gives', async () => {
		const places = createPlaces(1);
		await expect(places(async () => 42)).resolves.toBe(42);
	});

	it('hands over the error of a task, and gives its place to the next', async () => {
		const places = createPlaces(1);
		const [first, second] = [new Task(), new Task()];
		const failing = places(first.run);
		const waiting = places(second.run);
		const error = new Error('broken');
		first.fail(error);
		await expect(failing).rejects.toBe(error);
		await settle();
		expect(second.started).toBe(true);
		second.succeed('done');
		await expect(waiting).resolves.toBe('done');
	});

	it('has the place back of a task that throws at once', async () => {
		const places = createPlaces(1);
		const failing = places(() => {
			throw new Error('broken');
		});
		await expect(failing).rejects.toThrow('broken');
		await expect(places(async () => 'next')).resolves.toBe('next');
	});

	it('puts tasks that are to be first before all that wait, in their order', async () => {
		const places = createPlaces(1);
		const order: string[] = [];
		const task = async (name: string, isFirst?: boolean) =>
			await places(async () => order.push(name), { isFirst });
		await Promise.all([task('a'), task('b'), task('c', true), task('d', true), task('e')]);
		expect(order).toEqual(['a', 'c', 'd', 'b', 'e']);
	});

	it('has all places back when everybody has ended', async () => {
		const places = createPlaces(2);
		await Promise.all([1, 2, 3, 4, 5].map(async (value) => await places(async () => value)));
		const tasks = [new Task(), new Task(), new Task()];
		for (const task of tasks) void places(task.run);
		expect(started(tasks)).toEqual([true, true, false]);
	});

	it('counts for itself alone', () => {
		const tasks = [new Task(), new Task()];
		for (const task of tasks) void createPlaces(1)(task.run);
		expect(started(tasks)).toEqual([true, true]);
	});

	it('keeps to size and order, and leaves no place empty, however the tasks end', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				fc.integer({ min: 1, max: 5 }),
				fc.array(fc.boolean(), { maxLength: 20 }),
				async (scheduler, size, succeeds) => {
					const places = createPlaces(size);
					const order: number[] = [];
					let running = 0;
					let ended = 0;
					const results = succeeds.map(
						async (succeed, index) =>
							await places(async () => {
								order.push(index);
								running += 1;
								expect(running).toBeLessThanOrEqual(size);
								await scheduler.schedule(Promise.resolve(), `task ${index}`);
								// Nobody who could run is left waiting.
								expect(running).toBe(Math.min(size, succeeds.length - ended));
								running -= 1;
								ended += 1;
								if (!succeed) throw new Error(`task ${index}`);
								return index;
							}),
					);
					const outcomes = await scheduler.waitFor(Promise.allSettled(results));
					expect(order).toEqual(succeeds.map((_, index) => index));
					expect(
						outcomes.map((outcome) =>
							outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason),
						),
					).toEqual(succeeds.map((succeed, index) => (succeed ? index : `Error: task ${index}`)));
				},
			),
		);
	});
});
