import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredWorkflow, waitFor } from '../../n8n-server';
import { EXTRACT, byId, extractCsv, fromList, manualTrigger, webAdmit } from '../support/workflows';
import { containing } from '../support/matchers';
import {
	AFTER,
	IDENTITY,
	NIGHTLY,
	after,
	byNodes,
	line,
	node,
	onActivation,
	sideBySide,
	webhook,
} from './nodes';
import {
	answered,
	executeInProduction,
	executionsOf,
	givenBy,
	productionUrl,
	startsOf,
	useCallbacks,
} from './support';

const INITIATE = 'Initiate';
const DOWNLOAD = 'Download';

const { world, activate } = useCallbacks();

const initiate = (completion: string, more: INodeParameters = {}): INode =>
	webAdmit(
		world.credential,
		{
			resource: 'exportFile',
			operation: 'initiateRun',
			userIdentityId: fromList(IDENTITY),
			exportId: fromList(NIGHTLY),
			completion,
			...more,
		},
		{ name: INITIATE },
	);

/** Gets the file of the run that the trigger gives. */
const download = (): INode =>
	webAdmit(
		world.credential,
		{
			resource: 'exportFile',
			operation: 'download',
			exportId: byId('={{ $json.export_id }}'),
			exportFileId: byId('={{ $json.id }}'),
		},
		{ name: DOWNLOAD },
	);

/** Fires every second. */
const schedule = (): INode =>
	node(
		'Schedule Trigger',
		'scheduleTrigger',
		{ rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } },
		1.2,
	);

const execute = async ({ id }: StoredWorkflow) => await world.n8n.runToEnd(id);

const NO_TRIGGER = 'This workflow has no active WebAdMIT Trigger to call back';

describe("completion 'trigger'", () => {
	test('a run of the first half of a workflow calls back the second half, which gets the file', async () => {
		const { sandbox, n8n } = world;
		const first = line(schedule(), initiate('trigger'));
		const listening = byNodes(world.credential);
		const { id } = await activate(sideBySide(first, line(listening, download(), extractCsv())));

		const [start] = await waitFor(
			() => {
				const starts = startsOf(sandbox);
				return starts.length > 0 ? starts : undefined;
			},
			{ what: 'the schedule to start a run', timeoutMs: 20_000 },
		);
		sandbox.finishRun(74780);
		await answered(sandbox, 74780);
		// The schedule keeps firing: it is enough. While it is being switched off, there may be no trigger any more.
		const switchedOffAt = Date.now();
		await n8n.deactivate(id);
		const runs = await executionsOf(n8n, id, 2);

		const callback = productionUrl(n8n, listening);
		expect(start).toMatchObject({ query: { callback }, body: JSON.stringify({ callback }) });
		const second = runs.filter(({ execution }) => execution.mode === 'webhook');
		expect(second).toHaveLength(1);
		expect(second[0]?.items(DOWNLOAD)).toMatchObject([
			{ json: { id: 74780 }, binary: { data: { fileName: 'Nightly-Applicants.csv' } } },
		]);
		expect(second[0]?.items(EXTRACT).length).toBeGreaterThan(10);
		const before = runs.filter(
			({ execution }) => Date.parse(execution.startedAt ?? '') < switchedOffAt,
		);
		expect(new Set(before.map(({ status }) => status))).toEqual(new Set(['success']));
	});

	test('works when the workflow is executed in the editor, too', async () => {
		const { sandbox, n8n } = world;
		const workflow = await activate(
			sideBySide(
				line(manualTrigger(), initiate('trigger')),
				line(byNodes(world.credential), after()),
			),
		);

		const first = await execute(workflow);
		sandbox.finishRun(74780);
		const runs = await executionsOf(n8n, workflow.id, 2);

		expect(first.items(INITIATE)).toMatchObject([{ json: { id: 74780, finished: false } }]);
		expect(runs[1]?.items(AFTER)).toMatchObject([{ json: { id: 74780, finished: true } }]);
	});

	test('finds the trigger under its new name', async () => {
		const { sandbox, n8n } = world;
		const start = webhook();
		const listening = byNodes(world.credential);
		const halves = (name: string) =>
			sideBySide(line(start, initiate('trigger')), line({ ...listening, name }, after()));
		const workflow = await activate(halves('Old Name'));
		await n8n.updateWorkflow(workflow.id, halves('New Name'));
		await n8n.activate(workflow.id);

		await executeInProduction(n8n, workflow);
		sandbox.finishRun(74780);
		const runs = await executionsOf(n8n, workflow.id, 2);

		expect(runs[1]?.items('New Name')).toMatchObject([{ json: { id: 74780 } }]);
	});

	test('chooses the trigger that waits for runs of other nodes, beside one that starts its own', async () => {
		const { sandbox, n8n } = world;
		const own = onActivation(world.credential, 86451);
		const waiting = { ...byNodes(world.credential), name: 'Waiting' };
		const first = line(webhook(), initiate('trigger'));
		const workflow = await activate(sideBySide(first, line(own), line(waiting, after())));

		await executeInProduction(n8n, workflow);
		const [, start] = startsOf(sandbox);

		expect(start?.query).toEqual({ callback: productionUrl(n8n, waiting) });
	});

	describe('says what to do where there is no trigger that listens:', () => {
		test('none at all', async () => {
			const workflow = await world.n8n.createWorkflow(line(manualTrigger(), initiate('trigger')));

			const run = await execute(workflow);

			expect(run.status).toBe('error');
			expect(run.error).toMatchObject({
				message: NO_TRIGGER,
				description: containing('publish (activate) the workflow'),
			});
			expect(startsOf(world.sandbox)).toEqual([]);
		});

		test('a trigger in a workflow that is not active', async () => {
			const workflow = await world.n8n.createWorkflow(
				sideBySide(
					line(manualTrigger(), initiate('trigger')),
					line(byNodes(world.credential), after()),
				),
			);

			expect((await execute(workflow)).error?.message).toBe(NO_TRIGGER);
		});

		test('a trigger that was switched off', async () => {
			const workflow = await activate(
				sideBySide(
					line(manualTrigger(), initiate('trigger')),
					line(byNodes(world.credential), after()),
				),
			);
			await world.n8n.deactivate(workflow.id);

			expect((await execute(workflow)).error?.message).toBe(NO_TRIGGER);
		});

		test('a trigger that was taken out of the workflow', async () => {
			const { n8n } = world;
			const first = line(webhook(), initiate('trigger'));
			const workflow = await activate(sideBySide(first, line(byNodes(world.credential))));
			await n8n.updateWorkflow(workflow.id, first);
			await n8n.activate(workflow.id);

			expect((await executeInProduction(n8n, workflow)).error?.message).toBe(NO_TRIGGER);
		});
	});

	test('a run that was going on before says that it may never call back', async () => {
		const theirs = world.sandbox.addRun({ exportId: NIGHTLY });
		const workflow = await activate(
			sideBySide(line(webhook(), initiate('trigger')), line(byNodes(world.credential), after())),
		);

		const run = await executeInProduction(world.n8n, workflow);

		expect(run.items(INITIATE)).toMatchObject([{ json: { id: theirs.id } }]);
		expect(run.task(INITIATE).hints).toMatchObject([
			{ message: containing(`Run ${theirs.id} of export ${NIGHTLY} was already running.`) },
		]);
	});
});

