import type { INodeParameters } from 'n8n-workflow';
import { capitalized } from '../../nodes/WebAdmit/errors';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import type { FinishedJobInput } from '../sandbox/types';
import { kindsIn } from '../support/kinds';
import { until, useEngine } from './harness';
import { CredentialsHelper } from './harness/credentialsHelper';
import type { TriggerOptions } from './harness/trigger';
import { call, useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0.3 });
const triggers = useTriggers(engine);

const { inARow } = PAGES;
const { time } = PERSISTENCE;
afterEach(() => {
	PAGES.inARow = inARow;
	PERSISTENCE.time = time;
});

const [exports, batches] = kindsIn(engine);

/** The path of a request, as an expression that matches only that. */
const pathOf = (request: string) => `^${request.split(' ')[1]}$`;

describe.each([exports, batches])('a trigger for what other nodes start ($kind)', (given) => {
	const { kind, run, source, sources, callback, question, protocol } = given;
	const [nightly, roster, review] = sources;

	const BY_NODES: INodeParameters = { ...given.parameters, registration: 'byNodes' };
	const trigger = (parameters: INodeParameters, more: Partial<TriggerOptions> = {}) =>
		triggers(parameters, { protocol, ...more });

	const finishedRun = (more: FinishedJobInput = {}, sourceId = nightly) =>
		given.addFinished(sourceId, more).id;

	it('starts nothing on activation, and leaves its URL for the nodes of the workflow', async () => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(engine.requests()).toEqual([]);
		expect(node.data).toMatchObject({
			url: node.url,
			filter: { kind, byNodes: true, sourceIds: [] },
		});
		await node.deactivate();
		expect(node.data.url).toBeUndefined();
	});

	it('believes WebAdMIT that the run does not exist', async () => {
		const node = trigger(BY_NODES);
		await node.activate();

		expect(await call(node.url, ...callback(999))).toBe(200);
		await node.settled();
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			`${run} 999 of ${source} ${nightly}: WebAdMIT does not know it`,
		);
	});

	describe('when a callback comes before WebAdMIT says that the run is finished', () => {
		const questionsAbout = (id: number) =>
			engine.requests().filter((request) => request === question(id));

		it('asks again, and starts the workflow once WebAdMIT says so', async () => {
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = given.add(nightly, { runSeconds: 60 });

			expect(await call(node.url, ...callback(id))).toBe(200);
			expect(node.started).toEqual([]);
			given.finish(id);
			await node.settled();

			expect(node.started).toMatchObject([[{ json: { id, status: 'available' } }]]);
			expect(node.data.seenRuns).toEqual([`${kind} ${id}`]);
		});

		it('gives up after a while, and takes the true callback that comes later', async () => {
			PERSISTENCE.time = 2_000;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = given.add(nightly, { runSeconds: 60 });

			expect(await call(node.url, ...callback(id))).toBe(200);
			await node.settled();
			expect(node.started).toEqual([]);
			expect(node.data.seenRuns).toEqual([]);
			expect(engine.log.join('\n')).toContain(
				`${run} ${id} of ${source} ${nightly}: it could not be confirmed: ${capitalized(run)} ${id} of ${source} ${nightly} was not finished`,
			);
			given.finish(id);

			expect(await call(node.url, ...callback(id))).toBe(200);
			expect(node.started).toHaveLength(1);
		});

		it('takes the true callback that comes in the last moment of asking for an early one', async () => {
			PERSISTENCE.time = 500;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = given.add(nightly, { runSeconds: 60 });
			engine.sandbox.addFault({
				on: 'api',
				kind: { patch: { [given.statusField]: 'In Progress' } },
				times: 2,
			});
			const early = call(node.url, ...callback(id));
			await until(() => questionsAbout(id).length === 1, 'WebAdMIT is asked');
			given.finish(id);

			// The early one is over before a second has passed: a sender that repeats its callbacks learns that it may do so.
			expect(await Promise.all([early, call(node.url, ...callback(id))])).toEqual([503, 200]);
			await node.settled();
			expect(node.started).toHaveLength(1);
		});

		it('takes the true callback while false ones about the same run are being looked into', async () => {
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = given.add(nightly, { runSeconds: 60 });

			const falseOnes = [1, 2].map(async () => await call(node.url, ...callback(id, roster)));
			expect(await Promise.all(falseOnes)).toEqual([200, 200]);
			given.finish(id);
			expect(await call(node.url, ...callback(id))).toBe(200);
			await node.settled();

			expect(node.started).toMatchObject([[{ json: { id } }]]);
		});

		it('asks no more often because 100 of them come', async () => {
			PERSISTENCE.time = 4_000;
			const node = trigger(BY_NODES);
			await node.activate();
			const { id } = given.add(nightly, { runSeconds: 60 });

			const answers = await Promise.all(
				Array.from({ length: 100 }, async () => await call(node.url, ...callback(id))),
			);
			await node.settled();

			expect(new Set(answers)).toEqual(new Set([200]));
			expect(node.started).toEqual([]);
			// Five for the first one, and for each one that comes when all before it have given up: few, unless the machine is very busy.
			expect(questionsAbout(id).length).toBeLessThanOrEqual(25);
			expect(engine.log.join('\n')).toContain('it is already being checked');
		}, 30_000);
	});

	it.each([exports, batches].filter((other) => other !== given))(
		'refuses a callback of another kind ($kind), also of a run with the same ID',
		async (other) => {
			const node = trigger(BY_NODES);
			await node.activate();
			const id = finishedRun({ id: 9_000 });
			other.addFinished(other.sources[0], { id });

			expect(await call(node.url, ...other.callback(id))).toBe(400);
			expect(node.started).toEqual([]);
			expect(engine.requests()).toEqual([]);
			expect(engine.log.join('\n')).toContain(`it is not for the resource '${given.displayName}'`);
			expect(await call(node.url, ...callback(id))).toBe(200);
			expect(node.started).toMatchObject([[{ json: { id, ...given.output(nightly) } }]]);
		},
	);

	it.each(['title', 'snake'] as const)(
		'understands statuses in both spellings (%s)',
		async (statusSpelling) => {
			engine.sandbox.configure({ statusSpelling });
			const node = trigger({ ...BY_NODES, statuses: ['success_with_errors'] });
			await node.activate();
			const id = finishedRun({ outcome: 'success_with_errors' });
			const believing = trigger({ ...BY_NODES, options: { verify: false } });
			await believing.activate();

			for (const status of ['Success With Errors', 'success_with_errors']) {
				await call(node.url, ...callback(id, nightly, status));
				await call(believing.url, ...callback(status.length, nightly, status));
			}

			expect(node.started).toMatchObject([[{ json: { id, status: 'success_with_errors' } }]]);
			expect(believing.started).toMatchObject([
				[{ json: { status: 'success_with_errors', finished: true } }],
			]);
		},
	);

	it('refuses a huge callback, even if it is well-formed', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const status = 'available'.padEnd(200_000);

		expect(await call(node.url, ...callback(finishedRun(), nightly, status))).toBe(400);
		expect(node.started).toEqual([]);
	});

	it('starts the workflow once for 100 copies of the same moment, and for those that come later', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const id = finishedRun();

		const answers = await Promise.all(
			Array.from({ length: 100 }, async () => await call(node.url, ...callback(id))),
		);
		expect(new Set(answers)).toEqual(new Set([200]));
		expect(await call(node.url, ...callback(id))).toBe(200);
		expect(node.started).toHaveLength(1);
		expect(node.data.seenRuns).toEqual([`${kind} ${id}`]);
	});

	it('starts the workflow for each of many different callbacks, and remembers all of them', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		const ids = Array.from({ length: 50 }, () => finishedRun());
		await Promise.all(ids.map(async (id) => await call(node.url, ...callback(id))));

		expect(node.started.map(([item]) => item?.json.id).sort()).toEqual([...ids].sort());
		expect(new Set(node.data.seenRuns)).toEqual(new Set(ids.map((id) => `${kind} ${id}`)));
	});

	it.each([
		['is not available', { kind: { status: 503 }, times: 2 }],
		['refuses the key, which the user can put right', { kind: { status: 401 }, times: 6 }],
		['does not allow it yet', { kind: { status: 403 }, times: 2 }],
		['gives an answer that cannot be read', { kind: { status: 200, body: { a: 1 } }, times: 2 }],
		['has the page of a proxy in its place', { kind: { status: 200, body: '<html>' }, times: 3 }],
		['does not answer for a while', { kind: { delayMs: 3_000 }, times: 1 }],
		[
			'has its hourly limit reached',
			{ kind: { status: 429, headers: { 'retry-after': '3' } }, times: 1 },
		],
	] as const)(
		'asks until it is confirmed while WebAdMIT %s; the sender has its answer meanwhile',
		async (_, fault) => {
			PAGES.inARow = 1;
			const node = trigger(BY_NODES);
			await node.activate();
			const [id, other] = [finishedRun(), finishedRun()];
			engine.sandbox.addFault({ on: 'api', path: pathOf(question(id)), ...fault });
			const since = Date.now();

			const copies = [call(node.url, ...callback(id)), call(node.url, ...callback(id))];
			expect(await Promise.all(copies)).toEqual([200, 200]);
			expect(Date.now() - since).toBeLessThan(2_000);
			expect(node.started).toEqual([]);

			// Nobody waits for that one.
			expect(await call(node.url, ...callback(other))).toBe(200);
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
		engine.sandbox.addFault({ on: 'api', kind: { status: 501 }, times: 1 });
		expect(await call(node.url, ...callback(other))).toBe(503);
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(
			`${run} ${other} of ${source} ${nightly}: it could not be confirmed`,
		);
		expect(await call(node.url, ...callback(other))).toBe(200);
		expect(node.started).toHaveLength(1);
	});

	it('filters by status, after WebAdMIT has told it', async () => {
		const node = trigger({ ...BY_NODES, statuses: ['empty_list'] });
		await node.activate();
		const available = finishedRun();
		const empty = finishedRun({ outcome: 'empty_list' });
		await call(node.url, ...callback(available, nightly, 'Empty List'));
		await call(node.url, ...callback(empty, nightly, 'Available'));

		expect(node.started).toMatchObject([[{ json: { id: empty, status: 'empty_list' } }]]);
	});

	it('leaves out empty and failed runs unless they are asked for', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		await call(node.url, ...callback(finishedRun({ outcome: 'empty_list' })));
		await call(node.url, ...callback(finishedRun({ outcome: 'failed' })));
		const errors = finishedRun({ outcome: 'success_with_errors' });
		await call(node.url, ...callback(errors));

		expect(node.started).toMatchObject([[{ json: { id: errors } }]]);
	});

	it.each([`${roster}`, `${roster}, ${review}`, `${review};${roster}`])(
		'filters by the sources "%s"',
		async (sourceIds) => {
			const node = trigger({ ...BY_NODES, options: given.only(sourceIds) });
			await node.activate();
			const wanted = finishedRun({}, roster);
			await call(node.url, ...callback(finishedRun()));
			await call(node.url, ...callback(wanted, roster));

			expect(node.started).toMatchObject([[{ json: { id: wanted, ...given.output(roster) } }]]);
			expect(engine.log.join('\n')).toContain(
				`this trigger does not take ${given.runs} of that ${source}`,
			);
		},
	);

	it('believes the callback when it is told to, but not one of a run that goes on', async () => {
		const node = trigger({ ...BY_NODES, options: { verify: false } });
		await node.activate();
		await call(node.url, ...callback(5, 6, 'In Progress'));
		await call(node.url, ...callback(5, 6, 'Success With Errors'));

		expect(engine.requests()).toEqual([]);
		const believed = { id: 5, ...given.output(6), status: 'success_with_errors' };
		expect(node.started).toMatchObject([
			[{ json: { ...believed, finished: true, downloadable: true } }],
		]);
	});

	it.each([
		[given.sourceIdsLabel, { options: given.only('={{ ["x"] }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ true }}') }],
		[given.sourceIdsLabel, { options: given.only('all of them') }],
		[given.sourceIdsLabel, { options: given.only('={{ ({ a: 1 }) }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ "," }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ undefined }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ null }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ "" }}') }],
		[given.sourceIdsLabel, { options: given.only('={{ " " }}') }],
		['Resource', { resource: 'pdfManager' }],
		['Statuses', { statuses: '={{ [] }}' }],
		['Statuses', { statuses: '={{ [1] }}' }],
		['Statuses', { statuses: '={{ "1 OR 1=1" }}' }],
		['Verify', { options: { verify: '={{ "perhaps" }}' } }],
		['Runs Are Started', { registration: '={{ NaN }}' }],
	])('lets nothing through when %j cannot be understood: %j', async (label, parameters) => {
		const node = trigger(BY_NODES);
		await node.activate();
		node.change({ ...BY_NODES, ...parameters });

		expect(await call(node.url, ...callback(finishedRun()))).toBe(503);
		expect(node.started).toEqual([]);
		expect(engine.log.join('\n')).toContain(`'${label}'`);
		await expect(node.activate()).rejects.toThrow(`'${label}'`);
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
			await call(node.url, ...callback(finishedRun())),
			...(await Promise.all([
				call(node.url, ...callback(finishedRun())),
				call(node.url, ...callback(finishedRun())),
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
		await call(node.url, ...callback(finishedRun()));
		const refused = { on: 'api', kind: { status: 401 } } as const;
		engine.sandbox.addFault({ ...refused, times: 1 });
		const reading = jest.spyOn(CredentialsHelper.prototype, 'getDecrypted');
		const answer = await call(node.url, ...callback(finishedRun()));
		const read = reading.mock.calls.length;
		jest.restoreAllMocks();

		expect(answer).toBe(200);
		expect(node.started).toHaveLength(2);
		expect(read).toBe(1);
		engine.sandbox.addFault(refused);
		PERSISTENCE.time = 1_000;
		await call(node.url, ...callback(finishedRun()));
		await node.settled();
		expect(node.started).toHaveLength(2);
		expect(engine.log.join('\n')).toContain('WebAdMIT refused the API key');
	});

	it('reads the credential anew when nothing is found at the address that it has read before', async () => {
		const credentials = { ...engine.credentials, baseUrl: `${engine.sandbox.apiUrl}/old` };
		const node = trigger(BY_NODES, { credentialId: 'moved', credentials });
		await node.activate();
		await call(node.url, ...callback(finishedRun()));
		await node.settled();
		expect(node.started).toEqual([]);
		credentials.baseUrl = engine.sandbox.apiUrl;
		const id = finishedRun();
		await call(node.url, ...callback(id));
		await node.settled();

		expect(node.started).toMatchObject([[{ json: { id } }]]);
	});

	it('takes the ids of sources as a list too', async () => {
		const node = trigger({ ...BY_NODES, options: given.only(`={{ [${roster}, "${nightly}"] }}`) });
		await node.activate();

		expect(await call(node.url, ...callback(finishedRun()))).toBe(200);
		expect(node.started).toHaveLength(1);
	});

	it('does not leave the URL again when it is switched off while a callback is looked into', async () => {
		const node = trigger(BY_NODES);
		await node.activate();
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { delayMs: 300 } });
		const id = finishedRun();
		const answer = call(node.url, ...callback(id));
		await until(() => engine.requests().length > 0, 'WebAdMIT is asked');
		await node.deactivate();

		expect(await answer).toBe(200);
		expect(node.data.seenRuns).toEqual([`${kind} ${id}`]);
		expect(node.data.url).toBeUndefined();
	});

	it('leaves again what another trigger of the workflow has left since the callback came', async () => {
		const workflow = { id: 'of two triggers', staticData: {} };
		const [node, other] = [trigger(BY_NODES, { workflow }), trigger(BY_NODES, { workflow })];
		await node.activate();
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { delayMs: 300 } });
		const answer = call(node.url, ...callback(finishedRun()));
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

		expect(await call(node.url, ...callback(7))).toBe(200);
		const took = performance.now() - before;
		jest.restoreAllMocks();

		expect(node.started).toHaveLength(1);
		expect(node.data.seenRuns).toEqual([`${kind} 7`]);
		expect(took).toBeLessThan(1_000);
	});
});

