import { createServer } from 'node:http';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { REPEATED } from '../../nodes/WebAdmit/runs/startRun';
import { TIMEOUTS } from '../../nodes/WebAdmit/transport/timeouts';
import type { Fault, FaultKind } from '../sandbox';
import { byId, startOtherHost, useEngine } from './harness';
import { WebhookServer } from './harness/webhookServer';
import type { OperationCase } from './harness/operations';
import {
	callsOf,
	faultFor,
	OPERATIONS,
	operationsThatEndWith,
	waitingAtMost,
} from './harness/operations';

const engine = useEngine({ runSeconds: 0.5, changeSeconds: 0.5 });
const calls = (operation: OperationCase) => callsOf(operation, engine.sandbox.requests);

/** A host that nobody has: RFC 2606 keeps the ending free for ever. */
const NO_HOST = 'https://does-not-exist.invalid';
/** That a name is not there is what the own network says; without one, only that nobody could be asked. */
const NO_SUCH_NAME = /the host name (is not known|could not be looked up)/;

const CHECK =
	'Check that n8n can reach the address in the credential (firewall, proxy, spelling), then run this again.';

/** After a start whose answer was lost for good. */
const MAYBE_STARTED =
	" The run may have been started anyway. Check with the operation 'List Recent' before you start it again.";
/** After changes whose answer was lost for good. */
const MAYBE_MADE = ' The changes may have been made anyway. Making them again does no harm.';
const maybeStarted = ({ method, parameters: { resource } }: OperationCase): string => {
	if (method === 'GET') return '';
	if (resource === 'designation' || resource === 'customFieldAnswer') return MAYBE_MADE;
	return resource === 'pdfManagerBatch'
		? MAYBE_STARTED.replace('The run', 'The batch').replace('List Recent', 'Get Many')
		: MAYBE_STARTED;
};

const usualTimeouts = { ...TIMEOUTS };
const usualPersistence = { ...PERSISTENCE };
afterEach(() => {
	Object.assign(TIMEOUTS, usualTimeouts);
	Object.assign(PERSISTENCE, usualPersistence);
});

const PASSING: Array<[string, FaultKind]> = [
	['500', { status: 500, body: '' }],
	['502 as a web page', { status: 502, body: '<html><h1>Bad Gateway</h1></html>' }],
	['503', { status: 503, body: '' }],
	['504', { status: 504, body: '' }],
	['a reset before the answer', 'reset'],
	['a reset in the middle of the answer', 'resetMid'],
	['an end in the middle of the answer', 'truncate'],
];

