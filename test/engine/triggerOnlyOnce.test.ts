import { DataDeduplicationService, ExecuteContext } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	IDataDeduplicator,
	INodeParameters,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, sleep } from 'n8n-workflow';
import { TriggerStore } from '../../nodes/WebAdmit/trigger/store';
import { WebAdmitTrigger } from '../../nodes/WebAdmit/WebAdmitTrigger.node';
import { additionalDataFor } from './harness/additionalData';
import { CredentialsHelper } from './harness/credentialsHelper';
import { LogCapture } from './harness/log';
import { NodeTypes, TRIGGER } from './harness/nodeTypes';
import { buildWorkflow, nodeIn } from './harness/workflow';

/** Milliseconds between the reading and the writing of n8n's table. */
const WRITING_MS = 20;

/** n8n's table of processed items, a row for each node. It is read, and written a moment later: what others wrote meanwhile is lost. */
class ProcessedItems implements IDataDeduplicator {
	readonly entries = new Map<string, DeduplicationItemTypes[]>();

	/** What the database says, if it fails. */
	failure: string | undefined;

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		{ node }: ICheckProcessedContextData,
	) {
		const key = node?.id ?? '';
		const stored = this.entries.get(key);
		await sleep(WRITING_MS);
		if (this.failure !== undefined) throw new Error(this.failure);
		if (stored === undefined && this.entries.has(key)) throw new Error('Duplicate key');
		const fresh = items.filter((item) => !stored?.includes(item));
		this.entries.set(key, [...(stored ?? []), ...fresh]);
		return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
	}

	// Nobody else is asked.
	async removeProcessed() {}
	async clearAllProcessedItems() {}
	async getProcessedDataCount() {
		return 0;
	}
}

const table = new ProcessedItems();
const log = new LogCapture();
/** What a worker is given of a callback. */
const RUN = { id: 74780, status: 'available' };
const NAME = 'WebAdMIT Trigger';
const NODE_ID = 'trigger';
/** Longer than an execution waits at most. */
const LONG_ENOUGH_MS = 5_000;

beforeAll(async () => {
	await DataDeduplicationService.init(table);
});

beforeEach(() => {
	// The pauses have to be as long as they say, also on a busy machine.
	jest.useFakeTimers();
	table.entries.clear();
	table.failure = undefined;
	log.clear();
});

afterEach(() => {
	jest.useRealTimers();
});

interface Execution {
	mode?: WorkflowExecuteMode;
	parameters?: INodeParameters;
	workflowId?: string;
}

/** Whether an execution of a worker passes its run on. */
async function passesOn(
	id: number,
	{ mode = 'webhook', parameters = {}, workflowId }: Execution = {},
) {
	const json = [{ name: NAME, id: NODE_ID, type: TRIGGER, parameters }];
	const workflow = buildWorkflow(json, new NodeTypes([]), undefined, workflowId);
	const node = nodeIn(workflow, NAME);
	const data = { main: [[{ json: RUN }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataFor(new CredentialsHelper({}), { executionId: String(id) }),
		mode,
		createRunExecutionData(),
		0,
		data.main[0] ?? [],
		data,
		{ data, node, source: null },
		[],
	);
	const execution = new WebAdmitTrigger().execute.call(context);
	await jest.advanceTimersByTimeAsync(LONG_ENOUGH_MS);
	const output = await execution;
	expect([[], [{ json: RUN }]]).toContainEqual(output[0]);
	return output[0]?.length === 1;
}

describe('executions of copies of a callback in workers', () => {
	it.each([
		['the first of a trigger', []],
		['later ones', [['an earlier run', 'and its execution']]],
	])('pass the run on once when they begin at the same moment: %s', async (_, [stored]) => {
		if (stored) table.entries.set(NODE_ID, stored);
		const given = await Promise.all([97, 98, 99, 100].map(async (id) => await passesOn(id)));
		expect(given.filter(Boolean)).toHaveLength(1);
	});

	it('pass the run on once when one begins later', async () => {
		expect(await passesOn(96)).toBe(true);
		expect(await passesOn(112)).toBe(false);
		expect(log.lines.join()).toContain('another one already has run 74780');
	});

	it('pass the run on again when n8n begins the same execution again', async () => {
		expect([await passesOn(96), await passesOn(96)]).toEqual([true, true]);
		expect(await passesOn(97)).toBe(false);
	});

	it('pass the run on, and tell the log, when the table fails', async () => {
		table.failure = 'The database is away';
		expect(await passesOn(96)).toBe(true);
		expect(log.lines.join()).toContain(
			'whether another execution already has run 74780: The database is away',
		);
	});

	it('pass on a run and a batch with the same ID', async () => {
		const batch = { parameters: { resource: 'pdfManagerBatch' } };
		expect([await passesOn(96), await passesOn(97, batch)]).toEqual([true, true]);
	});

	it('ask nobody where the process has taken the callback itself', async () => {
		const workflowId = 'not in queue mode';
		await new TriggerStore(workflowId, NODE_ID, {}).addSeen('exportFile 74780');
		expect(await passesOn(96, { workflowId })).toBe(true);
		expect(table.entries).toEqual(new Map());
	});

	it.each(['manual', 'retry'] as const)(
		'do not count when they are asked for: %s',
		async (mode) => {
			expect(await passesOn(96, { mode })).toBe(true);
			expect(await passesOn(97)).toBe(true);
			expect(await passesOn(98, { mode })).toBe(true);
		},
	);
});
