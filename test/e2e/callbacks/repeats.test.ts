import type { INodeParameters } from 'n8n-workflow';
import { waitFor } from '../../n8n-server';
import { asRecord } from '../../n8n-server/json';
import { type JobView, kindsIn } from '../../support/kinds';
import { AFTER, NIGHTLY, after, byNodes, line } from './nodes';
import { callbackBody, executionsOf, givenBy, productionUrl, useCallbacks } from './support';

const { world, activate } = useCallbacks();

async function listening(parameters: INodeParameters = {}) {
	const node = byNodes(world.credential, parameters);
	const { id } = await activate(line(node, after()));
	return { id, url: productionUrl(world.n8n, node) };
}

test.each(kindsIn(world))(
	'100 copies of a callback of a $run at the same moment start one execution, and so do later ones none',
	async (given) => {
		const { sandbox, n8n } = world;
		const { id, url } = await listening(given.parameters);
		const [source] = given.sources;
		const [run, next] = [given.addFinished(source), given.addFinished(source)];
		const send = async (one: JobView) => {
			const [body, type] = given.callback(one.id);
			return await sandbox.sendCallback(url, body, { 'content-type': type });
		};

		const copies = await Promise.all(Array.from({ length: 100 }, async () => await send(run)));
		await executionsOf(n8n, id, 1);
		const later = await send(run);
		await send(next);
		const runs = await executionsOf(n8n, id, 2);

		expect([...copies, later].map(({ status }) => status)).toEqual(Array(101).fill(200));
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id }, { id: next.id }]);
	},
);

test('200 different callbacks in a burst start 200 executions, each with its own run', async () => {
	const { sandbox, n8n } = world;
	const { id, url } = await listening();
	const sent = Array.from({ length: 200 }, () => sandbox.addFinishedRun({ exportId: NIGHTLY }));

	// Sent with more patience than the sandbox has: that many at once keep n8n busy for longer than half a minute.
	const answers = await Promise.all(
		sent.map(async (run) => {
			const body = new URLSearchParams(callbackBody(run));
			return (await fetch(url, { method: 'POST', body })).status;
		}),
	);
	const runs = await executionsOf(n8n, id, 200, 120_000);

	expect(new Set(answers)).toEqual(new Set([200]));
	const ids = givenBy(runs, AFTER).map((given) => asRecord(given).id);
	expect(ids).toHaveLength(200);
	expect(new Set(ids)).toEqual(new Set(sent.map((run) => run.id)));
}, 240_000);

test('a callback that comes many times while WebAdMIT is slow to confirm it counts once', async () => {
	const { sandbox, n8n } = world;
	const { id, url } = await listening();
	const [run, next] = [
		sandbox.addFinishedRun({ exportId: NIGHTLY }),
		sandbox.addFinishedRun({ exportId: NIGHTLY }),
	];
	sandbox.addFault({ on: 'api', times: 1, kind: { delayMs: 1_500 } });

	const first = sandbox.sendCallback(url, callbackBody(run));
	await waitFor(() => (sandbox.requests.length > 0 ? true : undefined), {
		what: 'the question about the run',
		timeoutMs: 10_000,
	});
	const copies = await Promise.all([first, sandbox.sendCallback(url, callbackBody(run))]);
	const questions = sandbox.requests.length;
	// They are answered before anything comes of them.
	await executionsOf(n8n, id, 1);
	await sandbox.sendCallback(url, callbackBody(next));
	const runs = await executionsOf(n8n, id, 2);

	expect(copies.map(({ status }) => status)).toEqual([200, 200]);
	expect(questions).toBe(1);
	expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id }, { id: next.id }]);
});
