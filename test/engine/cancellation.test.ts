import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';
import { cancelWhen, FAILURES, LIMITS } from './harness/cancelWhen';

describe('cancelling', () => {
	const engine = useEngine({ runSeconds: 60 });
	const parameters: INodeParameters = {
		operation: 'runAndDownload',
		userIdentityId: byId(37442),
		exportId: byId('={{ $json.export }}'),
	};
	describe.each([
		['in a usual pause', undefined],
		['at the hourly limit', LIMITS[1]],
	])('%s', (_, kind) => {
		beforeEach(() => {
			if (kind) engine.sandbox.addFault({ on: 'api', path: '/export_files', method: 'GET', kind });
		});

		it('ends the waiting, and nothing is asked for any more', async () => {
			const { id } = engine.sandbox.addExport();

			// Two starts and the first round: in the pause before the second one.
			await cancelWhen(engine, () => engine.requests().length === 3, {
				parameters,
				items: [{ export: 86446 }, { export: id }],
			});
		});

		it('ends the waiting also where errors are passed on as items', async () => {
			await cancelWhen(engine, () => engine.requests().length === 2, {
				parameters,
				items: [{ export: 86446 }],
				onError: 'continueRegularOutput',
			});
		});
	});

	it('ends the downloads: those that are under way, and those that are still to come', async () => {
		// More than are downloaded at the same time, and none that comes to its end.
		const items = Array.from({ length: 12 }, () => ({
			export: engine.sandbox.addExport({ runSeconds: 0 }).id,
		}));
		engine.sandbox.addFault({ on: 'files', kind: 'stall' });
		const downloads = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files');

		// Eight are under way.
		await cancelWhen(
			engine,
			() => downloads().filter((request) => request.status === 200).length === 8,
			{ parameters, items },
		);

		expect(downloads()).toHaveLength(8);
	});

	it.each(FAILURES)(
		'ends the pause after which a failed call is sent again: %i',
		async (failures) => {
			engine.sandbox.addFault({ on: 'api', path: '/user_identities$', kind: { status: 503 } });

			await cancelWhen(engine, () => engine.requests().length === failures, {
				parameters: { resource: 'userIdentity', operation: 'getMany' },
			});
		},
	);
});
