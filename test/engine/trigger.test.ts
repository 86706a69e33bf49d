import axios from 'axios';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId, until, useEngine } from './harness';
import type { TriggerOptions } from './harness/trigger';
import { TriggerNode } from './harness/trigger';
import { WebhookServer } from './harness/webhookServer';

const engine = useEngine({ runSeconds: 0.3 });
let webhooks: WebhookServer;
let triggers = 0;

beforeAll(async () => {
	webhooks = await WebhookServer.start();
});
afterAll(async () => {
	await webhooks.close();
});

const ON_ACTIVATION: INodeParameters = { userIdentityId: byId(37442), exportId: byId(86446) };
const BY_NODES: INodeParameters = { registration: 'byNodes' };

const trigger = (parameters: INodeParameters, more: Partial<TriggerOptions> = {}) =>
	new TriggerNode({
		parameters,
		credentials: engine.credentials,
		webhooks,
		id: `trigger-${++triggers}`,
		...more,
	});

const POST = 'POST /api/v1/user_identities/37442/exports/86446/export_files';
const posts = () => engine.requests().filter((request) => request.startsWith('POST '));

/** Sends a callback as form fields and gives the HTTP status of the answer. */
const call = async (url: string, fields: Record<string, string> | string, type?: string) => {
	const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
	const headers = { 'content-type': type ?? 'application/x-www-form-urlencoded' };
	const { status } = await axios.post(url, body, { headers, validateStatus: () => true });
	return status;
};

const callback = (id: number, exportId = 86446, status = 'Available') => ({
	'export_file[id]': String(id),
	'export_file[export_id]': String(exportId),
	'export_file[status]': status,
});