describe('trouble that passes', () => {
	it.each(PASSING)('is no error of any operation: %s', async (_, kind) => {
		for (const operation of OPERATIONS) {
			engine.sandbox.addFault(faultFor(operation, { kind, times: 1 }));
		}

		// Side by side, since each of them pauses before it tries again.
		const results = await Promise.all(
			OPERATIONS.map(async ({ parameters, items }) => await engine.runNode({ parameters, items })),
		);

		expect(results.map(({ error }) => error)).toEqual(OPERATIONS.map(() => undefined));
		for (const { items } of results) expect(items.length).toBeGreaterThan(0);
		expect(engine.sandbox.faults.map(({ met }) => met)).toEqual(OPERATIONS.map(() => 1));
	});

	it.each<[string, Fault]>([
		['before', { on: 'api', method: 'POST', kind: 'reset', carriedOut: true, times: 1 }],
		['in the middle of', { on: 'api', method: 'POST', kind: 'resetMid', times: 1 }],
	])('starts no second run when the connection was reset %s the answer', async (_, fault) => {
		engine.sandbox.configure({ runSeconds: 60 });
		engine.sandbox.addFault(fault);
		const before = engine.sandbox.runs.length;

		const { items, error } = await engine.runNode({
			parameters: { userIdentityId: byId(37442), exportId: byId(86446) },
		});

		expect(error).toBeUndefined();
		expect(engine.requests()).toHaveLength(2);
		expect(engine.sandbox.runs.slice(before).map(({ id }) => id)).toEqual([items[0]?.json.id]);
	});

	describe('is not repeated where the callback of a second run would start something', () => {
		const usual = { ...REPEATED };
		beforeEach(() => {
			REPEATED.within = 200;
			engine.sandbox.configure({ runSeconds: 0, callbackDelivery: 'never' });
		});
		const callBack = { completion: 'url', callbackUrl: 'https://n8n.example.edu/webhook/1' };
		const posts = () => engine.requests().filter((request) => request.startsWith('POST'));
		afterEach(() => {
			Object.assign(REPEATED, usual);
		});

		it.each<[string, Fault]>([
			['never comes', { on: 'api', method: 'POST', kind: 'hang', carriedOut: true }],
			['comes too late', { on: 'api', method: 'POST', kind: { delayMs: 3_000 } }],
		])('when the answer %s', async (_, fault) => {
			TIMEOUTS.webAdmit = 500;
			engine.sandbox.addFault(fault);

			const { items, error } = await engine.runNode({
				parameters: { userIdentityId: byId(37442), exportId: byId(86446), ...callBack },
			});

			expect(items).toEqual([]);
			expect(error?.message).toBe('WebAdMIT could not be reached: there was no answer in time');
			expect(error?.description).toContain("Check with the operation 'List Recent'");
			expect(posts()).toHaveLength(1);
		});

		it('when many answers are lost, one after the other', async () => {
			REPEATED.within = 2_000;
			engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 503 } });

			const { error } = await engine.runNode({
				parameters: { userIdentityId: byId(37442), exportId: byId(86446), ...callBack },
			});

			expect(error?.message).toContain('WebAdMIT is not available');
			expect(error?.description).toContain("Check with the operation 'List Recent'");
			// The third would be sent more than two seconds after the first.
			expect(posts()).toHaveLength(2);
		});

		it('when the limit is to be waited for after a lost answer', async () => {
			REPEATED.within = 2_000;
			const kind = { status: 429, headers: { 'Retry-After': '5' } };
			engine.sandbox.addFault({ on: 'api', method: 'POST', kind: 'reset', times: 1 });
			engine.sandbox.addFault({ on: 'api', method: 'POST', kind });

			const { error } = await engine.runNode({
				parameters: { userIdentityId: byId(37442), exportId: byId(86446), ...callBack },
			});

			expect(error?.description).toContain("Check with the operation 'List Recent'");
			expect(posts()).toHaveLength(2);
		});

		it('when the next try has to wait until it is too late', async () => {
			REPEATED.within = 3_000;
			const lost = '/exports/86446/export_files$';
			engine.sandbox.addFault({ on: 'api', path: lost, kind: 'reset', carriedOut: true, times: 1 });
			// Told to another call: for all of them.
			const kind = { status: 429, headers: { 'Retry-After': '5' } };
			engine.sandbox.addFault({ on: 'api', path: '/exports/86449/', kind, times: 1 });

			const { items } = await engine.runNode({
				parameters: {
					userIdentityId: byId(37442),
					exportId: byId('={{ $json.exportId }}'),
					...callBack,
				},
				items: [{ exportId: 86446 }, { exportId: 86449 }],
				onError: 'continueRegularOutput',
			});

			expect(items).toMatchObject([
				{ json: { error: expect.stringContaining('the connection was cut off') as unknown } },
				{ json: { export_id: 86449 } },
			]);
			expect(posts().filter((request) => request.includes('/86446/'))).toHaveLength(1);
		}, 20_000);

		it('but not too late because many other items are in front', async () => {
			REPEATED.within = 3_000;
			const lost = '/exports/86446/export_files$';
			engine.sandbox.addFault({ on: 'api', path: lost, kind: 'reset', carriedOut: true, times: 1 });
			// All of them take a multiple of that.
			engine.sandbox.addFault({ on: 'api', path: '/exports/9', kind: { delayMs: 500 } });
			engine.sandbox.configure({ runSeconds: 60 });
			const others = Array.from({ length: 200 }, (_, index) => {
				const { id } = engine.sandbox.addExport({ id: 900_000 + index, identityIds: [37442] });
				return { exportId: id };
			});

			const { items, error } = await engine.runNode({
				parameters: {
					userIdentityId: byId(37442),
					exportId: byId('={{ $json.exportId }}'),
					...callBack,
				},
				items: [{ exportId: 86446 }, ...others],
			});

			expect(error).toBeUndefined();
			expect(items).toHaveLength(201);
			expect(items[0]).toMatchObject({ json: { export_id: 86446 } });
		}, 30_000);

		it('but after an answer that says to come back later', async () => {
			REPEATED.within = -1;
			const kind = { status: 429, headers: { 'Retry-After': '1' } };
			engine.sandbox.addFault({ on: 'api', method: 'POST', kind, times: 1 });

			const { error } = await engine.runNode({
				parameters: { userIdentityId: byId(37442), exportId: byId(86446), ...callBack },
			});

			expect(error).toBeUndefined();
			expect(posts()).toHaveLength(2);
		});
	});
});

