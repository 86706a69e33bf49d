import type { INodeParameters } from 'n8n-workflow';
import { kindsIn } from '../support/kinds';
import { byId, until, useEngine } from './harness';
import type { TriggerOptions } from './harness/trigger';
import { TriggerNode } from './harness/trigger';
import { call, useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0.3 });
const triggers = useTriggers(engine);

const kinds = kindsIn(engine);
const [exports, batches] = kinds;

const posts = () => engine.requests().filter((request) => request.startsWith('POST '));

describe.each(kinds)('a trigger that starts the run on activation ($kind)', (given) => {
	const { kind, Source, firstId, callback, chosen } = given;
	const [nightly, roster] = given.sources;

	const ON_ACTIVATION: INodeParameters = { ...given.parameters, ...chosen(nightly) };
	const trigger = (parameters: INodeParameters, more: Partial<TriggerOptions> = {}) =>
		triggers(parameters, { protocol: given.protocol, ...more });
	/** The same n8n at another address. */
	const publicUrl = `${given.protocol}://127.0.0.1:1/webhook`;

	const POST = given.start(nightly);
	const OTHER_POST = given.start(roster);

	it('starts it with its own URL, and the workflow when it is called back', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();

		expect(posts()).toEqual([POST]);
		const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
		const { query, body } = given.sent(nightly, node.url);
		expect(post?.query).toEqual(query);
		expect(JSON.parse(post?.body ?? '')).toEqual(body);

		await until(() => node.started.length > 0, 'the workflow was started');
		expect(node.started).toMatchObject([
			[
				{
					json: {
						id: firstId,
						...given.output(nightly),
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

	it('takes runs of the chosen source only, also where one of another was started before', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger({ ...ON_ACTIVATION, options: given.only(`${nightly}`) });
		await node.activate();
		node.change({ ...ON_ACTIVATION, ...chosen(roster), options: given.only(`${nightly}`) });
		await node.activate();
		const [old, wanted] = given.all().slice(-2);
		for (const run of [old, wanted]) if (run) given.finish(run.id);

		expect(await call(node.url, ...callback(old?.id ?? 0))).toBe(200);
		expect(node.started).toEqual([]);
		expect(await call(node.url, ...callback(wanted?.id ?? 0, roster))).toBe(200);
		expect(node.started).toMatchObject([[{ json: { id: wanted?.id, ...given.output(roster) } }]]);
	});

	it('starts a run of another source when that is chosen', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.deactivate();
		node.change({ ...ON_ACTIVATION, ...chosen(roster) });
		await node.activate();

		expect(posts()).toEqual([POST, OTHER_POST]);
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
		given.finish(firstId);
		await node.activate('init');

		expect(posts()).toEqual([POST, POST]);
	});

	it('starts nothing when n8n starts with another public URL after the run has called back', async () => {
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.inNewProcess({ publicUrl }).activate('init');

		expect(posts()).toEqual([POST]);
	});

	it.each([
		['waits for the run that goes on', 60, [POST]],
		['starts a run whose callback can come, since that of the old one was lost', 0, [POST, POST]],
	])('when n8n starts with another public URL, %s', async (_, runSeconds, expected) => {
		engine.sandbox.configure({ runSeconds, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.inNewProcess({ publicUrl }).activate('init');

		expect(posts()).toEqual(expected);
	});

	it('starts nothing when n8n starts after the run has called back, which took long to confirm', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		given.finish(firstId);
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 1, kind: { delayMs: 300 } });
		const before = engine.requests().length;
		const answer = call(node.url, ...callback(firstId));
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
			path: given.question(firstId).split(' ')[1],
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

	it('starts nothing while it is not known whether somebody else has it run', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({
			on: 'api',
			method: 'GET',
			kind: { status: 200, body: '<html></html>' },
		});

		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow('not have the expected form');

		expect(posts()).toEqual([]);
	});

	it('says so when somebody else has it run, and starts nothing', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const { id } = given.add(nightly);
		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow(
			new RegExp(
				`^${Source} ${nightly} is already running \\(${given.run} ${id}\\), and WebAdMIT won't notify this trigger when it finishes\\. .*Publish \\(activate\\) the workflow again`,
			),
		);
		expect(posts()).toEqual([]);
	});

	it('knows the run that it has started with a call whose answer got lost', async () => {
		// Another run than those of the tests before, which this process remembers.
		for (let run = 0; run < 10; run++) given.addFinished(nightly);
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: 'reset', carriedOut: true });
		const node = trigger(ON_ACTIVATION);
		await expect(node.activate()).rejects.toThrow(`The ${given.run} may have been started anyway`);
		engine.sandbox.clearFaults();
		await node.activate();

		expect(node.data.registration?.runId).toBe(firstId + 10);
		expect(given.all().at(-1)?.id).toBe(firstId + 10);
	}, 60_000);

	it('remembers its newest run, though a callback comes while that is being started', async () => {
		engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
		const node = trigger(ON_ACTIVATION);
		await node.activate();
		await node.deactivate();
		given.finish(firstId);
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { delayMs: 500 } });

		const activation = node.activate();
		await until(() => posts().length === 2, 'the second run is asked for');
		// It has been loaded before the activation is saved, and is saved afterwards.
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { delayMs: 2_000 } });
		const answer = call(node.url, ...callback(firstId));
		await activation;

		expect(await answer).toBe(200);
		await node.settled();
		expect(node.data).toMatchObject({
			url: node.url,
			registration: { runId: given.all().at(-1)?.id },
			seenRuns: [`${kind} ${firstId}`],
		});
	});

	it('knows its run again where another trigger of the workflow could not be activated', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const workflow = { id: 'with one that fails', staticData: {} };
		const node = trigger(ON_ACTIVATION, { workflow });
		const failing = trigger({ ...ON_ACTIVATION, ...chosen(999) }, { workflow });
		await expect(TriggerNode.activateAll([node, failing])).rejects.toThrow('Not Found');
		failing.change({ ...ON_ACTIVATION, ...chosen(roster) });
		// Also in a process that knows no more than what n8n has saved.
		await node.inNewProcess().activate();
		await TriggerNode.activateAll([node, failing]);

		expect(node.data.registration?.runId).toBe(firstId);
		expect(posts()).toEqual([POST, given.start(999), OTHER_POST]);
	});

	it('says so to the second of two that are activated at once for the same source', async () => {
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
				`${Source} ${nightly} is already running (${given.run} ${firstId}), and WebAdMIT won't notify this trigger when it finishes`,
			),
		]);
		expect(nodes.filter(({ data }) => data.registration)).toHaveLength(1);
	});

	it('remembers its callback though it comes before n8n has saved the activation', async () => {
		engine.sandbox.configure({ runSeconds: 0 });
		const workflow = { id: 'with a slow one', staticData: {} };
		const node = trigger(ON_ACTIVATION, { workflow });
		const slow = trigger({ ...ON_ACTIVATION, ...chosen(roster) }, { workflow });
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			after: 1,
			kind: { delayMs: 1_000 },
		});
		await TriggerNode.activateAll([node, slow]);
		await until(() => node.started.length === 1, 'the workflow was started');
		await node.settled();

		expect(node.data.seenRuns).toContain(`${kind} ${firstId}`);
		expect(slow.data.url).toBe(slow.url);
	});

	it('knows it too when the call is refused in the end', async () => {
		// Another run than those of the tests before, which this process remembers.
		for (let run = 0; run < 20; run++) given.addFinished(nightly);
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
		await expect(node.activate()).rejects.toThrow(`The ${given.run} may have been started anyway`);
		engine.sandbox.clearFaults();
		await node.activate();

		expect(node.data.registration?.runId).toBe(firstId + 20);
		// Known once, it does not make others' runs its own.
		given.finish(firstId + 20);
		given.add(nightly);
		await expect(node.activate()).rejects.toThrow(`${Source} ${nightly} is already running`);
	}, 60_000);

	it('does not take a run for its own that was started after its call was refused', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 403, body: '{}' } });
		const node = trigger(ON_ACTIVATION);
		await expect(node.activate()).rejects.toThrow('does not allow this');
		engine.sandbox.clearFaults();
		given.add(nightly);

		await expect(node.activate()).rejects.toThrow(`${Source} ${nightly} is already running`);
	});

	it.each([
		['another identity', { userIdentityId: byId(999) }, "User identity '999' not found."],
		['another source', { ...chosen(999) }, 'Not Found'],
		['no source', { ...chosen('') }, `'${given.sourceLabel}' is empty`],
		[
			'a source that is none',
			{ ...chosen('abc') },
			`'${given.sourceLabel}' must be a positive whole number`,
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
			/^WebAdMIT cannot call back: the callback URL begins with https?:\/\/(127|localhost).*WEBHOOK_URL/,
		);
		expect(engine.requests()).toEqual([]);
	});

	it('listens for a test event with the test URL, and leaves nothing behind', async () => {
		const node = trigger(ON_ACTIVATION, { isTest: true });
		await node.activate('manual');

		expect(node.url).toContain('/webhook-test/');
		expect(given.all().at(-1)?.callbackUrl).toBe(node.url);
		await until(() => node.started.length > 0, 'the test event came');
		// The user may want to see the same one again.
		expect(await call(node.url, ...callback(firstId))).toBe(200);
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

it('a trigger notices a run that another identity of the user has started', async () => {
	engine.sandbox.configure({ runSeconds: 60 });
	engine.sandbox.addRun({ exportId: 86460, identityId: 41877 });
	const node = triggers({ ...exports.parameters, ...exports.chosen(86460) });

	await expect(node.activate()).rejects.toThrow('Export 86460 is already running');
	expect(posts()).toEqual([]);
});

describe('a trigger of an n8n that is reached over HTTP', () => {
	it.each([
		['when it is activated', {}, 'activate'],
		['when a test event is listened for', { isTest: true }, 'manual'],
	] as const)('asks for HTTPS before anything is sent of a batch: %s', async (_, more, mode) => {
		const parameters = { ...batches.parameters, ...batches.chosen(8153) };
		const node = triggers(parameters, { protocol: 'http', ...more });

		await expect(node.activate(mode)).rejects.toThrow(
			/^WebAdMIT cannot call back: for a batch it calls only https:\/\/ addresses, but the callback URL begins with http:\/\/127\.0\.0\.1:\d+\. .*N8N_WEBHOOK_URL/,
		);
		expect(engine.requests()).toEqual([]);
		expect(node.data.registration).toBeUndefined();
	});
});

it('a trigger does not take the callback of a batch for that of its run with the same ID', async () => {
	engine.sandbox.configure({ runSeconds: 60, callbackDelivery: 'never' });
	const node = triggers({ ...batches.parameters, ...batches.chosen(8153) }, { protocol: 'https' });
	await node.activate();
	batches.addFinished(8153, { id: exports.firstId });
	expect(await call(node.url, ...batches.callback(exports.firstId))).toBe(200);
	expect(node.started).toMatchObject([
		[{ json: { id: exports.firstId, ...batches.output(8153), user_identity_id: 37442 } }],
	]);

	node.change({ ...exports.parameters, ...exports.chosen(86446) });
	await node.activate();
	expect(node.data.registration).toMatchObject({ kind: 'exportFile', runId: exports.firstId });
	exports.finish(exports.firstId);
	await node.activate('init');

	const POST = exports.start(86446);
	expect(posts()).toEqual([batches.start(8153), POST, POST]);
});