const finishedRun = (more: IDataObject = {}) =>
	engine.sandbox.addFinishedRun({ exportId: 86446, ...more }).id;

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
			'Export 86460 is being run already',
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

		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow('not the expected form');

		expect(posts()).toEqual([]);
	});

	it('says so when somebody else has the export run, and starts nothing', async () => {
		engine.sandbox.configure({ runSeconds: 60 });
		const { id } = engine.sandbox.addRun({ exportId: 86446, identityId: 37442 });
		await expect(trigger(ON_ACTIVATION).activate()).rejects.toThrow(
			new RegExp(
				`^Export 86446 is being run already \\(run ${id}\\), and that run will not call this trigger\\. .*Activate the workflow again`,
			),
		);
		expect(posts()).toEqual([]);
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

describe('a trigger for runs of other nodes', () => {
	it('starts nothing on activation, and leaves its URL for the nodes of the workflow', async () => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(engine.requests()).toEqual([]);
		expect(node.data).toMatchObject({ url: node.url, byNodes: true });
		await node.deactivate();
		expect(node.data).not.toHaveProperty('url');
	});

	it.each([
		[
			'form fields',
			'application/x-www-form-urlencoded',
			'export_file[id]=ID&export_file[export_id]=86446&export_file[status]=Available',
		],
		[
			'encoded brackets',
			'application/x-www-form-urlencoded; charset=utf-8',
			'export_file%5Bid%5D=ID&export_file%5Bexport_id%5D=86446&export_file%5Bstatus%5D=success_with_errors',
		],
		[
			'JSON',
			'application/json',
			'{"export_file":{"id":ID,"export_id":"86446","status":"Available"}}',
		],
		[
			'flat JSON',
			'application/json',
			'{"export_file[id]":"ID","export_file[export_id]":86446,"export_file[status]":"available"}',
		],
		[
			'text',
			'text/plain',
			'export_file[id]=ID&export_file[export_id]=86446&export_file[status]=Available',
		],
	])('takes a callback as %s', async (_, type, body) => {
		const node = trigger(BY_NODES);
		await node.activate();
		const id = finishedRun();

		expect(await call(node.url, body.replace('ID', String(id)), type)).toBe(200);
		expect(node.started).toMatchObject([[{ json: { id, export_id: 86446, status: 'available' } }]]);
		expect(node.started[0]?.[0]?.json).not.toHaveProperty('user_identity_id');
	});

	it.each([
		['nothing', ''],
		['another form', 'hello=world'],
		[
			'an id that is none',
			'export_file[id]=-1&export_file[export_id]=86446&export_file[status]=Available',
		],
		['no status', 'export_file[id]=1&export_file[export_id]=86446'],
		[
			'a list of ids',
			'export_file[id]=1&export_file[id]=2&export_file[export_id]=86446&export_file[status]=Available',
		],
	])('refuses %s, without asking WebAdMIT, and says so in the log', async (_, body) => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(await call(node.url, body)).toBe(400);
		expect(node.started).toEqual([]);
		expect(engine.requests()).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			'A callback was ignored: it is not one of an export file',
		);
	});

	it.each([
		['does not exist', () => 999],
		['is still going on', () => engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 }).id],
	])('believes WebAdMIT that the run %s', async (_, makeRun) => {
		const node = trigger(BY_NODES);
		await node.activate();
		const id = makeRun();

		expect(await call(node.url, callback(id))).toBe(200);
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			`run ${id} of export 86446: WebAdMIT does not confirm that it is finished`,
		);
	});

	it('takes the true callback after one that was not confirmed', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });
		await call(node.url, callback(id));
		engine.sandbox.finishRun(id);

		expect(await call(node.url, callback(id))).toBe(200);
		expect(node.started).toHaveLength(1);
	});

	it('takes the true callback that comes while an early one is being looked into', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', kind: { patch: { status: 'In Progress' } }, times: 1 });
		engine.sandbox.finishRun(id);

		expect(await Promise.all([call(node.url, callback(id)), call(node.url, callback(id))])).toEqual(
			[200, 200],
		);
		expect(node.started).toHaveLength(1);
	});

	it('refuses a huge callback, even if it is well-formed', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const huge = { ...callback(finishedRun()), more: 'x'.repeat(100_000) };

		expect(await call(node.url, huge)).toBe(400);
		expect(node.started).toEqual([]);
	});

	it('starts the workflow once for 100 copies of the same moment, and for those that come later', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const id = finishedRun();

		const answers = await Promise.all(
			Array.from({ length: 100 }, async () => await call(node.url, callback(id))),
		);
		expect(new Set(answers)).toEqual(new Set([200]));
		expect(await call(node.url, callback(id))).toBe(200);
		expect(node.started).toHaveLength(1);
		expect(node.data.seenExportFiles).toEqual([id]);
	});

	it('starts the workflow for each of many different callbacks, and remembers all of them', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const ids = Array.from({ length: 50 }, () => finishedRun());
		await Promise.all(ids.map(async (id) => await call(node.url, callback(id))));

		expect(node.started.map(([item]) => item?.json.id).sort()).toEqual([...ids].sort());
		expect(new Set(node.data.seenExportFiles as number[])).toEqual(new Set(ids));
	});

	it('asks again while WebAdMIT is not available, and tells the sender to come again when it stays so', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const id = finishedRun();
		engine.sandbox.addFault({ on: 'api', kind: { status: 503 }, times: 1 });
		expect(await call(node.url, callback(id))).toBe(200);
		expect(node.started).toHaveLength(1);

		const other = finishedRun();
		engine.sandbox.addFault({ on: 'api', kind: { status: 403 }, times: 1 });
		expect(await call(node.url, callback(other))).toBe(503);
		expect(node.started).toHaveLength(1);
		expect(engine.log.join('\n')).toContain(`run ${other} of export 86446 could not be confirmed`);
		expect(await call(node.url, callback(other))).toBe(200);
		expect(node.started).toHaveLength(2);
	});

	it('filters by status, after WebAdMIT has told it', async () => {
		const node = trigger({ ...BY_NODES, statuses: ['empty_list'] });
		await node.activate();
		const available = finishedRun();
		const empty = finishedRun({ outcome: 'empty_list' });
		await call(node.url, callback(available, 86446, 'Empty List'));
		await call(node.url, callback(empty, 86446, 'Available'));

		expect(node.started).toMatchObject([[{ json: { id: empty, status: 'empty_list' } }]]);
	});

	it('leaves out empty and failed runs unless they are asked for', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		await call(node.url, callback(finishedRun({ outcome: 'empty_list' })));
		await call(node.url, callback(finishedRun({ outcome: 'failed' })));
		const errors = finishedRun({ outcome: 'success_with_errors' });
		await call(node.url, callback(errors));

		expect(node.started).toMatchObject([[{ json: { id: errors } }]]);
	});

	it.each(['86449', '86449, 86451', '86451;86449'])(
		'filters by the exports "%s"',
		async (exportIds) => {
			const node = trigger({ ...BY_NODES, options: { exportIds } });
			await node.activate();
			const wanted = finishedRun({ exportId: 86449 });
			await call(node.url, callback(finishedRun()));
			await call(node.url, callback(wanted, 86449));

			expect(node.started).toMatchObject([[{ json: { id: wanted, export_id: 86449 } }]]);
			expect(engine.log.join('\n')).toContain("is not of one of the 'Export IDs'");
		},
	);

	it('believes the callback when it is told to, but not one of a run that goes on', async () => {
		const node = trigger({ ...BY_NODES, options: { verify: false } });
		await node.activate();
		await call(node.url, callback(5, 6, 'In Progress'));
		await call(node.url, callback(5, 6, 'Success With Errors'));

		expect(engine.requests()).toEqual([]);
		expect(node.started).toEqual([
			[
				{
					json: {
						id: 5,
						export_id: 6,
						href: undefined,
						status: 'success_with_errors',
						finished: true,
						downloadable: true,
					},
				},
			],
		]);
	});

	it.each([
		["'Export IDs'", { options: { exportIds: '={{ ["x"] }}' } }],
		["'Export IDs'", { options: { exportIds: '={{ true }}' } }],
		["'Export IDs'", { options: { exportIds: 'all of them' } }],
		["'Export IDs'", { options: { exportIds: '={{ ({ a: 1 }) }}' } }],
		["'Export IDs'", { options: { exportIds: '={{ "," }}' } }],
		["'Statuses'", { statuses: '={{ [] }}' }],
		["'Statuses'", { statuses: '={{ [1] }}' }],
		["'Statuses'", { statuses: '={{ "1 OR 1=1" }}' }],
		["'Verify'", { options: { verify: '={{ "perhaps" }}' } }],
		["'Runs Are Started'", { registration: '={{ NaN }}' }],
	])('lets nothing through when %s cannot be understood: %j', async (label, parameters) => {
		const node = trigger(BY_NODES);
		await node.activate();
		node.change({ ...BY_NODES, ...parameters });

		expect(await call(node.url, callback(finishedRun()))).toBe(503);
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(label);
		await expect(node.activate()).rejects.toThrow(label);
		expect(engine.requests()).toEqual([]);
	});

	it('takes the export ids as a list too', async () => {
		const node = trigger({ ...BY_NODES, options: { exportIds: '={{ [86449, "86446"] }}' } });
		await node.activate();

		expect(await call(node.url, callback(finishedRun()))).toBe(200);
		expect(node.started).toHaveLength(1);
	});
});