describe('a start whose answer was lost long ago', () => {
	const usual = { ...REPEATED };
	beforeEach(() => {
		REPEATED.within = -1;
		engine.sandbox.configure({ callbackDelivery: 'never' });
	});
	afterEach(() => {
		Object.assign(REPEATED, usual);
	});

	it.each([
		['runAndDownload', {}, true],
		['initiateRun', { completion: 'none' }, true],
		['initiateRun', { completion: 'poll' }, true],
		['initiateRun', { completion: 'resume' }, true],
		['initiateRun', { completion: 'url', callbackUrl: 'https://n8n.example.edu/1' }, false],
	])(
		'is repeated, unless a callback would come twice: %s %j, %s',
		async (operation, more, isRepeated) => {
			const webhooks = await WebhookServer.start();
			engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 503 }, times: 1 });

			const { error, items } = await engine.runNode({
				parameters: { operation, userIdentityId: byId(37442), exportId: byId(86446), ...more },
				server: { webhookWaitingBaseUrl: `${webhooks.url()}/webhook-waiting`, executionId: '7' },
			});
			await webhooks.close();

			expect(error?.message).toBe(
				isRepeated ? undefined : 'WebAdMIT is not available (HTTP status 503)',
			);
			if (isRepeated) expect(items[0]?.json.export_id).toBe(86446);
			const posts = engine.requests().filter((request) => request.startsWith('POST'));
			expect(posts).toHaveLength(isRepeated ? 2 : 1);
		},
		15_000,
	);
});

describe('an answer without end', () => {
	it('is not waited for when it dribbles', async () => {
		TIMEOUTS.webAdmit = 500;
		const host = createServer((_request, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const dribble = setInterval(() => response.write(' '), 50);
			response.on('close', () => {
				clearInterval(dribble);
			});
		});
		await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
		const address = host.address();
		if (address === null || typeof address === 'string') throw new Error('The host has no port');

		const { error } = await engine.runNode({
			parameters: { resource: 'userIdentity', operation: 'getMany' },
			credentials: { ...engine.credentials, baseUrl: `http://127.0.0.1:${address.port}` },
		});
		host.closeAllConnections();
		await new Promise((resolve) => host.close(resolve));

		expect(error?.message).toBe(
			'WebAdMIT could not be reached: there was no answer in time (tried 5 times)',
		);
	}, 40_000);
});

