import type { INodeParameters } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Fault } from '../sandbox';
import { kindsIn } from '../support/kinds';
import { byId, until, useEngine } from './harness';
import { pollingTriggers } from './harness/pollingTrigger';

const IDENTITY = 37442;
const NIGHTLY = 86446;
const ROSTER = 86449;

const engine = useEngine({ runSeconds: 3600 });
const trigger = pollingTriggers(engine);

/** What a proxy says while WebAdMIT is being maintained, or to whoever has not signed in. */
const PAGE = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Please wait' };

const EXPORTS: INodeParameters = { userIdentityId: byId(IDENTITY) };

describe.each(kindsIn(engine))('a polling trigger ($kind)', (given) => {
	const { parameters, list, finish } = given;
	const [source, other] = given.sources;
	const start = (sourceId: number) => given.add(sourceId).id;
	const finished = (sourceId: number) => given.addFinished(sourceId).id;

	it('starts nothing on activation, and later each run once that has finished since', async () => {
		const slow = start(source);
		const node = trigger(parameters);
		await node.activate();
		await node.poll();
		expect(node.started).toEqual([]);

		const quick = finished(other);
		await node.poll();
		finish(slow);
		await node.poll();
		await node.poll();

		expect(node.ids).toEqual([quick, slow]);
		expect(node.started).toHaveLength(2);
	});

	it('asks once for each poll', async () => {
		const node = trigger(parameters);
		await node.activate();
		await node.poll();

		expect(engine.requests()).toEqual([list, list]);
	});

	it('starts one execution with all that have finished, oldest first', async () => {
		const node = trigger(parameters);
		await node.activate();
		const ids = Array.from({ length: 300 }, () => finished(source));
		await node.poll();

		expect(node.started).toHaveLength(1);
		expect(node.ids).toEqual(ids);
	});

	it('goes on after a restart, with what has finished meanwhile', async () => {
		const node = trigger(parameters);
		const slow = start(source);
		await node.activate();
		const before = finished(other);
		await node.poll();
		finish(slow);
		const meanwhile = finished(other);
		await node.restart();
		await node.poll();

		expect(node.ids).toEqual([before, slow, meanwhile]);
	});

	it('takes only the statuses and sources that are chosen, also after a change', async () => {
		const options = given.only(`${source}`);
		const node = trigger({ ...parameters, options, statuses: ['failed'] });
		await node.activate();
		const [failed, otherFailed] = [start(source), start(other)];
		finish(failed, 'failed');
		finish(otherFailed, 'failed');
		finished(source);
		await node.poll();
		expect(node.ids).toEqual([failed]);

		node.change({ parameters });
		await node.activate();
		expect(node.ids).toEqual([failed]);
		const next = finished(other);
		await node.poll();
		expect(node.ids).toEqual([failed, next]);
	});

	it('gives for a test event the newest finished run that matches, and remembers nothing of it', async () => {
		finished(source);
		const newest = finished(source);
		finished(other);
		start(source);
		const node = trigger({ ...parameters, options: given.only([source]) });

		expect(await node.fetchTestEvent()).toMatchObject([[{ json: { id: newest } }]]);
		expect(node.stored).toEqual({});
	});
});

it('gives the same as List Recent', async () => {
	const node = trigger(EXPORTS);
	await node.activate();
	const id = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
	await node.poll();

	const listed = await engine.runNode({
		parameters: { operation: 'listRecent', ...EXPORTS, limit: 1 },
	});
	expect(node.started[0]).toEqual(listed.items.map(({ json }) => ({ json })));
	expect(node.started[0]?.[0]?.json).toEqual({
		id,
		export_id: NIGHTLY,
		href: `/api/v1/exports/${NIGHTLY}/export_files/${id}`,
		status: 'available',
		finished: true,
		downloadable: true,
		user_identity_id: IDENTITY,
	});
});

describe('reactivation', () => {
	it('starts nothing for what is known, and catches up with what has finished while it was off', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const known = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.poll();
		await node.activate();
		expect(node.ids).toEqual([known]);

		const meanwhile = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.activate();
		expect(node.ids).toEqual([known, meanwhile]);
	});

	it('begins anew with another identity or kind', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		engine.sandbox.addFinishedRun({ exportId: 86460, identityId: 41877 });
		engine.sandbox.addFinishedPdfManagerBatch({ templateId: 8153 });

		node.change({ parameters: { userIdentityId: byId(41877) } });
		await node.activate();
		node.change({ parameters: { ...EXPORTS, resource: 'pdfManagerBatch' } });
		await node.activate();
		expect(node.started).toEqual([]);
		const batch = engine.sandbox.addFinishedPdfManagerBatch({ templateId: 8153 }).id;
		await node.poll();
		expect(node.ids).toEqual([batch]);
	});

	it('keeps what it knows when the trigger gets another name', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		node.rename('When Somebody Has Run an Export');
		const id = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.restart();

		expect(node.ids).toEqual([id]);
	});

	it("does not take another trigger's memory for its own, though it has that one's old name", async () => {
		const first = trigger(EXPORTS);
		await first.activate();
		const second = trigger(EXPORTS, { stored: first.stored });
		engine.sandbox.addFinishedRun({ exportId: NIGHTLY });
		await second.activate();

		expect(second.started).toEqual([]);
	});

	it('begins anew where what was stored can not be read', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const text = JSON.stringify(node.stored).replaceAll(/"floor":\d+/g, '"floor":"none"');
		node.stored = JSON.parse(text) as typeof node.stored;
		engine.sandbox.addFinishedRun({ exportId: NIGHTLY });
		await node.activate();
		expect(node.started).toEqual([]);
	});
});

