import { selfSigned } from '../../e2e/support/certificate';
import { startSandbox, type Sandbox } from '../../sandbox';
import {
	apiOf,
	receiver,
	startRun,
	statusOf,
	until,
	type Receiver,
	type RunAnswer,
} from './helpers';

describe('callbacks', () => {
	let sandbox: Sandbox;
	let caller: Receiver;
	beforeAll(async () => {
		sandbox = await startSandbox({ runSeconds: 60 });
		caller = await receiver();
	});
	beforeEach(() => {
		sandbox.reset();
		caller.received.length = 0;
	});
	afterAll(async () => {
		caller.close();
		await sandbox.close();
	});

	/** Starts a run, ends it at once, and gives what its callback should say. */
	async function finishedRun(exportId = 86446, status = 'Available'): Promise<string> {
		const { id } = await startRun(sandbox, exportId, { callback: caller.url });
		sandbox.finishRun(id);
		return `export_file[id]=${id}&export_file[export_id]=${exportId}&export_file[status]=${status}`;
	}

	it('come once when a run is finished, as a form, and are recorded with the answer', async () => {
		const first = await finishedRun();
		await until(() => sandbox.callbacks.length === 1);
		const second = await finishedRun(86490, 'Success+With+Errors');
		await until(() => sandbox.callbacks.length === 2);
		const contentType = 'application/x-www-form-urlencoded';
		expect(caller.received).toEqual([
			{ contentType, body: first },
			{ contentType, body: second },
		]);
		expect(sandbox.callbacks[0]).toMatchObject({
			runId: 74780,
			url: caller.url,
			body: first,
			status: 200,
			error: null,
		});
	});

	it('come when the time is over, by a timer or by the clock', async () => {
		sandbox.configure({ runSeconds: 0.05 });
		await startRun(sandbox, 86446, { callback: caller.url });
		await until(() => sandbox.callbacks.length === 1);
		sandbox.configure({ runSeconds: 3600 });
		await startRun(sandbox, 86446, { callback: caller.url });
		sandbox.advanceClock(3600_000);
		await until(() => sandbox.callbacks.length === 2);
	});

	it('come twice, or never', async () => {
		sandbox.configure({ callbackDelivery: 'never' });
		await finishedRun();
		sandbox.configure({ callbackDelivery: 'twice' });
		const second = await finishedRun();
		await until(() => sandbox.callbacks.length === 2);
		expect(caller.received.map(({ body }) => body)).toEqual([second, second]);
	});

	it('come later, with encoded brackets and in the other spelling', async () => {
		sandbox.configure({
			callbackDelayMs: 50,
			callbackEncoding: 'percent',
			statusSpelling: 'snake',
		});
		await finishedRun(86482);
		expect(sandbox.callbacks).toEqual([]);
		expect(sandbox.pendingCallbacks).toBe(1);
		await until(() => sandbox.pendingCallbacks === 0);
		expect(sandbox.callbacks).toHaveLength(1);
		expect(caller.received[0]?.body).toBe(
			'export_file%5Bid%5D=74780&export_file%5Bexport_id%5D=86482&export_file%5Bstatus%5D=empty_list',
		);
	});

	it('go to the URL in the query or in the body, wherever the settings say to look', async () => {
		const post = async (inQuery: string | undefined, body: unknown) => {
			const path = '/user_identities/37442/exports/86446/export_files';
			const { data } = await apiOf(sandbox).post<{ export_files: RunAnswer }>(path, body, {
				params: { callback: inQuery },
			});
			sandbox.finishRun(data.export_files.id);
			return sandbox.runs.at(-1)?.callbackUrl;
		};
		sandbox.configure({ callbackDelivery: 'never' });
		const [a, b] = ['http://a.test/?x=1&y=2', 'http://b.test/'];
		expect(await post(a, undefined)).toBe(a);
		expect(await post(undefined, { callback: b })).toBe(b);
		expect(await post(undefined, 'no JSON')).toBeNull();
		sandbox.configure({ callbackSource: 'query' });
		expect(await post(undefined, { callback: b })).toBeNull();
		sandbox.configure({ callbackSource: 'body' });
		expect(await post(a, { callback: b })).toBe(b);
	});

	it('cannot reach what is no URL; the run goes on without', async () => {
		const run = await startRun(sandbox, 86446, { callback: 'call me' });
		expect(run).toMatchObject({ id: 74780, status: 'Initializing' });
		sandbox.finishRun(run.id);
		await until(() => sandbox.callbacks.length === 1);
		expect(sandbox.callbacks).toMatchObject([{ runId: run.id, url: 'call me', status: null }]);
		expect(sandbox.callbacks[0]?.error).toContain('Invalid URL');
		expect((await statusOf(sandbox, run)).status).toBe('Available');
	});

	it('are those of the POST that started the run, not of one that joined it', async () => {
		const first = await startRun(sandbox, 86446, { callback: caller.url });
		const second = await startRun(sandbox, 86446, { callback: `${caller.url}/second` });
		expect(second.id).toBe(first.id);
		sandbox.finishRun(first.id);
		await until(() => sandbox.callbacks.length === 1);
		expect(sandbox.callbacks[0]?.url).toBe(caller.url);
		expect(sandbox.requests[1]?.query.callback).toBe(`${caller.url}/second`);
	});

	it('are recorded also when they fail, and are not tried again', async () => {
		const broken = await receiver(500);
		const { id } = await startRun(sandbox, 86446, { callback: broken.url });
		sandbox.finishRun(id);
		await until(() => sandbox.callbacks.length === 1);
		broken.close();
		const next = await startRun(sandbox, 86446, { callback: broken.url });
		sandbox.finishRun(next.id);
		await until(() => sandbox.callbacks.length === 2);
		expect(sandbox.callbacks[0]).toMatchObject({ status: 500, error: null });
		expect(sandbox.callbacks[1]?.status).toBeNull();
		expect(sandbox.callbacks[1]?.error).toContain('ECONNREFUSED');
	});

	it('go to an address with a certificate that nobody has signed only where that is allowed', async () => {
		const unknown = await receiver(200, selfSigned());
		const refused = await sandbox.sendCallback(unknown.url, 'first');
		sandbox.configure({ anyCertificate: true });
		const taken = await sandbox.sendCallback(unknown.url, 'second');
		unknown.close();

		expect([refused.status, refused.error]).toEqual([
			null,
			expect.stringMatching(/self-signed certificate/),
		]);
		expect(taken.status).toBe(200);
		expect(unknown.received.map(({ body }) => body)).toEqual(['second']);
	});

	it('can be forged', async () => {
		const delivery = await sandbox.sendCallback(caller.url, '{}', {
			'content-type': 'application/json',
		});
		expect(delivery).toMatchObject({ runId: null, status: 200 });
		expect(caller.received).toEqual([{ contentType: 'application/json', body: '{}' }]);
	});

	it('are given up by a reset', async () => {
		const { id } = await startRun(sandbox, 86446, { callback: caller.url });
		sandbox.reset();
		sandbox.advanceClock(60_000);
		const forged = await sandbox.sendCallback(caller.url, 'last');
		expect(forged.status).toBe(200);
		expect(sandbox.runs.find((run) => run.id === id)).toBeUndefined();
		expect(caller.received.map(({ body }) => body)).toEqual(['last']);
	});
});
