import * as fc from 'fast-check';
import type { Memory, SeenRun, Subject } from '../../../nodes/WebAdmit/polling/memory';
import { CAPACITY, look } from '../../../nodes/WebAdmit/polling/memory';
import type { Wanted } from '../../../nodes/WebAdmit/trigger/settings';

const SUBJECT: Subject = {
	kind: 'exportFile',
	userIdentityId: 37442,
	baseUrl: 'https://api.webadmit.org',
};
const WANTED: Wanted = { statuses: ['available', 'success_with_errors'], sourceIds: [] };

const run = (id: number, status = 'available', sourceId = 86446): SeenRun => ({
	id,
	status,
	sourceId,
});

/** Looks at lists one after the other, as stored and read back in between, and gives the IDs that each has found. */
function lookAtAll(lists: SeenRun[][], wanted = WANTED): number[][] {
	let memory: Memory | undefined;
	return lists.map((list) => {
		const seen = look(memory, SUBJECT, wanted, list);
		memory = stored(seen.memory);
		return seen.found.map(({ id }) => id);
	});
}

const stored = (memory: Memory): Memory => JSON.parse(JSON.stringify(memory)) as Memory;

describe('a look at the list', () => {
	it('finds nothing at first, and later what has finished since', () => {
		expect(
			lookAtAll([
				[run(1), run(2, 'queued')],
				[run(1), run(2), run(3)],
				[run(2), run(3)],
			]),
		).toEqual([[], [2, 3], []]);
	});

	it.each([
		['a run that was seen going on', [run(5), run(3, 'in_progress')], [run(5), run(3)], [3]],
		['a run that finished between two polls', [run(5)], [run(6), run(5)], [6]],
		['a list in another order', [run(5), run(3, 'queued')], [run(3), run(7), run(5)], [3, 7]],
		['a status that is not known', [run(5, 'archiving')], [run(5)], [5]],
		['a list that was empty at first', [], [run(5)], [5]],
		['the same run twice in a list', [run(1)], [run(2, 'queued'), run(2), run(2)], [2]],
		['a run that is listed no more', [run(1), run(2)], [run(2)], []],
		['nothing', [run(1), run(2)], [], []],
	])('copes with %s', (_, first, second, found) => {
		expect(lookAtAll([first, second])).toEqual([[], found]);
	});

	it('finds a run that is older than the last one, but finished later', () => {
		expect(
			lookAtAll([
				[run(1)],
				[run(2, 'queued'), run(1)],
				[run(3), run(2, 'queued'), run(1)],
				[run(3), run(2), run(1)],
			]),
		).toEqual([[], [], [3], [2]]);
	});

	it('finds no run again that was out of sight in between', () => {
		expect(lookAtAll([[run(1)], [run(2), run(1)], [], [run(1)], [run(2), run(1)]])).toEqual([
			[],
			[2],
			[],
			[],
			[],
		]);
	});

	it('takes what comes into view at the end of the list for old, but not what it has seen going on', () => {
		expect(
			lookAtAll([
				[run(9), run(8)],
				[run(9), run(8), run(7), run(6, 'queued')],
				[run(9), run(8), run(7), run(6), run(5)],
			]),
		).toEqual([[], [], [6]]);
	});

	it('finds only what is wanted', () => {
		const wanted = { statuses: ['failed', 'available'], sourceIds: [1, 2] };
		const second = [run(1, 'failed', 1), run(2, 'empty_list', 1), run(3, 'available', 3)];
		expect(lookAtAll([[], second], wanted)).toEqual([[], [1]]);
	});

	it.each<[string, Partial<Subject>]>([
		['kind', { kind: 'pdfManagerBatch' }],
		['identity', { userIdentityId: 41877 }],
		['WebAdMIT', { baseUrl: 'https://prelaunch.webadmit.org' }],
	])('begins anew with another %s', (_, change) => {
		const { memory } = look(undefined, SUBJECT, WANTED, [run(1)]);
		const other = { ...SUBJECT, ...change };
		const changed = look(memory, other, WANTED, [run(2), run(3, 'queued')]);
		expect(changed.found).toEqual([]);
		expect(look(changed.memory, other, WANTED, [run(2), run(3)]).found).toEqual([run(3)]);
	});

	it('finds after a change of what is wanted only what was wanted before and still is', () => {
		const { memory } = look(undefined, SUBJECT, WANTED, [run(1)]);
		const more = { statuses: ['available', 'failed'], sourceIds: [86446] };
		const list = [run(2, 'failed'), run(3), run(4, 'success_with_errors'), run(5, 'available', 1)];
		const changed = look(memory, SUBJECT, more, list);
		expect(changed.found).toEqual([run(3)]);
		const later = [...list, run(6, 'failed')];
		expect(look(changed.memory, SUBJECT, more, later).found).toEqual([run(6, 'failed')]);
		expect(look(changed.memory, SUBJECT, WANTED, list).found).toEqual([]);
	});

	it('remembers so many runs and no more, and finds none of them again', () => {
		const list = (from: number, to: number, status?: string) =>
			Array.from({ length: to - from }, (_, index) => run(from + index, status));
		const first = look(undefined, SUBJECT, WANTED, [run(1), ...list(2, 4, 'queued')]);
		const second = look(first.memory, SUBJECT, WANTED, list(4, 3 * CAPACITY));
		expect(second.found).toHaveLength(3 * CAPACITY - 4);
		expect(second.memory.finished).toHaveLength(CAPACITY);
		// Those that were going on are not forgotten over it.
		const third = look(second.memory, SUBJECT, WANTED, list(1, 3 * CAPACITY + 1));
		expect(third.found.map(({ id }) => id)).toEqual([2, 3, 3 * CAPACITY]);
		expect(JSON.stringify(third.memory).length).toBeLessThan(10 * CAPACITY);

		const many = look(undefined, SUBJECT, WANTED, list(1, 3 * CAPACITY, 'queued'));
		expect(many.memory.goingOn).toHaveLength(CAPACITY);
		expect(look(many.memory, SUBJECT, WANTED, list(1, 3 * CAPACITY)).found).toHaveLength(
			3 * CAPACITY - 1,
		);
	});
});

