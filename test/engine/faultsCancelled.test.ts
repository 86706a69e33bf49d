import type { INodeParameters } from 'n8n-workflow';
import { byId, until, useEngine } from './harness';
import { WebhookServer } from './harness/webhookServer';

const engine = useEngine({ runSeconds: 60 });

/** Milliseconds: shorter than every pause that could be under way when an execution is cancelled. */
const AT_ONCE = 700;
const RUN = { userIdentityId: byId(37442), exportId: byId(86446) };

/** Another execution that waits through two rounds, in which one that was not stopped would have asked. */
const letRoundsPass = async () => {
	const { id } = engine.sandbox.addExport({ identityIds: [45310], runSeconds: 1.5 });
	const { error } = await engine.runNode({
		parameters: {
			operation: 'initiateRun',
			completion: 'poll',
			userIdentityId: byId(45310),
			exportId: byId(id),
		},
	});
	expect(error).toBeUndefined();
	return id;
};

/** Runs the node, cancels it in that moment, and makes sure that it ends at once and sends nothing afterwards. */
const cancelWhen = async (
	parameters: INodeParameters,
	condition: () => boolean,
	more: { server?: { webhookWaitingBaseUrl: string; executionId: string } } = {},
) => {
	let since = 0;
	const result = await engine.runNode({
		parameters,
		...more,
		cancelAfter: until(condition, 'it is time to cancel').then(() => {
			since = Date.now();
		}),
	});
	const took = Date.now() - since;
	const sent = engine.requests().length;
	engine.sandbox.clearFaults();
	const other = await letRoundsPass();

	expect(took).toBeLessThan(AT_ONCE);
	expect(result.status).toBe('canceled');
	expect(result.items).toEqual([]);
	expect(
		engine.sandbox.requests.slice(sent).filter(({ path }) => !path.includes(`/exports/${other}/`)),
	).toEqual([]);
	return result;
};

const asked = (pattern: RegExp) =>
	engine.sandbox.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;

describe('an execution that is cancelled, as n8n also does at its time-out', () => {
	it('stops waiting in Initiate Run', async () => {
		await cancelWhen(
			{ operation: 'initiateRun', completion: 'poll', ...RUN },
			() => asked(/^GET .*\/export_files\/\d+$/) === 1,
		);
	});

	it('stops waiting in Download', async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });
		await cancelWhen(
			{
				operation: 'download',
				waitUntilReady: true,
				exportId: byId(86446),
				exportFileId: byId(id),
			},
			() => asked(/^GET .*\/export_files\/\d+$/) === 2,
		);
	});

	it('stops waiting at the hourly limit', async () => {
		engine.sandbox.addFault({
			on: 'api',
			kind: { status: 429, headers: { 'Retry-After': '60' } },
		});
		await cancelWhen(
			{ operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74771) },
			() => asked(/^GET /) === 1,
		);
	});

	it('stops a call that gets no answer', async () => {
		engine.sandbox.addFault({ on: 'api', kind: 'hang' });
		await cancelWhen(
			{ operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74771) },
			() => asked(/^GET /) === 1,
		);
	});

	it('stops the pause before a download is begun for the last time', async () => {
		engine.sandbox.addFault({ on: 'files', kind: { status: 503 } });
		await cancelWhen(
			{ operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
			() => engine.sandbox.requests.filter(({ origin }) => origin === 'files').length === 2,
		);
	});

	it('stops a transfer that comes slowly', async () => {
		engine.sandbox.addFault({ on: 'files', kind: { bytesPerSecond: 500 } });
		await cancelWhen(
			{ operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
			() =>
				engine.sandbox.requests.some(({ origin, status }) => origin === 'files' && status === 200),
		);
	});

	it('is not suspended, nor called back, when it was about to be', async () => {
		const webhooks = await WebhookServer.start();
		const calls: string[] = [];
		const url = `${webhooks.url()}/webhook-waiting/7`;
		webhooks.register(`${url}/webadmit`, async (request, response) => {
			calls.push(request.path);
			response.status(404).json({ message: 'The execution "7" does not exist.' });
		});
		// The question that comes before the execution is suspended: whether the run has finished by now.
		engine.sandbox.addFault({ on: 'api', method: 'GET', path: '/\\d+$', kind: 'hang' });

		const { run } = await cancelWhen(
			{ operation: 'initiateRun', completion: 'resume', ...RUN },
			() => asked(/^GET .*\/export_files\/\d+$/) === 1,
			{ server: { webhookWaitingBaseUrl: `${webhooks.url()}/webhook-waiting`, executionId: '7' } },
		);
		await webhooks.close();

		expect(run.data.waitTill).toBeUndefined();
		expect(calls).toEqual([]);
	});
});