describe('when n8n does it at the same time, or does not save', () => {
	it('starts the workflow once for polls that overlap, whichever answer comes first', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const first = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		engine.sandbox.addFault({ on: 'api', method: 'GET', times: 1, kind: { delayMs: 400 } });
		const late = node.poll();
		await until(() => engine.requests().length === 2, 'the first poll has asked');
		const second = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.poll();
		await Promise.all([late, node.poll(), node.poll()]);

		expect(node.ids.sort()).toEqual([first, second]);
	});

	it('starts the workflow again for what n8n has not saved before it was killed, and for nothing else', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const known = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.poll();
		const saved = node.stored;
		const lost = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		await node.poll();
		node.stored = saved;
		await node.restart();

		expect(node.ids).toEqual([known, lost, lost]);
	});

	it('misses nothing where polls that found nothing were not saved', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const slow = engine.sandbox.addRun({ exportId: NIGHTLY }).id;
		await node.poll();
		engine.sandbox.finishRun(slow, 'failed');
		await node.poll();
		const next = engine.sandbox.addFinishedRun({ exportId: ROSTER }).id;
		await node.restart();

		expect(node.ids).toEqual([next]);
	});
});

describe('a poll that fails', () => {
	it.each([
		['WebAdMIT is not available', { status: 503 }, 'WebAdMIT is not available (HTTP status 503)'],
		['the connection breaks', 'reset', 'WebAdMIT could not be reached: the connection was cut off'],
		['the limit is reached', { status: 429 }, 'The hourly limit of WebAdMIT is reached'],
		[
			'a page comes in place of an answer',
			PAGE,
			"WebAdMIT's answer does not have the expected form: JSON is missing",
		],
	] as const)('is made up for by the next when %s', async (_, kind, message) => {
		const node = trigger(EXPORTS);
		await node.activate();
		const { stored } = node;
		const id = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		engine.sandbox.addFault({ on: 'api', times: 2, kind });
		await node.poll();
		// n8n itself starts while WebAdMIT is away.
		await node.restart();
		expect(node.started).toEqual([]);
		expect(node.failed).toEqual([]);
		expect(node.stored).toEqual(stored);
		expect(engine.log.filter((line) => line.includes('A poll failed'))).toHaveLength(2);
		expect(engine.log.join('\n')).toContain(
			`WebAdMIT: A poll failed, and a later one will catch up: ${message}`,
		);

		await node.poll();
		expect(node.ids).toEqual([id]);
	});

	it.each([
		['the key is refused', { status: 401 }, 'WebAdMIT refused the API key', NodeApiError],
		[
			'the identity is gone',
			{ status: 404, body: { message: "User identity '37442' not found." } },
			"User identity '37442' not found.",
			NodeApiError,
		],
		[
			'the answer is something else',
			{ status: 200, body: { files: [] } },
			"WebAdMIT's answer does not have the expected form: the list 'export_files' is missing",
			NodeOperationError,
		],
	])(
		'is a failed execution when %s, and the next one makes up for it',
		async (_, kind, message, type) => {
			const node = trigger(EXPORTS);
			await node.activate();
			const id = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
			engine.sandbox.addFault({ on: 'api', times: 1, kind });
			await node.poll();
			expect(node.failed).toEqual([expect.any(type)]);
			expect(node.failed).toMatchObject([{ message, description: expect.any(String) as string }]);
			expect(engine.log.join('\n')).toContain(message.replaceAll('"', '\\"'));

			await node.poll();
			expect(node.ids).toEqual([id]);
		},
	);

	it.each([
		[
			'WebAdMIT is not available',
			{ status: 503 },
			'WebAdMIT is not available (HTTP status 503). Try again in a few minutes.',
		],
		['the key is refused', { status: 401 }, 'WebAdMIT refused the API key. Copy it again'],
		[
			'a page comes in place of an answer',
			PAGE,
			"WebAdMIT's answer does not have the expected form: JSON is missing. Check",
		],
	] as const)(
		'prevents the first activation when %s, and says all of it',
		async (_, kind, message) => {
			const node = trigger(EXPORTS);
			engine.sandbox.addFault({ on: 'api', times: 1, kind });

			await expect(node.activate()).rejects.toThrow(message);
			expect(node.stored).toEqual({});
		},
	);

	it('is a failed execution from the fifth page in a row on, since a page may stay', async () => {
		const node = trigger(EXPORTS);
		const failures: number[] = [];
		const pollWith = async (kind: Fault['kind']) => {
			engine.sandbox.clearFaults();
			engine.sandbox.addFault({ on: 'api', kind });
			await node.poll();
			failures.push(node.failed.length);
		};
		await node.activate();
		for (let poll = 1; poll <= 6; poll++) await pollWith(PAGE);
		expect(failures).toEqual([0, 0, 0, 0, 1, 2]);

		engine.sandbox.clearFaults();
		await node.poll();
		for (const kind of [PAGE, PAGE, PAGE]) await pollWith(kind);
		expect(failures.slice(6)).toEqual([2, 2, 2]);

		// Something else came in between: these are no longer in a row.
		for (const kind of [{ status: 503 }, PAGE, PAGE, { status: 401 }, PAGE]) await pollWith(kind);
		expect(failures.slice(9)).toEqual([2, 2, 2, 3, 3]);
	});

	it('is counted for each trigger by itself', async () => {
		const nodes = [trigger(EXPORTS), trigger(EXPORTS), trigger(EXPORTS)];
		for (const node of nodes) await node.activate();
		engine.sandbox.addFault({ on: 'api', kind: PAGE });
		for (const node of nodes) await node.poll();

		expect(nodes.flatMap(({ failed }) => failed)).toEqual([]);
	});

	it('prevents an activation for another identity too, of which nothing is known yet', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		node.change({ parameters: { userIdentityId: byId(41877) } });
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { status: 503 } });

		await expect(node.activate()).rejects.toThrow('WebAdMIT is not available (HTTP status 503)');
	});

	it('keeps the key out of the log', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const body = { message: `The key ${engine.sandbox.apiKey} is blocked` };
		engine.sandbox.addFault({ on: 'api', kind: { status: 403, body } });
		await node.poll();

		expect(engine.log.join('\n')).toContain('The key [hidden] is blocked');
		expect(node.failed[0]?.message).toBe('The key [hidden] is blocked');
	});

	it('is one too where no credential is chosen', async () => {
		const node = trigger(EXPORTS, { credentials: { environment: 'custom', baseUrl: 'nowhere' } });

		await expect(node.activate()).rejects.toThrow(/Base URL/);
		expect(engine.requests()).toEqual([]);
	});
});