describe("completion 'url'", () => {
	test('a run calls back a trigger in another workflow', async () => {
		const { sandbox, n8n } = world;
		const listening = byNodes(world.credential);
		const other = await activate(line(listening, download()));
		const callbackUrl = productionUrl(n8n, listening);
		const workflow = await n8n.createWorkflow(
			line(manualTrigger(), initiate('url', { callbackUrl })),
		);

		const first = await execute(workflow);
		sandbox.finishRun(74780);
		const [second] = await executionsOf(n8n, other.id, 1);

		expect(first.items(INITIATE)).toMatchObject([{ json: { id: 74780, finished: false } }]);
		expect(second?.items(DOWNLOAD)).toMatchObject([
			{ json: { id: 74780 }, binary: { data: { fileName: 'Nightly-Applicants.csv' } } },
		]);
	});
});

test('each run of several items calls back the trigger once', async () => {
	const { sandbox, n8n } = world;
	const exportIds = Array.from({ length: 10 }, () => {
		return sandbox.addExport({ identityIds: [IDENTITY], runSeconds: 0.5 }).id;
	});
	const list = node(
		'Items',
		'code',
		{ jsCode: `return ${JSON.stringify(exportIds)}.map((id) => ({ json: { id } }))` },
		2,
	);
	const first = line(webhook(), list, initiate('trigger', { exportId: byId('={{ $json.id }}') }));
	const workflow = await activate(sideBySide(first, line(byNodes(world.credential), after())));

	await executeInProduction(n8n, workflow);
	const runs = await executionsOf(n8n, workflow.id, 11);

	const [, ...called] = runs;
	expect(givenBy(called, AFTER)).toHaveLength(10);
	expect(new Set(called.map((run) => run.items(AFTER)[0]?.json.export_id))).toEqual(
		new Set(exportIds),
	);
});
