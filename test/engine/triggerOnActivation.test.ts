import type { INodeParameters } from 'n8n-workflow';
import { byId, until, useEngine } from './harness';
import { TriggerNode } from './harness/trigger';
import { call, callback, useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0.3 });
const trigger = useTriggers(engine);

const ON_ACTIVATION: INodeParameters = { userIdentityId: byId(37442), exportId: byId(86446) };

const POST = 'POST /api/v1/user_identities/37442/exports/86446/export_files';
const posts = () => engine.requests().filter((request) => request.startsWith('POST '));

describe('a trigger that starts the run on activation', () => {
	it('starts it with its own URL, and the workflow when it is called back', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();

		expect(posts()).toEqual([POST]);
		const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
		expect(post?.query.callback).toBe(node.url);
		expect(JSON.parse(post?.body ?? '')).toEqual({ callback: node.url });

		await until(() => node.started.length > 0, 'the workflow was started');
		expect(node.started).toEqual([
			[
				{
					json: {
						id: 74780,
						export_id: 86446,
						href: expect.any(String) as string,
						status: 'available',
						finished: true,
						downloadable: true,
						user_identity_id: 37442,
					},
				},
			],
		]);
	});

	it('starts no second run when it is switched off and on while the run is going on', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.deactivate();
		await node.activate();

		expect(posts()).toEqual([POST]);
	});

	it('starts a new run when it is switched on after the run is finished', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.deactivate();
		await node.activate();

		expect(posts()).toEqual([POST, POST]);
	});

	it('takes runs of the chosen export only, also where one of another was started before', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger({ ...ON_ACTIVATION, options: { exportIds: '86446' } });
		await node.activate();
		node.change({ ...ON_ACTIVATION, exportId: byId(86449), options: { exportIds: '86446' } });
		await node.activate();
		const [old, chosen] = engine.sandbox.runs.slice(-2);
		for (const run of [old, chosen]) if (run) engine.sandbox.finishRun(run.id);

		expect(await call(node.url, callback(old?.id ?? 0))).toBe(200);
		expect(node.started).toEqual([]);
		expect(await call(node.url, callback(chosen?.id ?? 0, 86449))).toBe(200);
		expect(node.started).toMatchObject([[{ json: { id: chosen?.id, export_id: 86449 } }]]);
	});

	it('starts a run of another export when that is chosen', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.deactivate();
		node.change({ ...ON_ACTIVATION, exportId: byId(86449) });
		await node.activate();

		expect(posts()).toEqual([POST, POST.replace('86446', '86449')]);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'starts nothing when n8n starts (%s) after the run has called back',
		async (activation) => {
			const node = trigger(ON_ACTIVATION);
			await node.activate();
			await until(() => node.started.length === 1, 'the workflow was started');
			await node.activate(activation);

			expect(posts()).toEqual([POST]);
		},
	);

	it('starts nothing when n8n starts while the run is going on', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.activate('init');

		expect(posts()).toEqual([POST]);
	});

	it('starts a run again when n8n starts after one whose callback was lost', async () => {
		engine.sandbox.configure({ callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		engine.sandbox.finishRun(74780);
		await node.activate('init');

		expect(posts()).toEqual([POST, POST]);
	});

	it('starts nothing when n8n starts with another public URL after the run has called back', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.inNewProcess({ publicUrl: 'http://127.0.0.1:1/webhook' }).activate('init');

		expect(posts()).toEqual([POST]);
	});

	it.each([
		['waits for the run that goes on', 60, [POST]],
		['starts a run whose callback can come, since that of the old one was lost', 0, [POST, POST]],
	])('when n8n starts with another public URL, %s', async (_, runSeconds, expected) => {
		engine.sandbox.configure({ runSeconds, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.inNewProcess({ publicUrl: 'http://127.0.0.1:1/webhook' }).activate('init');

		expect(posts()).toEqual(expected);
	});

	it('starts nothing when n8n starts after the run has called back, which took long to confirm', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		engine.sandbox.finishRun(74780);
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 1, kind: { delayMs: 300 } });
		const before = engine.requests().length;
		const answer = call(node.url, callback(74780));
		await until(() => engine.requests().length > before, 'WebAdMIT is asked');
		const later = Date.now() + 20_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		await answer;
		await node.settled();
		jest.restoreAllMocks();
		await node.inNewProcess().activate('init');

		expect(node.started).toHaveLength(1);
		expect(posts()).toEqual([POST]);
	});

	it('goes on listening when n8n starts while WebAdMIT is away', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		engine.sandbox.addFault({ on: 'api', kind: { status: 403 } });

		await expect(node.activate('init')).resolves.toBeUndefined();
		await expect(node.activate('activate')).rejects.toThrow('WebAdMIT does not allow this');
	});

	it('starts a new run when WebAdMIT has forgotten the old one', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await until(() => node.started.length === 1, 'the workflow was started');
		engine.sandbox.addFault({
			on: 'api',
			method: 'GET',
			path: '/export_files/74780$',
			kind: { status: 404, body: { message: 'Not Found' } },
		});
		await node.activate();

		expect(posts()).toEqual([POST, POST]);
	});

	it('starts nothing when an active workflow is saved after its run has called back', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.activate('update');

		expect(posts()).toEqual([POST]);
	});

	it('does not forget its run when it is renamed', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		node.rename('Nightly');
		await node.activate();

		expect(posts()).toEqual([POST]);
	});

	it('notices a run that another identity of the user has started', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addRun({ exportId: 86460, identityId: 41877 });
		await expect(trigger({ ...ON_ACTIVATION, exportId: byId(86460) }).activate()).rejects.toThrow(
			'Export 86460 is already running',
		);
		expect(posts()).toEqual([]);
	});

	it('starts nothing while it is not known whether somebody else has the export run', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({
			on: 'api',
			method: 'GET',
			kind: { status: 200, body: '<html></html>' },
		});

		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow('not have the expected form');

		expect(posts()).toEqual([]);
	});

	it('says so when somebody else has the export run, and starts nothing', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const { id } = engine.sandbox.addRun({ exportId: 86446, identityId: 37442 });
		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow(
			new RegExp(
				`^Export 86446 is already running \\(run ${id}\\), and WebAdMIT won't notify this trigger when it finishes\\. .*Activate the workflow again`,
			),
		);
		expect(posts()).toEqual([]);
	});

	it('knows the run that it has started with a call whose answer got lost', async () => {
		// Another run than those of the tests before, which this process remembers.
		for (let run = 0; run < 10; run++) engine.sandbox.addFinishedRun({ exportId: 86446 });
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: 'reset', carriedOut: true });
		const node = trigger(ON_ACTIVATION);
		await expect(node.activate()).rejects.toThrow('The run may have been started anyway');
		engine.sandbox.clearFaults();
		await node.activate();

		expect(node.data.registration?.runId).toBe(74790);
		expect(engine.sandbox.runs.at(-1)?.id).toBe(74790);
	}, 60_000);

	it('remembers its newest run, though a callback comes while that is being started', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.deactivate();
		engine.sandbox.finishRun(74780);
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { delayMs: 500 } });

		const activation = node.activate();
		await until(() => posts().length === 2, 'the second run is asked for');
		// It has been loaded before the activation is saved, and is saved afterwards.
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { delayMs: 2_000 } });
		const answer = call(node.url, callback(74780));
		await activation;

		expect(await answer).toBe(200);
		await node.settled();
		expect(node.data).toMatchObject({
			url: node.url,
			registration: { runId: engine.sandbox.runs.at(-1)?.id },
			seenRuns: ['exportFile 74780'],
		});
	});

	it('knows its run again where another trigger of the workflow could not be activated', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const workflow = { id: 'with one that fails', staticData: {} };
		const node = trigger(ON_ACTIVATION, { workflow });
		const failing = trigger({ ...ON_ACTIVATION, exportId: byId(999) }, { workflow });
		await expect(TriggerNode.activateAll([node, failing])).rejects.toThrow('Not Found');
		failing.change({ ...ON_ACTIVATION, exportId: byId(86449) });
		// Also in a process that knows no more than what n8n has saved.
		await node.inNewProcess().activate();
		await TriggerNode.activateAll([node, failing]);

		expect(node.data.registration?.runId).toBe(74780);
		expect(posts()).toEqual([POST, POST.replace('86446', '999'), POST.replace('86446', '86449')]);
	});

	it('says so to the second of two that are activated at once for the same export', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const nodes = [trigger(ON_ACTIVATION), trigger(ON_ACTIVATION)];
		const outcomes = await Promise.allSettled(
			nodes.map(async (node) => {
				await node.activate();
			}),
		);

		const reasons = outcomes.flatMap((one) =>
			one.status === 'rejected' ? [String(one.reason)] : [],
		);
		expect(reasons).toEqual([
			expect.stringContaining(
				"Export 86446 is already running (run 74780), and WebAdMIT won't notify this trigger when it finishes",
			),
		]);
		expect(nodes.filter(({ data }) => data.registration)).toHaveLength(1);
	});

	it('remembers its callback though it comes before n8n has saved the activation', async () => {
		engine.sandbox.configure({ runSeconds: 0 });
		const workflow = { id: 'with a slow one', staticData: {} };
		const node = trigger(ON_ACTIVATION, { workflow });
		const slow = trigger({ ...ON_ACTIVATION, exportId: byId(86449) }, { workflow });
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			path: '/86449/',
			kind: { delayMs: 1_000 },
		});
		await TriggerNode.activateAll([node, slow]);
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.settled();

		expect(node.data.seenRuns).toContain('exportFile 74780');
		expect(slow.data.url).toBe(slow.url);
	});

	it('knows it too when the call is refused in the end', async () => {
		// Another run than those of the tests before, which this process remembers.
		for (let run = 0; run < 20; run++) engine.sandbox.addFinishedRun({ exportId: 86446 });
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			kind: 'reset',
			carriedOut: true,
			times: 1,
		});
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 403, body: '{}' } });
		const node = trigger(ON_ACTIVATION);
		await expect(node.activate()).rejects.toThrow('The run may have been started anyway');
		engine.sandbox.clearFaults();
		await node.activate();

		expect(node.data.registration?.runId).toBe(74800);
		// Known once, it does not make others' runs its own.
		engine.sandbox.finishRun(74800);
		engine.sandbox.addRun({ exportId: 86446, identityId: 37442 });
		await expect(node.activate()).rejects.toThrow('Export 86446 is already running');
	}, 60_000);

	it('does not take a run for its own that was started after its call was refused', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 403, body: '{}' } });
		const node = trigger(ON_ACTIVATION);
		await expect(node.activate()).rejects.toThrow('does not allow this');
		engine.sandbox.clearFaults();
		engine.sandbox.addRun({ exportId: 86446, identityId: 37442 });

		await expect(node.activate()).rejects.toThrow('Export 86446 is already running');
	});

	it.each([
		['another identity', { userIdentityId: byId(999) }, "User identity '999' not found."],
		['another export', { exportId: byId(999) }, 'Not Found'],
		['no export', { exportId: byId('') }, "'Export' is empty"],
		[
			'an export that is none',
			{ exportId: byId('abc') },
			"'Export' must be a positive whole number",
		],
	])('fails with what WebAdMIT says about %s', async (_, change, message) => {
		await expect(trigger({ ...ON_ACTIVATION, ...change }).activate()).rejects.toThrow(message);
	});

	it('fails when the key is refused', async () => {
		const credentials = { ...engine.credentials, apiKey: 'f'.repeat(32) };
		await expect(trigger(ON_ACTIVATION, { credentials }).activate()).rejects.toThrow(
			'WebAdMIT refused the API key',
		);
	});

	it('fails when WebAdMIT on the internet could not call it', async () => {
		const credentials = { ...engine.credentials, environment: 'production' };
		await expect(trigger(ON_ACTIVATION, { credentials }).activate()).rejects.toThrow(
			/^WebAdMIT cannot call back: the callback URL begins with http:\/\/127.*WEBHOOK_URL/,
		);
		expect(engine.requests()).toEqual([]);
	});

	it('listens for a test event with the test URL, and leaves nothing behind', async () => {
		const node = trigger(ON_ACTIVATION, { isTest: true });
		await node.activate('manual');

		expect(node.url).toContain('/webhook-test/');
		expect(engine.sandbox.requests.at(-1)?.query.callback).toBe(node.url);
		await until(() => node.started.length > 0, 'the test event came');
		// The user may want to see the same one again.
		expect(await call(node.url, callback(74780))).toBe(200);
		expect(node.started).toHaveLength(2);
		// Again, while the run of the test before goes on: it will call the same URL.
		engine.sandbox.configure({ runSeconds: 60 });
		await node.activate('manual');
		await node.activate('manual');
		expect(posts()).toEqual([POST, POST]);
		await node.deactivate();
		expect(node.staticData).toEqual({});
	});
});