describe('a trigger for runs of exports', () => {
	const trigger = triggers;
	const BY_NODES: INodeParameters = { registration: 'byNodes' };

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
		const id = exports.addFinished(86446).id;

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
			"A callback was ignored: it is not for the resource 'Export File'",
		);
	});
});

describe('a trigger for batches', () => {
	const trigger = (parameters: INodeParameters = {}) =>
		triggers(
			{ resource: 'pdfManagerBatch', registration: 'byNodes', ...parameters },
			{ protocol: 'https' },
		);
	const ROOT = '/api/v1/user_identities/37442';
	const JSON_TYPE = 'application/json';

	/** A callback about a batch, in which something is not as WebAdMIT writes it. */
	const forged = (id: number, change: object) =>
		JSON.stringify({
			pdf_manager_batch: {
				id,
				state: 'available',
				pdf_manager_template: { id: 8153, name: 'Transcripts' },
				href: `${ROOT}/pdf_manager_batches/${id}`,
				download_hrefs: [],
				...change,
			},
		});

	it.each([
		['JSON', JSON_TYPE, {}],
		['JSON with a charset', `${JSON_TYPE}; charset=utf-8`, {}],
		['text', 'text/plain', {}],
		['bytes', 'application/octet-stream', {}],
		['something of no type', null, {}],
		['JSON with the status in words', JSON_TYPE, { state: 'Available' }],
		['JSON with fields that are not known', JSON_TYPE, { more: { id: 1 }, status: 'failed' }],
		['JSON with an ID as text', JSON_TYPE, { pdf_manager_template: { id: '8153' } }],
		['JSON without zip files', JSON_TYPE, { download_hrefs: undefined }],
	])('takes a callback as %s', async (_, type, change) => {
		const node = trigger();
		await node.activate();
		const { id } = batches.addFinished(8153);

		expect(await call(node.url, forged(id, change), type)).toBe(200);
		expect(node.started).toMatchObject([
			[{ json: { id, status: 'available', user_identity_id: 37442 } }],
		]);
	});

	it.each<[string, object]>([
		['an ID that is none', { id: -1 }],
		['another ID than in its path', { id: 6302 }],
		['no status', { state: undefined }],
		['no template', { pdf_manager_template: null }],
		['no path', { href: undefined }],
		['the path of something else', { href: `${ROOT}/pdf_manager_templates/6301` }],
		['a path beside it', { href: `${ROOT}/pdf_manager_batches/6301/../6301` }],
		['an address', { href: `https://example.com${ROOT}/pdf_manager_batches/6301` }],
		['a path with a host', { href: `//example.com${ROOT}/pdf_manager_batches/6301` }],
		['a path with more behind it', { href: `${ROOT}/pdf_manager_batches/6301?x=1` }],
		['an identity that is none', { href: '/api/v1/user_identities/0/pdf_manager_batches/6301' }],
	])('refuses one with %s, without asking WebAdMIT', async (_, change) => {
		const node = trigger();
		await node.activate();

		expect(await call(node.url, forged(6301, change), JSON_TYPE)).toBe(400);
		expect(node.started).toEqual([]);
		expect(engine.requests()).toEqual([]);
	});

	it.each([
		['nothing', ''],
		['a list', '[]'],
		['a list of batches', '{"pdf_manager_batch":[{"id":6301}]}'],
		['no JSON', 'pdf_manager_batch[id]=6301'],
	])('refuses %s, without asking WebAdMIT', async (_, body) => {
		const node = trigger();
		await node.activate();

		expect(await call(node.url, body, 'text/plain')).toBe(400);
		expect(node.started).toEqual([]);
		expect(engine.requests()).toEqual([]);
	});

	it('uses no address of the callback: WebAdMIT is asked at its own, and what it says counts', async () => {
		const node = trigger();
		await node.activate();
		const evil = 'https://example.com/evil.zip';
		const body = forged(6301, {
			download_hrefs: [evil, `${ROOT}/pdf_manager_zip_files/1/download`],
			download_url: evil,
			pdf_manager_template: { id: 8153, name: 'Forged', href: evil },
		});

		expect(await call(node.url, body, JSON_TYPE)).toBe(200);
		expect(engine.requests()).toEqual([`GET ${ROOT}/pdf_manager_batches/6301`]);
		expect(node.started).toEqual([
			[
				{
					json: {
						id: 6301,
						href: `${ROOT}/pdf_manager_batches/6301`,
						updated_at: expect.any(String) as string,
						status: 'available',
						finished: true,
						downloadable: true,
						pdf_manager_template: { id: 8153, name: 'Transcripts' },
						user_identity_id: 37442,
					},
				},
			],
		]);
	});

	it.each([
		['another identity', { href: '/api/v1/user_identities/41877/pdf_manager_batches/6301' }],
		[
			'an identity that is not there',
			{ href: '/api/v1/user_identities/9/pdf_manager_batches/6301' },
		],
		['another template', { pdf_manager_template: { id: 8160 } }],
	])('starts nothing when WebAdMIT says otherwise of a batch of %s', async (_, change) => {
		const node = trigger();
		await node.activate();

		expect(await call(node.url, forged(6301, change), JSON_TYPE)).toBe(200);
		await node.settled();
		expect(node.started).toEqual([]);
		const [asked, ...again] = engine.requests();
		expect(asked).toMatch(/^GET \/api\/v1\/user_identities\/\d+\/pdf_manager_batches\/6301$/);
		for (const made of again) expect(made).toBe(asked);
		expect(engine.log.join('\n')).toContain('WebAdMIT does not know it');
	});

	it("gives no path of a zip file without 'Verify' either", async () => {
		const node = trigger({ options: { verify: false } });
		await node.activate();
		const download_hrefs = ['https://example.com/evil.zip'];

		expect(await call(node.url, forged(6301, { download_hrefs }), JSON_TYPE)).toBe(200);
		expect(engine.requests()).toEqual([]);
		expect(node.started).toMatchObject([[{ json: { id: 6301, finished: true } }]]);
		expect(JSON.stringify(node.started)).not.toContain('example.com');
	});
});