describe('trouble without end', () => {
	it('is an error after five tries with growing pauses, where nobody waits for a run', async () => {
		const operations = operationsThatEndWith('tries');
		for (const operation of operations) {
			engine.sandbox.addFault(faultFor(operation, { kind: { status: 503, body: '' } }));
		}

		const results = await Promise.all(
			operations.map(async ({ parameters, items }) => await engine.runNode({ parameters, items })),
		);

		for (const [index, operation] of operations.entries()) {
			expect(results[index]?.items).toEqual([]);
			expect(results[index]?.error).toMatchObject({
				message: 'WebAdMIT is not available (HTTP status 503, tried 5 times)',
				description: `Try again in a few minutes.${maybeStarted(operation)}`,
				httpCode: '503',
			});
			const times = calls(operation).map(({ at }) => at);
			expect(times).toHaveLength(5);
			const pauses = times.slice(1).map((time, tries) => time - (times[tries] ?? 0));
			for (const [tries, pause] of pauses.entries()) {
				// 1, 2, 4 and 8 seconds, a quarter shorter at most; a timer may fire a little early.
				expect(pause).toBeGreaterThanOrEqual(750 * 2 ** tries - 10);
			}
			// By chance, two of them are equal to the millisecond; all of them are not.
			expect(new Set(pauses.map((pause, tries) => pause / 2 ** tries)).size).toBeGreaterThan(1);
		}
	}, 40_000);

	it('is an error of starts and downloads when their time is over, which says what may have been started', async () => {
		PERSISTENCE.time = 5_000;
		const operations = operationsThatEndWith('persistence');
		for (const operation of operations) {
			engine.sandbox.addFault(faultFor(operation, { kind: { status: 503, body: '' } }));
		}
		const begin = Date.now();

		const results = await Promise.all(
			operations.map(async (operation) => await engine.runNode(waitingAtMost(operation, 1))),
		);

		expect(Date.now() - begin).toBeGreaterThanOrEqual(5_000 - 10);
		for (const [index, operation] of operations.entries()) {
			expect(results[index]?.items).toEqual([]);
			expect(results[index]?.error).toMatchObject({
				message: 'WebAdMIT is not available (HTTP status 503)',
				description: `Try again in a few minutes.${maybeStarted(operation)}`,
				httpCode: '503',
			});
			// At once, after 1 and 2 seconds, a quarter more or less, and when the time is over.
			expect(calls(operation)).toHaveLength(4);
		}
	}, 20_000);

	it('is an error of starts when the longest wait is over, where that is longer', async () => {
		PERSISTENCE.time = 0;
		const start = operationsThatEndWith('persistence').filter(({ name }) => name.startsWith('Run'));
		const waiting = { ...start[0]?.parameters, options: { maxWait: 3 / 60 } };
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 503 } });
		const begin = Date.now();

		const results = await Promise.all([
			engine.runNode({ parameters: waiting }),
			engine.runNode({
				parameters: { ...waiting, operation: 'initiateRun', completion: 'poll' },
			}),
		]);

		for (const { error } of results) expect(error?.message).toContain('HTTP status 503');
		expect(Date.now() - begin).toBeGreaterThanOrEqual(3_000 - 10);
	}, 20_000);

	it.each<[string, FaultKind, RegExp]>([
		['503', { status: 503, body: '' }, /WebAdMIT is not available \(HTTP status 503\)/],
		['a reset', 'reset', /could not be reached: the connection was cut off/],
		['the hourly limit', { status: 429 }, /The hourly limit of WebAdMIT is reached/],
		[
			'an hourly limit that is far off',
			{ status: 429, headers: { 'Retry-After': '7200' } },
			/The hourly limit of WebAdMIT is reached/,
		],
	])(
		'is no error of somebody who waits for a run until the longest wait is over: %s',
		async (_, kind, obstacle) => {
			const operations = operationsThatEndWith('maxWait');
			for (const operation of operations) engine.sandbox.addFault(faultFor(operation, { kind }));
			const begin = Date.now();

			const results = await Promise.all(
				operations.map(async (operation) => await engine.runNode(waitingAtMost(operation, 3))),
			);

			expect(Date.now() - begin).toBeGreaterThanOrEqual(3_000 - 10);
			for (const { error, items } of results) {
				expect(items).toEqual([]);
				expect(error?.message).toMatch(
					/^(Run \d+ of export|Batch \d+ of (template|program)) \d+ was not finished after 0.05 minutes\. Its last status was "(Initializing|Queued)"\. Since then: /,
				);
				expect(error?.message).toMatch(obstacle);
				expect(error?.description).toContain('It continues in WebAdMIT');
			}
		},
		20_000,
	);

	it('ends although WebAdMIT never answers, in every operation', async () => {
		TIMEOUTS.webAdmit = 500;
		PERSISTENCE.time = 2_000;
		for (const operation of OPERATIONS) {
			engine.sandbox.addFault(faultFor(operation, { kind: 'hang' }));
		}

		const results = await Promise.all(
			OPERATIONS.map(async (operation) => await engine.runNode(waitingAtMost(operation, 2))),
		);

		for (const [index, operation] of OPERATIONS.entries()) {
			expect(results[index]?.items).toEqual([]);
			expect(results[index]?.error?.message).toContain(
				'WebAdMIT could not be reached: there was no answer in time',
			);
			if (operation.endsWith === 'tries') expect(calls(operation)).toHaveLength(5);
			else expect(calls(operation).length).toBeGreaterThan(1);
		}
	}, 40_000);

	it('is told by its cause', async () => {
		const closed = await startOtherHost();
		await closed.close();
		const troubles: Array<{ kind?: FaultKind; baseUrl?: string; message: string | RegExp }> = [
			{ kind: { status: 500 }, message: 'WebAdMIT is not available (HTTP status 500, tried 5' },
			{ kind: { status: 502 }, message: 'WebAdMIT is not available (HTTP status 502, tried 5' },
			{ kind: { status: 504 }, message: 'WebAdMIT is not available (HTTP status 504, tried 5' },
			{
				kind: 'reset',
				message: 'could not be reached: the connection was cut off (tried 5 times)',
			},
			{ kind: 'resetMid', message: /could not be reached: .+ \(tried 5 times\)/ },
			{
				baseUrl: closed.origin,
				message: 'could not be reached: the connection was refused (tried 5 times)',
			},
			{ baseUrl: NO_HOST, message: NO_SUCH_NAME },
		];

		const results = await Promise.all(
			troubles.map(async ({ kind, baseUrl = engine.sandbox.apiUrl }, index) => {
				// A run of its own for each, that meets its own fault.
				const id = 1_000 + index;
				if (kind) engine.sandbox.addFault({ on: 'api', path: `/export_files/${id}$`, kind });
				return await engine.runNode({
					parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(id) },
					credentials: { ...engine.credentials, baseUrl },
				});
			}),
		);

		for (const [index, { message, kind }] of troubles.entries()) {
			const error = results[index]?.error;
			expect(error?.message).toMatch(message);
			expect(error?.message).toContain('tried 5 times');
			expect(error?.description).toMatch(
				kind && typeof kind === 'object' ? /Try again/ : /Check that n8n can reach the address/,
			);
		}
	}, 40_000);

	it('leaves open whether a run was started, but where nobody has read the call', async () => {
		PERSISTENCE.time = 1_000;
		const closed = await startOtherHost();
		await closed.close();
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: 'reset' });

		const [cutOff, refused] = await Promise.all(
			[engine.sandbox.apiUrl, closed.origin].map(
				async (baseUrl) =>
					await engine.runNode({
						parameters: { userIdentityId: byId(37442), exportId: byId(86446) },
						credentials: { ...engine.credentials, baseUrl },
					}),
			),
		);

		expect(cutOff?.error).toMatchObject({
			message: 'WebAdMIT could not be reached: the connection was cut off',
			description: `${CHECK}${MAYBE_STARTED}`,
		});
		expect(refused?.error).toMatchObject({
			message: 'WebAdMIT could not be reached: the connection was refused',
			description: CHECK,
		});
	}, 40_000);

	it.each<[string, FaultKind, string]>([
		['refused', { status: 403, body: '' }, 'WebAdMIT does not allow this'],
		['limited', { status: 429, headers: { 'Retry-After': '3600' } }, 'The hourly limit'],
	])('leaves it open too when the next try was %s', async (_, kind, message) => {
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: 'reset', times: 1 });
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind });

		const { error } = await engine.runNode({
			parameters: { userIdentityId: byId(37442), exportId: byId(86446) },
		});

		expect(error?.message).toContain(message);
		expect(error?.description).toContain(MAYBE_STARTED);
		expect(engine.requests()).toHaveLength(2);
	});

	it('leaves it open when the answer to a start makes no sense', async () => {
		engine.sandbox.addFault({ on: 'api', method: 'POST', kind: { status: 201, body: '<html>' } });

		const { error } = await engine.runNode({
			parameters: { userIdentityId: byId(37442), exportId: byId(86446) },
		});

		expect(error?.message).toContain("WebAdMIT's answer does not have the expected form");
		expect(error?.description).toContain(MAYBE_STARTED);
	});

	// An execution gives each of five tries a minute; what sits in front of an editor's list waits a quarter of one.
	it('ends a list of the editor that gets no answer at all', async () => {
		engine.sandbox.addFault({ on: 'api', kind: 'hang' });
		const begin = Date.now();

		const list = engine.loadList('searchUserIdentities');

		await expect(list).rejects.toMatchObject({
			message: 'WebAdMIT could not be reached: there was no answer in time',
			description: expect.stringContaining('Check that n8n can reach the address') as unknown,
		});
		expect(Date.now() - begin).toBeGreaterThan(10_000);
		expect(engine.requests()).toHaveLength(1);
	}, 25_000);

	it('ends a list of the editor whose host does not exist', async () => {
		const list = engine.loadList('searchUserIdentities', {
			credentials: { ...engine.credentials, baseUrl: NO_HOST },
		});

		await expect(list).rejects.toThrow(NO_SUCH_NAME);
		expect(engine.requests()).toEqual([]);
	}, 25_000);
});
