import type { IDataObject } from 'n8n-workflow';
import type { TriggerRecord } from '../../../nodes/WebAdmit/trigger/record';
import { NOTHING_KNOWN, readRecords, writeRecords } from '../../../nodes/WebAdmit/trigger/record';
import { TriggerStore } from '../../../nodes/WebAdmit/trigger/store';

const URL_OF_NODE = 'https://n8n.example.edu/webhook/1';

/** Every test has a workflow of its own: what the process knows outlives a store. */
let workflowId = '';
let workflows = 0;
/** What n8n has saved. */
let saved: IDataObject;

beforeEach(() => {
	workflows += 1;
	workflowId = `workflow ${workflows}`;
	saved = {};
	store().change({ url: URL_OF_NODE });
});

const loaded = (): IDataObject => structuredClone(saved);

/** A store with the data that n8n would save now. */
function store(nodeId = 'node', data = saved): TriggerStore {
	return new TriggerStore(workflowId, nodeId, data);
}

const run = (id: number) => `exportFile ${id}`;

const seenIn = (data: IDataObject, nodeId = 'node') => readRecords(data).get(nodeId)?.seenRuns;

describe('TriggerStore', () => {
	it('knows nothing of a trigger at first', () => {
		expect(store('other').record).toEqual(NOTHING_KNOWN);
	});

	it('keeps what an activation changes, in the process and in the data', () => {
		const { record } = store('node', {});
		expect(record).toMatchObject({ url: URL_OF_NODE, changedAt: expect.any(Number) as number });
		expect(readRecords(saved).get('node')).toEqual(record);
	});

	it('keeps what is not changed', async () => {
		await store().addSeen(run(1));
		store().change({ url: undefined });
		expect(store().record).toMatchObject({ url: undefined, seenRuns: [run(1)] });
	});

	it('knows which runs have called back, the newest last', async () => {
		for (const id of [3, 1, 2]) await store().addSeen(run(id));
		expect(store().record.seenRuns).toEqual([run(3), run(1), run(2)]);
		expect(seenIn(saved)).toEqual([run(3), run(1), run(2)]);
	});

	it('knows from the data what another process knows', async () => {
		const theirs: TriggerRecord = {
			...NOTHING_KNOWN,
			changedAt: Date.now() + 60_000,
			url: 'https://n8n.example.edu/webhook/2',
			seenRuns: [run(7)],
		};
		writeRecords(saved, new Map([['node', theirs]]));
		await store().addSeen(run(8));
		expect(readRecords(saved).get('node')).toMatchObject({
			url: theirs.url,
			seenRuns: [run(7), run(8)],
		});
		// Whatever happens here next is newer, by any clock.
		store().change({ url: undefined });
		expect(readRecords(saved).get('node')?.url).toBeUndefined();
	});

	it('knows what it knows, even if the data does not', async () => {
		await store().addSeen(run(1));
		// As when another request, which began before, has saved its data after this one.
		saved = {};
		await store().addSeen(run(2));
		expect(readRecords(saved).get('node')).toMatchObject({
			url: URL_OF_NODE,
			seenRuns: [run(1), run(2)],
		});
	});

	it('has one callback save for all of its moment', async () => {
		const data = [loaded(), loaded(), loaded()];
		await Promise.all(
			data.map(async (one, id) => {
				await store('node', one).addSeen(run(id));
			}),
		);
		expect(data.filter((one) => seenIn(one)?.length === 3)).toHaveLength(1);
	});

	it('saves for the other triggers of the workflow, which n8n saves as a whole', async () => {
		const before = loaded();
		store('other').change({ url: 'https://n8n.example.edu/webhook/2' });
		await store('other').addSeen(run(2));
		await store('node', before).addSeen(run(1));
		expect(seenIn(before)).toEqual([run(1)]);
		expect(seenIn(before, 'other')).toEqual([run(2)]);
	});

	it('saves a callback together with an activation that n8n has yet to save', async () => {
		const activation = loaded();
		store('other', activation).change({ url: 'https://n8n.example.edu/webhook/2' });
		await store('node', loaded()).addSeen(run(1));
		expect(seenIn(activation)).toEqual([run(1)]);
	});

	it('saves nothing while another process activates the trigger, and then all', async () => {
		const data = loaded();
		await store('elsewhere', data).addSeen(run(1));
		expect(seenIn(data, 'elsewhere')).toBeUndefined();
		writeRecords(saved, new Map([['elsewhere', { ...NOTHING_KNOWN, changedAt: 1 }]]));
		await store('elsewhere').addSeen(run(2));
		expect(seenIn(saved, 'elsewhere')).toEqual([run(1), run(2)]);
	});

	it('remembers the last thousand', async () => {
		const thousand = Array.from({ length: 1_000 }, (_, at) => run(at + 1));
		writeRecords(
			saved,
			new Map([['node', { ...NOTHING_KNOWN, changedAt: 1, seenRuns: thousand }]]),
		);
		await store().addSeen(run(1_001));
		expect(store('node', {}).record.seenRuns).toEqual([...thousand.slice(1), run(1_001)]);
	});

	it('is one of each workflow', async () => {
		await store().addSeen(run(1));
		expect(new TriggerStore(`${workflowId} 2`, 'node', {}).record).toEqual(NOTHING_KNOWN);
	});

	it('saves nothing of a test', async () => {
		const test = new TriggerStore(`test of ${workflowId}`, 'node');
		test.change({ url: 'https://n8n.example.edu/webhook-test/1' });
		await test.addSeen(run(1));
		expect(store().record).toMatchObject({ url: URL_OF_NODE, seenRuns: [] });
	});
});