describe('a run and a batch with the same ID', () => {
	it('start the two triggers of a workflow once each', async () => {
		const workflow = { id: 'of two kinds', staticData: {} };
		const nodes = [exports, batches].map((given) => ({
			given,
			node: triggers(
				{ ...given.parameters, registration: 'byNodes' },
				{ workflow, protocol: given.protocol },
			),
		}));
		for (const { node } of nodes) await node.activate();

		for (const { given, node } of nodes) {
			const { id } = given.addFinished(given.sources[0], { id: 9_000 });
			for (let copy = 0; copy < 2; copy++) await call(node.url, ...given.callback(id));
		}

		for (const { given, node } of nodes) {
			expect(node.started).toMatchObject([[{ json: { id: 9_000, status: 'available' } }]]);
			expect(node.data.seenRuns).toEqual([`${given.kind} 9000`]);
		}
	});

	it("start a trigger once each when its 'Resource' is changed", async () => {
		const node = triggers(
			{ ...exports.parameters, registration: 'byNodes' },
			{ protocol: 'https' },
		);
		for (const given of [exports, batches]) {
			node.change({ ...given.parameters, registration: 'byNodes' });
			await node.activate();
			const { id } = given.addFinished(given.sources[0], { id: 9_000 });
			expect(await call(node.url, ...given.callback(id))).toBe(200);
		}

		expect(node.started).toMatchObject([
			[{ json: { id: 9_000, ...exports.output(86446) } }],
			[{ json: { id: 9_000, ...batches.output(8153) } }],
		]);
	});
});
