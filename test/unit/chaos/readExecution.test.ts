import type { IRunExecutionData } from 'n8n-workflow';
import { readExecution } from '../../chaos/readExecution';
import { POLLING, RESULT, TRIGGER } from '../../chaos/workflows';
import type { StoredExecution } from '../../n8n-server';

const NODE = { id: '1', type: 'x', typeVersion: 1, position: [0, 0] satisfies [number, number] };

/** An execution that n8n was stopped in: all that is stored is what it began with. */
const begun = (name: string, ids: number[]): IRunExecutionData['executionData'] => ({
	contextData: {},
	metadata: {},
	waitingExecution: {},
	waitingExecutionSource: {},
	nodeExecutionStack: [
		{
			node: { ...NODE, name, parameters: {} },
			data: { main: [ids.map((id) => ({ json: { id } }))] },
			source: null,
		},
	],
});

const read = async (more: Partial<StoredExecution>) =>
	await readExecution(
		async () => '',
		{
			id: '1',
			workflowId: 'w',
			status: 'crashed',
			mode: 'webhook',
			data: { resultData: { runData: {} } },
			...more,
		},
		'Workflow',
	);

test('a crashed execution tells by what it began with which run it is about', async () => {
	const data = { resultData: { runData: {} }, executionData: begun(TRIGGER, [7]) };

	expect(await read({ data })).toMatchObject({ triggeredBy: 7, isErased: false });
});

test('so does one of which n8n makes up after the crash what its trigger gave', async () => {
	const ended = {
		startTime: 1,
		executionIndex: 0,
		executionTime: 2,
		source: [],
		data: { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] },
	};
	const data = {
		resultData: { runData: { [TRIGGER]: [ended] } },
		executionData: begun(TRIGGER, [7]),
	};

	expect(await read({ data })).toMatchObject({ triggeredBy: 7 });
});

test('a crashed execution of the polling trigger tells which runs were found', async () => {
	const data = { resultData: { runData: {} }, executionData: begun(POLLING, [7, 8]) };

	expect(await read({ data })).toMatchObject({ found: [7, 8], isErased: false });
});

test('a crashed execution has no items of a node that is only named', async () => {
	const data = { resultData: { runData: { [TRIGGER]: [], Result: [] } } };

	expect(await read({ data })).toMatchObject({ triggeredBy: undefined, items: undefined });
});

test('an item that belongs to no input item, or to several, is not counted as one of the first', async () => {
	const pairs = [{ item: 1 }, undefined, [{ item: 0 }, { item: 1 }]];
	const ended = {
		startTime: 1,
		executionIndex: 0,
		executionTime: 2,
		source: [],
		data: { main: [pairs.map((pairedItem) => ({ json: {}, pairedItem }))] },
	};
	const { items } = await read({ data: { resultData: { runData: { [RESULT]: [ended] } } } });

	expect(items?.map(({ index }) => index)).toEqual([1, -1, -1]);
});
