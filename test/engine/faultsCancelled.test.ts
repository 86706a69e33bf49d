import { byId, useEngine } from './harness';
import { cancelWhen, FAILURES, LIMITS } from './harness/cancelWhen';
import { WebhookServer } from './harness/webhookServer';

const engine = useEngine({ runSeconds: 60 });

const RUN = { userIdentityId: byId(37442), exportId: byId(86446) };
const DOWNLOAD = { operation: 'download', exportId: byId(86446), exportFileId: byId(74771) };
const GET_STATUS = { ...DOWNLOAD, operation: 'getStatus' };

const asked = (pattern: RegExp) =>
	engine.sandbox.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;

const downloads = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files');

describe('an execution that is cancelled, as n8n also does at its time-out', () => {
	describe.each([
		['in a usual pause', undefined],
		['at the hourly limit', LIMITS[1]],
	])('%s', (_, kind) => {
		it('stops waiting in Initiate Run', async () => {
			if (kind) engine.sandbox.addFault({ on: 'api', method: 'GET', path: '/\\d+$', kind });

			await cancelWhen(engine, () => asked(/^GET .*\/export_files\/\d+$/) === 1, {
				parameters: { operation: 'initiateRun', completion: 'poll', ...RUN },
			});
		});

		it('stops waiting in Download', async () => {
			const { id } = engine.sandbox.addRun({ exportId: 86446, runSeconds: 60 });
			// The first question is whether there is anything to wait for.
			if (kind)
				engine.sandbox.addFault({ on: 'api', method: 'GET', path: `/${id}$`, after: 1, kind });

			await cancelWhen(engine, () => asked(/^GET .*\/export_files\/\d+$/) === 2, {
				parameters: { ...DOWNLOAD, exportFileId: byId(id), waitUntilReady: true },
			});
		});
	});

	it.each(LIMITS)('stops waiting at the hourly limit: %j', async (kind) => {
		engine.sandbox.addFault({ on: 'api', kind });
		await cancelWhen(engine, () => asked(/^GET /) === 1, { parameters: GET_STATUS });
	});

	it('stops a call that gets no answer', async () => {
		engine.sandbox.addFault({ on: 'api', kind: 'hang' });
		await cancelWhen(engine, () => asked(/^GET /) === 1, { parameters: GET_STATUS });
	});

	it.each(FAILURES)('stops the pause before a download is begun again: %i', async (failures) => {
		engine.sandbox.addFault({ on: 'files', kind: { status: 503 } });
		await cancelWhen(engine, () => downloads().length === failures, { parameters: DOWNLOAD });
	});

	it('stops a transfer that comes slowly', async () => {
		engine.sandbox.addFault({ on: 'files', kind: { bytesPerSecond: 500 } });
		await cancelWhen(engine, () => downloads().some(({ status }) => status === 200), {
			parameters: DOWNLOAD,
		});
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

		const { run } = await cancelWhen(engine, () => asked(/^GET .*\/export_files\/\d+$/) === 1, {
			parameters: { operation: 'initiateRun', completion: 'resume', ...RUN },
			server: { webhookWaitingBaseUrl: `${webhooks.url()}/webhook-waiting`, executionId: '7' },
		});
		await webhooks.close();

		expect(run.data.waitTill).toBeUndefined();
		expect(calls).toEqual([]);
	});
});
