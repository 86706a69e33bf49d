import { startSandbox, type Sandbox } from '../../sandbox';
import { apiOf, startRun, statusOf, type FilesAnswer, type RunAnswer } from './helpers';

/** A time that stands still, so that only the tests move the clock. */
const NOW = Date.UTC(2014, 10, 5, 12);

describe('runs', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ now: () => NOW, statusSpelling: 'snake', runSeconds: 8 });
	});
	beforeEach(() => {
		sandbox.reset();
	});
	afterAll(async () => {
		await sandbox.close();
	});

	async function recent(identityId: number): Promise<RunAnswer[]> {
		const answer = await apiOf(sandbox).get<FilesAnswer>(
			`/user_identities/${identityId}/export_files`,
		);
		expect(answer.data.href).toBe(`/api/v1/user_identities/${identityId}/export_files`);
		return answer.data.export_files;
	}

	it('answers as the documentation has it', async () => {
		sandbox.configure({ statusSpelling: 'documented' });
		const { data } = await apiOf(sandbox).post<object>(
			'/user_identities/37442/exports/86446/export_files',
		);
		expect(data).toEqual({
			export_files: {
				id: 74780,
				href: '/api/v1/exports/86446/export_files/74780',
				export_id: 86446,
				status: 'Initializing',
			},
		});
	});

	it('has hrefs that lead to the run', async () => {
		const started = await startRun(sandbox);
		for (const run of [started, ...(await recent(37442))]) {
			const { status, data } = await apiOf(sandbox).get<{ export_files: RunAnswer }>(
				sandbox.apiUrl + run.href,
			);
			expect(status).toBe(200);
			expect(data.export_files).toMatchObject(run);
		}
	});

	it("has the vendor's own odd href only where a fault asks for it", async () => {
		const href = '/api/v1/exports/86466/export_files/74780';
		sandbox.addFault({ on: 'api', kind: { patch: { href } } });
		const run = await startRun(sandbox);
		expect(run).toMatchObject({ href, export_id: 86446 });
		expect((await apiOf(sandbox).get(sandbox.apiUrl + href)).status).toBe(404);
	});

	it('goes through all states as time passes', async () => {
		const run = await startRun(sandbox);
		const seen = [];
		for (const ms of [1000, 2000, 2000, 2999, 1]) {
			sandbox.advanceClock(ms);
			seen.push((await statusOf(sandbox, run)).status);
		}
		expect(seen).toEqual(['initializing', 'queued', 'in_progress', 'in_progress', 'available']);
	});

	it.each([
		[86446, 'available', true],
		[86490, 'success_with_errors', true],
		[86482, 'empty_list', false],
		[86483, 'failed', false],
	])('export %d ends as %s', async (exportId, status, file) => {
		const run = await startRun(sandbox, exportId);
		expect(await statusOf(sandbox, run)).not.toHaveProperty('download_url');
		sandbox.advanceClock(8000);
		const ended = await statusOf(sandbox, run);
		expect(ended.status).toBe(status);
		expect('download_url' in ended).toBe(file);
	});

	it('is finished in the answer when runs take no time', async () => {
		sandbox.configure({ runSeconds: 0 });
		const run = await startRun(sandbox);
		expect(run.status).toBe('available');
		expect(run).not.toHaveProperty('download_url');
	});

	it('gives the run that is going on, also to another identity, and a new one once it is over', async () => {
		const first = await startRun(sandbox, 86460);
		sandbox.advanceClock(7000);
		const second = await startRun(sandbox, 86460, { identityId: 41877 });
		expect(second).toEqual({ ...first, status: 'in_progress' });
		const other = await startRun(sandbox, 86446);
		expect(other.id).not.toBe(first.id);
		sandbox.advanceClock(1000);
		expect((await startRun(sandbox, 86460)).id).toBeGreaterThan(other.id);
	});

	it('issues a new URL each time', async () => {
		sandbox.configure({ runSeconds: 0 });
		const run = await startRun(sandbox);
		const first = (await statusOf(sandbox, run)).download_url;
		const second = (await statusOf(sandbox, run)).download_url;
		expect(first).toMatch(/^http:/);
		expect(second).not.toBe(first);
	});

	it('lists the recent files of an identity, newest first and without URLs', async () => {
		const seeded = await recent(37442);
		expect(seeded.map((run) => run.id)).toEqual([74771, 74766, 74759, 74745, 74731, 74702]);
		const run = await startRun(sandbox);
		const files = await recent(37442);
		expect(files[0]).toEqual(run);
		expect(files.filter((file) => 'download_url' in file)).toEqual([]);
		expect(new Set(files.map((file) => file.status))).toEqual(
			new Set(['initializing', 'available', 'success_with_errors', 'failed', 'empty_list']),
		);
		expect((await recent(45310)).map((file) => file.id)).toEqual([74774]);
		expect(await recent(60118)).toEqual([]);
	});

	it.each([
		['documented', ['In Progress', 'In Progress', 'In Progress']],
		['title', ['In Progress', 'In Progress', 'In Progress']],
		['snake', ['in_progress', 'in_progress', 'in_progress']],
	] as const)('writes statuses as %s', async (statusSpelling, expected) => {
		sandbox.configure({ statusSpelling });
		const run = await startRun(sandbox);
		sandbox.advanceClock(5000);
		const seen = [];
		for (let time = 0; time < 3; time++) seen.push((await statusOf(sandbox, run)).status);
		expect(seen).toEqual(expected);
	});

	it('writes statuses by turns', async () => {
		sandbox.configure({ statusSpelling: 'mixed' });
		const run = await startRun(sandbox, 86490);
		sandbox.finishRun(run.id);
		const seen = [];
		for (let time = 0; time < 4; time++) seen.push((await statusOf(sandbox, run)).status);
		const spellings = ['Success With Errors', 'success_with_errors'];
		expect(new Set(seen)).toEqual(new Set(spellings));
		expect(seen[0]).toBe(seen[2]);
		expect(seen[1]).toBe(seen[3]);
	});

	it('can be steered: outcomes, ends, runs of the past', async () => {
		sandbox.setOutcome(86446, 'failed');
		const failed = await startRun(sandbox);
		expect(sandbox.finishRun(failed.id)).toMatchObject({ status: 'failed', finishesAt: NOW });
		const ended = await startRun(sandbox);
		expect(sandbox.finishRun(ended.id, 'empty_list').status).toBe('empty_list');
		const long = sandbox.addExport({ identityIds: [37442], runSeconds: 600 });
		const going = sandbox.addRun({ exportId: long.id, startedSecondsAgo: 590 });
		expect(going.status).toBe('in_progress');
		expect((await startRun(sandbox, long.id)).id).toBe(going.id);
		const old = sandbox.addFinishedRun({ exportId: 86446, id: 5, outcome: 'available' });
		expect(old).toMatchObject({ id: 5, identityId: 37442, status: 'available' });
		expect(() => sandbox.addRun({ exportId: 1 })).toThrow('no export 1');
		expect(() => sandbox.finishRun(1)).toThrow('no run 1');
	});

	it('is all forgotten by a reset', async () => {
		await startRun(sandbox);
		sandbox.advanceClock(1000);
		sandbox.configure({ runSeconds: 1, statusSpelling: 'title' });
		sandbox.addFault({ on: 'api', kind: 'hang' });
		sandbox.reset();
		expect(sandbox.runs).toHaveLength(7);
		expect(sandbox.settings).toMatchObject({ runSeconds: 8, statusSpelling: 'snake' });
		expect(sandbox.requests).toEqual([]);
		expect(sandbox.faults).toEqual([]);
		expect(sandbox.time).toBe(NOW);
		expect((await startRun(sandbox)).id).toBe(74780);
	});
});