/** What can happen between people, WebAdMIT and n8n. */
type Event =
	| { what: 'start'; sourceId: number }
	/** One of the runs that are going on, counted from the oldest. */
	| { what: 'finish'; which: number; status: string }
	| { what: 'fail' }
	/** n8n asks, and the answer comes after so many further events; other polls may begin and end meanwhile. */
	| { what: 'poll'; length: number; order: number; unread: number; late: number }
	/** n8n begins anew with what it has saved: after the last poll that found something, or the last start. */
	| { what: 'restart' };

const OUTCOMES = ['available', 'success_with_errors', 'empty_list', 'failed'];

const events = fc.array(
	fc.oneof(
		{
			weight: 3,
			arbitrary: fc.record({ what: fc.constant('start' as const), sourceId: fc.nat(2) }),
		},
		{
			weight: 3,
			arbitrary: fc.record({
				what: fc.constant('finish' as const),
				which: fc.nat(5),
				status: fc.constantFrom(...OUTCOMES),
			}),
		},
		{ weight: 1, arbitrary: fc.constant({ what: 'fail' as const }) },
		{
			weight: 4,
			arbitrary: fc.record({
				what: fc.constant('poll' as const),
				length: fc.oneof(fc.constant(100), fc.nat(8)),
				order: fc.nat(),
				unread: fc.oneof(fc.constant(0), fc.nat(7)),
				late: fc.oneof(fc.constant(0), fc.nat(3)),
			}),
		},
		{ weight: 1, arbitrary: fc.constant({ what: 'restart' as const }) },
	),
	{ maxLength: 60 },
);

