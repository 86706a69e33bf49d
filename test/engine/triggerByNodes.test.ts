import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { until, useEngine } from './harness';
import { CredentialsHelper } from './harness/credentialsHelper';
import { call, callback, useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0.3 });
const trigger = useTriggers(engine);

const BY_NODES: INodeParameters = { registration: 'byNodes' };

const finishedRun = (more: IDataObject = {}) =>
	engine.sandbox.addFinishedRun({ exportId: 86446, ...more }).id;

describe('a trigger for runs of other nodes', () => {
	it('starts nothing on activation, and leaves its URL for the nodes of the workflow', async () => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(engine.requests()).toEqual([]);
		expect(node.data).toMatchObject({
			url: node.url,
			filter: { kind: 'exportFile', byNodes: true, sourceIds: [] },
		});
		await node.deactivate();
		expect(node.data.url).toBeUndefined();
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
		[
			'bytes',
			'application/octet-stream',
			'export_file[id]=ID&export_file[export_id]=86446&export_file[status]=Available',
		],
		[
			'something of no type',
			null,
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

	it.each(['application/json', 'text/plain', 'application/octet-stream', null])(
		'takes a callback about a batch of the type %s',
		async (type) => {
			const node = trigger({ ...BY_NODES, resource: 'pdfManagerBatch' });
			await node.activate();
			const { id } = engine.sandbox.addFinishedPdfManagerBatch({ templateId: 8153 });
			const href = `/api/v1/user_identities/37442/pdf_manager_batches/${id}`;
			const pdf_manager_template = { id: 8153, name: 'Transcripts' };
			const batch = { id, state: 'available', pdf_manager_template, href, download_hrefs: [] };

			expect(await call(node.url, JSON.stringify({ pdf_manager_batch: batch }), type)).toBe(200);
			expect(node.started).toMatchObject([[{ json: { id, status: 'available' } }]]);
		},
	);

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
			"A callback was ignored: it is not one for the resource 'Export File'",
		);
	});

	it('believes WebAdMIT that the run does not exist', async () => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(await call(node.url, callback(999))).toBe(200);
		await node.settled();
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain('run 999 of export 86446: WebAdMIT does not know it');
	});

	describe('when a callback comes before WebAdMIT says that the run is finished', () => {
		const usual = PERSISTENCE.time;
		afterEach(() => {
			PERSISTENCE.time = usual;
		});

		const questionsAbout = (id: number) =>
			engine.requests().filter((request) => request.endsWith(`/export_files/${id}`));

		it('asks again, and starts the workflow once WebAdMIT says so', async () => {
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });

			expect(await call(node.url, callback(id))).toBe(200);
			expect(node.started).toEqual([]);
			engine.sandbox.finishRun(id);
			await node.settled();

			expect(node.started).toMatchObject([[{ json: { id, status: 'available' } }]]);
			expect(node.data.seenRuns).toEqual([`exportFile ${id}`]);
		});

		it('gives up after a while, and takes the true callback that comes later', async () => {
			PERSISTENCE.time = 2_000;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });

			expect(await call(node.url, callback(id))).toBe(200);
			await node.settled();
			expect(node.started).toEqual([]);
			expect(node.data.seenRuns).toEqual([]);
			expect(engine.log.join('\n')).toContain(
				`run ${id} of export 86446: it could not be confirmed: Run ${id} of export 86446 was not finished`,
			);
			engine.sandbox.finishRun(id);

			expect(await call(node.url, callback(id))).toBe(200);
			expect(node.started).toHaveLength(1);
		});

		it('takes the true callback that comes in the last moment of asking for an early one', async () => {
			PERSISTENCE.time = 500;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });
			engine.sandbox.addFault({ on: 'api', kind: { patch: { status: 'In Progress' } }, times: 2 });
			const early = call(node.url, callback(id));
			await until(() => questionsAbout(id).length === 1, 'WebAdMIT is asked');
			engine.sandbox.finishRun(id);

			// The early one is over before a second has passed: a sender that repeats its callbacks learns that it may do so.
			expect(await Promise.all([early, call(node.url, callback(id))])).toEqual([503, 200]);
			await node.settled();
			expect(node.started).toHaveLength(1);
		});

		it('asks no more often because 100 of them come', async () => {
			PERSISTENCE.time = 4_000;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });

			const answers = await Promise.all(
				Array.from({ length: 100 }, async () => await call(node.url, callback(id))),
			);
			await node.settled();

			expect(new Set(answers)).toEqual(new Set([200]));
			expect(node.started).toEqual([]);
			// Those of the first one, and of one that waits for it.
			expect(questionsAbout(id).length).toBeLessThanOrEqual(10);
			expect(engine.log.join('\n')).toContain('it is being looked into already');
		}, 30_000);
	});

	it('refuses a huge callback, even if it is well-formed', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const huge = { ...callback(finishedRun()), more: 'x'.repeat(200_000) };

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
		expect(node.data.seenRuns).toEqual([`exportFile ${id}`]);
	});

	it('starts the workflow for each of many different callbacks, and remembers all of them', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const ids = Array.from({ length: 50 }, () => finishedRun());
		await Promise.all(ids.map(async (id) => await call(node.url, callback(id))));

		expect(node.started.map(([item]) => item?.json.id).sort()).toEqual([...ids].sort());
		expect(new Set(node.data.seenRuns)).toEqual(new Set(ids.map((id) => `exportFile ${id}`)));
	});

	it.each([
		['is not available', { kind: { status: 503 }, times: 2 }],
		['does not answer for a while', { kind: { delayMs: 3_000 }, times: 1 }],
		[
			'has its hourly limit reached',
			{ kind: { status: 429, headers: { 'retry-after': '3' } }, times: 1 },
		],
	] as const)(
		'asks until it is confirmed while WebAdMIT %s; the sender has its answer meanwhile',
		async (_, fault) => {
			const node = trigger(BY_NODES);
			await node.activate();
			const [id, other] = [finishedRun(), finishedRun()];
			engine.sandbox.addFault({ on: 'api', path: `/export_files/${id}$`, ...fault });
			const since = Date.now();

			const copies = [call(node.url, callback(id)), call(node.url, callback(id))];
			expect(await Promise.all(copies)).toEqual([200, 200]);
			expect(Date.now() - since).toBeLessThan(2_000);
			expect(node.started).toEqual([]);

			// Nobody waits for that one.
			expect(await call(node.url, callback(other))).toBe(200);
			expect(node.started).toMatchObject([[{ json: { id: other } }]]);
			await node.settled();
			expect(node.started).toMatchObject([[{ json: { id: other } }], [{ json: { id } }]]);
		},
		20_000,
	);

	it('tells the sender to come again when it is clear at once that WebAdMIT cannot be asked', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const other = finishedRun();
		engine.sandbox.addFault({ on: 'api', kind: { status: 403 }, times: 1 });
		expect(await call(node.url, callback(other))).toBe(503);
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			`run ${other} of export 86446: it could not be confirmed`,
		);
		expect(await call(node.url, callback(other))).toBe(200);
		expect(node.started).toHaveLength(1);
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
			expect(engine.log.join('\n')).toContain('this trigger does not take runs of that export');
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
		["'Export IDs'", { options: { exportIds: '={{ undefined }}' } }],
		["'Export IDs'", { options: { exportIds: '={{ null }}' } }],
		["'Export IDs'", { options: { exportIds: '={{ "" }}' } }],
		["'Export IDs'", { options: { exportIds: '={{ " " }}' } }],
		["'Resource'", { resource: 'pdfManager' }],
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

	// n8n 2.40 takes longer for it than for all the rest.
	it.each([
		['once for callbacks of the same seconds', { ...BY_NODES }, 1],
		["not at all without 'Verify'", { ...BY_NODES, options: { verify: false } }, 0],
	])('reads the credential %s', async (_, parameters, times) => {
		const node = trigger(parameters, { credentialId: `read ${times} times` });
		await node.activate();
		const reading = jest.spyOn(CredentialsHelper.prototype, 'getDecrypted');
		const answers = [
			await call(node.url, callback(finishedRun())),
			...(await Promise.all([
				call(node.url, callback(finishedRun())),
				call(node.url, callback(finishedRun())),
			])),
		];
		const read = reading.mock.calls.length;
		jest.restoreAllMocks();

		expect(answers).toEqual([200, 200, 200]);
		expect(node.started).toHaveLength(3);
		expect(read).toBe(times);
	});

	it('reads the credential anew when the key that it has read before is refused', async () => {
		const node = trigger(BY_NODES, { credentialId: 'changed' });
		await node.activate();
		await call(node.url, callback(finishedRun()));
		const refused = { on: 'api', kind: { status: 401 } } as const;
		engine.sandbox.addFault({ ...refused, times: 1 });
		const reading = jest.spyOn(CredentialsHelper.prototype, 'getDecrypted');
		const answer = await call(node.url, callback(finishedRun()));
		const read = reading.mock.calls.length;
		jest.restoreAllMocks();

		expect(answer).toBe(200);
		expect(node.started).toHaveLength(2);
		expect(read).toBe(1);
		engine.sandbox.addFault(refused);
		expect(await call(node.url, callback(finishedRun()))).toBe(503);
		expect(engine.log.join('\n')).toContain('WebAdMIT refused the API key');
	});

	it('reads the credential anew when nothing is found at the address that it has read before', async () => {
		const credentials = { ...engine.credentials, baseUrl: `${engine.sandbox.apiUrl}/old` };
		const node = trigger(BY_NODES, { credentialId: 'moved', credentials });
		await node.activate();
		engine.sandbox.addFault({ on: 'api', path: '^/old/', times: 1, kind: { status: 403 } });
		expect(await call(node.url, callback(finishedRun()))).toBe(503);
		credentials.baseUrl = engine.sandbox.apiUrl;
		const id = finishedRun();
		await call(node.url, callback(id));
		await node.settled();

		expect(node.started).toMatchObject([[{ json: { id } }]]);
	});

	it('takes the export ids as a list too', async () => {
		const node = trigger({ ...BY_NODES, options: { exportIds: '={{ [86449, "86446"] }}' } });
		await node.activate();

		expect(await call(node.url, callback(finishedRun()))).toBe(200);
		expect(node.started).toHaveLength(1);
	});

	it('does not leave the URL again when it is switched off while a callback is looked into', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { delayMs: 300 } });
		const id = finishedRun();
		const answer = call(node.url, callback(id));
		await until(() => engine.requests().length > 0, 'WebAdMIT is asked');
		await node.deactivate();

		expect(await answer).toBe(200);
		expect(node.data.seenRuns).toEqual([`exportFile ${id}`]);
		expect(node.data.url).toBeUndefined();
	});

	it('leaves again what another trigger of the workflow has left since the callback came', async () => {
		const workflow = { id: 'of two triggers', staticData: {} };
		const [node, other] = [trigger(BY_NODES, { workflow }), trigger(BY_NODES, { workflow })];
		await node.activate();
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { delayMs: 300 } });
		const answer = call(node.url, callback(finishedRun()));
		await until(() => engine.requests().length > 0, 'WebAdMIT is asked');
		await other.activate();

		expect(await answer).toBe(200);
		expect(other.data.url).toBe(other.url);
		expect(node.data.seenRuns).toHaveLength(1);
	});

	it('does not let a callback wait that comes alone, and remembers it', async () => {
		const node = trigger({ ...BY_NODES, options: { verify: false } });
		await node.activate();
		// Long after the activation and after the last callback of any trigger.
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
		const before = performance.now();

		expect(await call(node.url, callback(7))).toBe(200);
		const took = performance.now() - before;
		jest.restoreAllMocks();

		expect(node.started).toHaveLength(1);
		expect(node.data.seenRuns).toEqual(['exportFile 7']);
		expect(took).toBeLessThan(100);
	});
});