describe('an entry that can not be read', () => {
	it('is left out, and the log says so', async () => {
		const node = trigger(EXPORTS);
		await node.activate();
		const id = engine.sandbox.addFinishedRun({ exportId: NIGHTLY }).id;
		const good = { id, export_id: NIGHTLY, status: 'Available' };
		const body = { export_files: [{ id: 'none' }, null, good, { id: 74771 }] };
		engine.sandbox.addFault({ on: 'api', times: 1, kind: { status: 200, body } });
		await node.poll();

		expect(node.ids).toEqual([id]);
		expect(engine.log.join('\n')).toContain("3 of WebAdMIT's runs can't be read");
	});

	it('is an error where no entry can be read, so that nothing counts as new afterwards', async () => {
		engine.sandbox.addFault({ on: 'api', times: 2, kind: { patch: { status: null } } });
		const node = trigger(EXPORTS);
		await expect(node.activate()).rejects.toThrow("'id', 'export_id' or 'status' is missing");
		await expect(node.activate()).rejects.toThrow("'id', 'export_id' or 'status' is missing");
		await node.activate();

		expect(node.started).toEqual([]);
	});
});

describe('settings that can not be read', () => {
	it.each([
		[{}, "'User Identity' is empty"],
		[{ userIdentityId: byId('all') }, "'User Identity' must be a positive whole number"],
		[{ ...EXPORTS, resource: 'export' }, "'Resource' must be one of exportFile, pdfManagerBatch"],
		[{ ...EXPORTS, statuses: [] }, "'Statuses' is empty: no run would start the workflow"],
		[{ ...EXPORTS, options: { exportIds: 'all' } }, "'Export IDs' must be positive whole numbers"],
	])('%j are an error before WebAdMIT is asked', async (parameters, message) => {
		const node = trigger(parameters);

		await expect(node.activate()).rejects.toThrow(message);
		await expect(node.fetchTestEvent()).rejects.toThrow(message);
		expect(engine.requests()).toEqual([]);
	});
});

describe("'Fetch test event'", () => {
	it('is an error that says what to do when nothing has finished', async () => {
		const id = engine.sandbox.addExport({ identityIds: [IDENTITY] }).id;
		engine.sandbox.addRun({ exportId: id });
		const node = trigger({ ...EXPORTS, options: { exportIds: String(id) } });

		await expect(node.fetchTestEvent()).rejects.toMatchObject({
			message: 'WebAdMIT lists no finished run that matches this trigger',
			description: expect.stringContaining("'Export IDs' in the options") as string,
		});
	});

	it('is an error when WebAdMIT is away', async () => {
		engine.sandbox.addFault({ on: 'api', kind: { status: 503 } });

		await expect(trigger(EXPORTS).fetchTestEvent()).rejects.toMatchObject({
			message: 'WebAdMIT is not available (HTTP status 503)',
			description: 'Try again in a few minutes.',
		});
	});
});
