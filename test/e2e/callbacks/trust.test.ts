import type { INodeParameters } from 'n8n-workflow';
import { waitFor } from '../../n8n-server';
import type { RunView } from '../../sandbox';
import {
	AFTER,
	BROKEN,
	EMPTY,
	NIGHTLY,
	ROSTER,
	type TriggerNode,
	after,
	byNodes,
	line,
} from './nodes';
import {
	callbackBody,
	executionsOf,
	followLog,
	givenBy,
	logged,
	productionUrl,
	useCallbacks,
} from './support';

const STATUS_CALLS = {
	on: 'api',
	method: 'GET',
	path: '/exports/\\d+/export_files/\\d+$',
} as const;

const { world, activate } = useCallbacks();

/** An active trigger and the way to call it back. */
async function listening(parameters: INodeParameters = {}) {
	const node: TriggerNode = byNodes(world.credential, parameters);
	const { id } = await activate(line(node, after()));
	const url = productionUrl(world.n8n, node);
	return {
		id,
		url,
		callBack: async (run: { id: number; exportId: number }, status?: string) =>
			await world.sandbox.sendCallback(url, callbackBody(run, status)),
	};
}

const finished = (exportId: number): RunView => world.sandbox.addFinishedRun({ exportId });

describe('a callback is believed only when WebAdMIT confirms it', () => {
	test('one of a run that is still going on starts nothing until WebAdMIT says that it is finished', async () => {
		const { id, callBack } = await listening();
		const run = world.sandbox.addRun({ exportId: NIGHTLY });

		const early = await callBack(run);
		const before = await world.n8n.listExecutions({ workflowId: id });
		world.sandbox.finishRun(run.id);
		const runs = await executionsOf(world.n8n, id, 1);
		const repeated = await callBack(run);

		expect([early.status, repeated.status]).toEqual([200, 200]);
		expect(before).toEqual([]);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id, status: 'available' }]);
		expect(await executionsOf(world.n8n, id, 1)).toHaveLength(1);
	});

	test('100 that come too early make it ask no more often, and start the workflow once', async () => {
		const { id, url } = await listening();
		const run = world.sandbox.addRun({ exportId: NIGHTLY });
		const log = followLog(world.server.logFile);
		world.sandbox.clearRequests();

		// Sent with more patience than the sandbox has: that many at once keep n8n busy.
		const sent = Array.from({ length: 100 }, async () => {
			const body = new URLSearchParams(callbackBody(run));
			return (await fetch(url, { method: 'POST', body })).status;
		});
		const statuses = await Promise.all(sent);
		await logged(log, `run ${run.id} of export ${NIGHTLY}: it is already being checked`);
		const asked = world.sandbox.requests.length;
		world.sandbox.finishRun(run.id);
		const runs = await executionsOf(world.n8n, id, 1);

		expect(new Set(statuses)).toEqual(new Set([200]));
		// One after the other, ever more seldom.
		expect(asked).toBeLessThan(20);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id }]);
	});

	test('what WebAdMIT says about the outcome counts, not what the callback says', async () => {
		const { id, callBack } = await listening();
		const failed = finished(BROKEN);
		const fine = finished(NIGHTLY);

		await callBack(failed, 'Available');
		await callBack(fine, 'Failed');
		const runs = await executionsOf(world.n8n, id, 1);

		expect(givenBy(runs, AFTER)).toMatchObject([{ id: fine.id, status: 'available' }]);
	});

	test("unless 'Verify' is off: then the callback is believed without asking", async () => {
		const { id, callBack } = await listening({ options: { verify: false } });
		world.sandbox.clearRequests();

		await callBack({ id: 12_345, exportId: 67_890 }, 'Success With Errors');
		const unfinished = await callBack({ id: 12_346, exportId: 67_890 }, 'In Progress');
		const runs = await executionsOf(world.n8n, id, 1);

		expect(unfinished.status).toBe(200);
		expect(givenBy(runs, AFTER)).toEqual([
			{
				id: 12_345,
				export_id: 67_890,
				status: 'success_with_errors',
				finished: true,
				downloadable: true,
			},
		]);
		expect(world.sandbox.requests).toEqual([]);
	});
});

