import type { INodeParameters } from 'n8n-workflow';
import { byId, until, useEngine } from './harness';

const LIST = 'GET /api/v1/user_identities/37442/export_files';

describe('cancelling', () => {
	const engine = useEngine({ runSeconds: 60 });
	const parameters: INodeParameters = {
		operation: 'runAndDownload',
		userIdentityId: byId(37442),
		exportId: byId('={{ $json.export }}'),
	};
	const count = (request: string) => engine.requests().filter((made) => made === request).length;
	/** Cancels in that moment; `ended()` is the time in milliseconds from there to when it is asked for. */
	const cancelWhen = (condition: () => boolean, what: string) => {
		let since = 0;
		const cancelAfter = until(condition, what).then(() => {
			since = Date.now();
		});
		return { cancelAfter, ended: () => Date.now() - since };
	};
	/** Shorter than every pause that could be under way when an execution is cancelled. */
	const AT_ONCE = 700;
	/** What goes out from now on, but for the requests of another execution. */
	const sentAfter = (number: number, otherPath: RegExp) =>
		engine
			.requests()
			.slice(number)
			.filter((made) => !otherPath.test(made));

	/**
	 * Another execution that waits for its own run through two rounds of questions, so that one that was cancelled but
	 * not stopped would have asked at least once in the meantime.
	 */
	const letRoundsPass = async () => {
		const { id } = engine.sandbox.addExport({ identityIds: [45310], runSeconds: 1.5 });
		const { error } = await engine.runNode({
			parameters: { ...parameters, userIdentityId: byId(45310), exportId: byId(id) },
		});
		expect(error).toBeUndefined();
		const run = engine.sandbox.runs.at(-1)?.id ?? 0;
		return new RegExp(`/exports/${id}/|/${run}$|^file ${run}$`);
	};

	it('ends the waiting, and nothing is asked for any more', async () => {
		const { id } = engine.sandbox.addExport();
		// After the first round, in the pause before the second one.
		const { cancelAfter, ended } = cancelWhen(() => count(LIST) === 1, 'the runs are asked for');

		const { status, items } = await engine.runNode({
			parameters,
			items: [{ export: 86446 }, { export: id }],
			cancelAfter,
		});
		const sent = engine.requests().length;

		expect(ended()).toBeLessThan(AT_ONCE);
		expect(status).toBe('canceled');
		expect(items).toEqual([]);
		expect(sent).toBe(2 + 1);
		expect(sentAfter(sent, await letRoundsPass())).toEqual([]);
	});

	it('ends the waiting also where errors are passed on as items', async () => {
		const { cancelAfter, ended } = cancelWhen(
			() => engine.requests().length === 2,
			'the run is asked for',
		);

		const { status } = await engine.runNode({
			parameters,
			items: [{ export: 86446 }],
			onError: 'continueRegularOutput',
			cancelAfter,
		});

		expect(ended()).toBeLessThan(AT_ONCE);
		expect(status).toBe('canceled');
	});

	it('ends the downloads: those that are under way, and those that are still to come', async () => {
		// More than are downloaded at the same time, and none that comes to its end.
		const items = Array.from({ length: 12 }, () => ({
			export: engine.sandbox.addExport({ runSeconds: 0 }).id,
		}));
		engine.sandbox.addFault({ on: 'files', kind: 'stall' });
		const downloads = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files');
		const { cancelAfter, ended } = cancelWhen(
			() => downloads().filter((request) => request.status === 200).length === 8,
			'eight downloads are under way',
		);

		const { status, items: results } = await engine.runNode({ parameters, items, cancelAfter });
		const sent = engine.requests().length;
		engine.sandbox.clearFaults();

		expect(ended()).toBeLessThan(AT_ONCE);
		expect(status).toBe('canceled');
		expect(results).toEqual([]);
		expect(downloads()).toHaveLength(8);
		expect(sentAfter(sent, await letRoundsPass())).toEqual([]);
	});

	it('ends the pause after which a failed call is sent again', async () => {
		engine.sandbox.addFault({ on: 'api', path: '/user_identities$', kind: { status: 503 } });
		const { cancelAfter, ended } = cancelWhen(
			() => engine.requests().length === 1,
			'the call has failed once',
		);

		const { status } = await engine.runNode({
			parameters: { resource: 'userIdentity', operation: 'getMany' },
			cancelAfter,
		});
		const sent = engine.requests().length;

		expect(ended()).toBeLessThan(AT_ONCE);
		expect(status).toBe('canceled');
		expect(sentAfter(sent, await letRoundsPass())).toEqual([]);
	});
});
