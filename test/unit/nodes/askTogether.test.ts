import type { RunSource } from '../../../nodes/WebAdmit/runs/askTogether';
import { askAll, askTogether, runSource } from '../../../nodes/WebAdmit/runs/askTogether';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import { rejectionOf } from './explanation';
import { recordingRequest } from './recordingRequest';

interface TestRun {
	id: number;
	state: string;
}

let questions: string[];
let listed: number[];

/** Says of every run how it learned its state; run 13 cannot be asked for, and neither can group 13. */
const source: RunSource<TestRun, number> = {
	onGivingUp: 'Download it later.',
	list: async (group) => {
		questions.push(`list ${group}`);
		if (group === 13) throw new Error('group 13');
		return listed.map((id) => ({ id, state: `listed in ${group}` }));
	},
	get: async ({ id }) => {
		questions.push(`get ${id}`);
		if (id === 13) throw new Error('run 13');
		return { id, state: 'got' };
	},
	nameOf: ({ id }) => `run ${id}`,
};

beforeEach(() => {
	questions = [];
	listed = [];
});

function run(id: number): TestRun {
	return { id, state: 'old' };
}

function learned(id: number, state: string) {
	return { status: 'fulfilled', value: { id, state } };
}

/** What has become of each run once all its questions are answered. */
async function outcomes(group: number | undefined, runs: TestRun[]) {
	return await Promise.allSettled(await askTogether(source, group, runs));
}

describe('askTogether', () => {
	it('asks for many with one question', async () => {
		listed = [3, 2, 1, 4];
		expect(await outcomes(7, [run(1), run(2), run(3)])).toEqual([
			learned(1, 'listed in 7'),
			learned(2, 'listed in 7'),
			learned(3, 'listed in 7'),
		]);
		expect(questions).toEqual(['list 7']);
	});

	it('asks singly for what is missing in the list', async () => {
		listed = [2];
		expect(await outcomes(7, [run(1), run(2), run(3)])).toEqual([
			learned(1, 'got'),
			learned(2, 'listed in 7'),
			learned(3, 'got'),
		]);
		expect(questions).toEqual(['list 7', 'get 1', 'get 3']);
	});

	it('asks singly for a single run', async () => {
		listed = [1];
		expect(await outcomes(7, [run(1)])).toEqual([learned(1, 'got')]);
		expect(questions).toEqual(['get 1']);
	});

	it('asks singly for two runs without a group', async () => {
		expect(await outcomes(undefined, [run(1), run(2)])).toEqual([
			learned(1, 'got'),
			learned(2, 'got'),
		]);
		expect(questions).toEqual(['get 1', 'get 2']);
	});

	it('asks nothing for nobody', async () => {
		expect(await outcomes(7, [])).toEqual([]);
		expect(questions).toEqual([]);
	});

	it('tells of each run whether its question failed', async () => {
		listed = [1];
		expect(await outcomes(7, [run(1), run(13), run(2)])).toEqual([
			learned(1, 'listed in 7'),
			{ status: 'rejected', reason: new Error('run 13') },
			learned(2, 'got'),
		]);
	});

	it('lets nobody wait for the slowest answer', async () => {
		let answer = () => {};
		const slow: RunSource<TestRun, number> = {
			...source,
			get: async (asked) => {
				if (asked.id === 1) {
					await new Promise<void>((resolve) => {
						answer = resolve;
					});
				}
				return await source.get(asked);
			},
		};
		const [first, second] = await askTogether(slow, undefined, [run(1), run(2)]);
		expect(await second).toEqual({ id: 2, state: 'got' });
		answer();
		expect(await first).toEqual({ id: 1, state: 'got' });
	});

	it('fails when the question for all does', async () => {
		expect(await rejectionOf(askTogether(source, 13, [run(1), run(2)]))).toEqual(
			new Error('group 13'),
		);
	});
});

describe('askAll', () => {
	it('asks group by group, and answers in the order of the runs', async () => {
		listed = [1, 2, 3, 4];
		const members = [
			{ group: 7, run: run(1) },
			{ group: 8, run: run(2) },
			{ group: 7, run: run(3) },
			{ group: 9, run: run(4) },
			{ group: 8, run: run(5) },
		];
		expect(await askAll(source, members)).toEqual([
			learned(1, 'listed in 7'),
			learned(2, 'listed in 8'),
			learned(3, 'listed in 7'),
			learned(4, 'got'),
			learned(5, 'got'),
		]);
		expect([...questions].sort()).toEqual(['get 4', 'get 5', 'list 7', 'list 8']);
	});

	it('tells of each run whether its question failed', async () => {
		const members = [
			{ group: 7, run: run(13) },
			{ group: 8, run: run(2) },
		];
		expect(await askAll(source, members)).toEqual([
			{ status: 'rejected', reason: new Error('run 13') },
			learned(2, 'got'),
		]);
	});

	it('tells of every run of a group that its question failed, and of the others their state', async () => {
		listed = [4];
		const members = [
			{ group: 13, run: run(1) },
			{ group: 7, run: run(4) },
			{ group: 13, run: run(2) },
			{ group: 7, run: run(5) },
		];
		expect(await askAll(source, members)).toEqual([
			{ status: 'rejected', reason: new Error('group 13') },
			learned(4, 'listed in 7'),
			{ status: 'rejected', reason: new Error('group 13') },
			learned(5, 'got'),
		]);
	});

	it('asks nothing for nobody', async () => {
		expect(await askAll(source, [])).toEqual([]);
		expect(questions).toEqual([]);
	});
});

describe('runSource', () => {
	const written = { id: 1, export_id: 2, status: 'Queued' };
	const queued = { id: 1, parentId: 2, sourceId: 2, status: 'queued', links: [], fields: {} };

	it('learns the state of runs of a kind, whatever else is odd in the list', async () => {
		const { request, calls } = recordingRequest({ export_files: [{ id: null }, written] });
		expect(await runSource(exportFile, request).list(7)).toEqual([
			{ ...queued, userIdentityId: 7 },
		]);
		expect(calls).toEqual([{ path: ['user_identities', 7, 'export_files'] }]);
	});

	it('learns the state of one run, and keeps its identity', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		const known = { ...queued, status: 'initializing', userIdentityId: 7 };
		expect(await runSource(exportFile, request).get(known)).toEqual({ ...known, status: 'queued' });
		expect(calls).toEqual([{ path: ['exports', 2, 'export_files', 1] }]);
	});

	it('names a run in the words of its kind', () => {
		const { request } = recordingRequest({});
		expect(runSource(exportFile, request).nameOf(queued)).toBe('run 1 of export 2');
	});
});