describe('when WebAdMIT cannot be asked', () => {
	test.each([
		['for a moment: it is asked again, and the callback counts', { status: 503 } as const],
		['since the connection breaks: it is asked again, and the callback counts', 'reset' as const],
	])('%s', async (_, kind) => {
		const { id, callBack } = await listening();
		const run = finished(NIGHTLY);
		world.sandbox.addFault({ ...STATUS_CALLS, times: 2, kind });

		const { status } = await callBack(run);
		const runs = await executionsOf(world.n8n, id, 1);

		expect(status).toBe(200);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id }]);
	});

	test('for longer: the sender is answered meanwhile, and the callback counts when WebAdMIT is there again', async () => {
		const { id, callBack } = await listening();
		const run = finished(NIGHTLY);
		world.sandbox.addFault({ ...STATUS_CALLS, kind: { status: 503 } });
		world.sandbox.clearRequests();

		const [answer, copy] = await Promise.all([callBack(run), callBack(run)]);
		const askedUntilThen = world.sandbox.requests.length;
		await waitFor(() => (world.sandbox.requests.length > 3 ? true : undefined), {
			what: 'the fourth question',
			timeoutMs: 20_000,
		});
		const before = await world.n8n.listExecutions({ workflowId: id });
		world.sandbox.clearFaults();
		const runs = await executionsOf(world.n8n, id, 1);

		expect([answer.status, copy.status]).toEqual([200, 200]);
		expect(askedUntilThen).toBeLessThan(4);
		expect(before).toEqual([]);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id }]);
	});

	test('since it refuses the key: the callback counts once the user has put that right', async () => {
		const { id, callBack } = await listening();
		const run = finished(NIGHTLY);
		world.sandbox.addFault({ ...STATUS_CALLS, kind: { status: 401 } });
		world.sandbox.clearRequests();

		const { status } = await callBack(run);
		await waitFor(() => (world.sandbox.requests.length > 1 ? true : undefined), {
			what: 'the second question',
			timeoutMs: 20_000,
		});
		const before = await world.n8n.listExecutions({ workflowId: id });
		world.sandbox.clearFaults();

		expect(status).toBe(200);
		expect(before).toEqual([]);
		expect(givenBy(await executionsOf(world.n8n, id, 1), AFTER)).toMatchObject([{ id: run.id }]);
	});
});

describe('filters', () => {
	test('without statuses chosen, only runs with a file start the workflow', async () => {
		const { id, callBack } = await listening();
		const [empty, broken, gaps, fine] = [EMPTY, BROKEN, 86490, NIGHTLY].map(finished);
		const log = followLog(world.server.logFile);

		for (const run of [empty, broken, gaps, fine]) if (run) await callBack(run);
		const runs = await executionsOf(world.n8n, id, 2);

		expect(givenBy(runs, AFTER)).toMatchObject([
			{ id: gaps?.id, status: 'success_with_errors' },
			{ id: fine?.id, status: 'available' },
		]);
		await logged(log, `run ${empty?.id} of export ${EMPTY}: its status is not among`);
	});

	test("'Statuses' lets only those through", async () => {
		const { id, callBack } = await listening({ statuses: ['empty_list', 'failed'] });
		const [fine, empty, broken] = [NIGHTLY, EMPTY, BROKEN].map(finished);

		for (const run of [fine, empty, broken]) if (run) await callBack(run);
		const runs = await executionsOf(world.n8n, id, 2);

		expect(givenBy(runs, AFTER)).toMatchObject([
			{ id: empty?.id, status: 'empty_list', finished: true, downloadable: false },
			{ id: broken?.id, status: 'failed', finished: true, downloadable: false },
		]);
	});

	test("'Export IDs' lets only those through, and asks nothing about the others", async () => {
		const { id, callBack } = await listening({ options: { exportIds: ` ${ROSTER},86490 ` } });
		const [nightly, roster, gaps] = [NIGHTLY, ROSTER, 86490].map(finished);
		const log = followLog(world.server.logFile);
		world.sandbox.clearRequests();

		for (const run of [nightly, roster, gaps]) if (run) await callBack(run);
		const runs = await executionsOf(world.n8n, id, 2);

		expect(givenBy(runs, AFTER)).toMatchObject([{ id: roster?.id }, { id: gaps?.id }]);
		expect(world.sandbox.requests).toHaveLength(2);
		await logged(
			log,
			`run ${nightly?.id} of export ${NIGHTLY}: this trigger does not take runs of that export`,
		);
	});

	test('one that cannot be worked out lets nothing through, and starts no failed execution either', async () => {
		const { id, callBack } = await listening({
			// Not on activation, which n8n 1 would refuse.
			options: { exportIds: "={{ $mode === 'webhook' ? $('Nowhere').item.json.id : '86446' }}" },
		});
		const log = followLog(world.server.logFile);

		const { status } = await callBack(finished(NIGHTLY));
		await logged(log, /A callback was ignored: run \d+ of export 86446: it could not be confirmed/);

		expect(status).toBe(503);
		expect(await world.n8n.listExecutions({ workflowId: id })).toEqual([]);
	});
});