/** WebAdMIT and n8n as a history leaves them, with a plain account of what should have been found. */
class World {
	readonly runs: SeenRun[] = [];

	/** How often each run was found. */
	readonly found = new Map<number, number>();

	/** The runs that have been in a list that n8n has looked at after the first one, finished and wanted. */
	readonly due = new Set<number>();

	/** Those that the first list had finished. */
	readonly before = new Set<number>();

	/** Those that were beyond the end of the first list: nobody can tell whether they had finished by then. */
	readonly beyond = new Set<number>();

	private memory: Memory | undefined;

	private saved: Memory | undefined;

	constructor(private readonly wanted: Wanted) {}

	/** @returns what arrives later. */
	happen(event: Event): (() => void) | undefined {
		switch (event.what) {
			case 'start':
				this.runs.push(run(this.runs.length + 1, 'queued', event.sourceId));
				return undefined;
			case 'finish': {
				const goingOn = this.runs.filter(({ status }) => status === 'queued');
				const one = goingOn[event.which % Math.max(1, goingOn.length)];
				if (one) one.status = event.status;
				return undefined;
			}
			case 'fail':
				return undefined;
			case 'restart':
				this.memory = this.saved && stored(this.saved);
				return undefined;
			case 'poll': {
				const list = this.listOf(event);
				return () => {
					this.see(list);
				};
			}
		}
	}

	/** The newest runs, so many of them, in some order, without some that could not be read. */
	private listOf({ length, order, unread }: Event & { what: 'poll' }): SeenRun[] {
		return this.runs
			.slice(Math.max(0, this.runs.length - length))
			.filter(({ id }) => unread === 0 || id % 8 !== unread)
			.map((one) => ({ ...one }))
			.sort((a, b) => ((a.id * 7919 + order) % 31) - ((b.id * 7919 + order) % 31));
	}

	see(list: SeenRun[]): void {
		const isFirst = this.memory === undefined;
		const { memory, found } = look(this.memory, SUBJECT, this.wanted, list);
		this.memory = memory;
		for (const { id } of found) this.found.set(id, (this.found.get(id) ?? 0) + 1);
		if (isFirst || found.length > 0) this.saved = stored(memory);
		if (isFirst) {
			for (const { id, status } of list) if (status !== 'queued') this.before.add(id);
			const end = Math.min(...list.map(({ id }) => id));
			for (const { id } of this.runs) if (list.length > 0 && id < end) this.beyond.add(id);
		}
		for (const { id, status, sourceId } of isFirst ? [] : list) {
			const isWanted = this.wanted.statuses.includes(status);
			const { sourceIds } = this.wanted;
			if (isWanted && (sourceIds.length === 0 || sourceIds.includes(sourceId))) this.due.add(id);
		}
	}
}

it('finds each wanted run exactly once while it is listed, whatever happens', () => {
	fc.assert(
		fc.property(events, fc.constantFrom<number[]>([], [1], [0, 2]), (history, sourceIds) => {
			const world = new World({ ...WANTED, sourceIds });
			const underWay: Array<{ in: number; arrive: () => void }> = [];
			for (const event of history) {
				const arrive = world.happen(event);
				// What was asked before a restart does not arrive after it.
				if (event.what === 'restart') underWay.length = 0;
				if (arrive && event.what === 'poll') underWay.push({ in: event.late, arrive });
				for (const poll of underWay.splice(0)) {
					if (poll.in === 0) poll.arrive();
					else underWay.push({ ...poll, in: poll.in - 1 });
				}
			}

			for (const [id, times] of world.found) {
				expect({ id, times }).toEqual({ id, times: 1 });
				expect(world.due).toContain(id);
				expect(world.before).not.toContain(id);
			}
			for (const id of world.due) {
				const isOld = world.before.has(id) || world.beyond.has(id);
				if (!isOld) expect([...world.found.keys()]).toContain(id);
			}
		}),
		{ numRuns: 2_000 },
	);
});
