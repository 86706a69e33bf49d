import { waitFor } from '../../n8n-server';
import { AFTER, IDENTITY, NIGHTLY, TRIGGER, after, byNodes, line, onActivation } from './nodes';
import {
	answered,
	callbackBody,
	executionsOf,
	givenBy,
	productionUrl,
	startsOf,
	testUrl,
	useCallbacks,
} from './support';

const { world, activate } = useCallbacks();

test('listening starts a run with the test URL, and the editor sees what WebAdMIT calls back with', async () => {
	const { sandbox, n8n } = world;
	const node = onActivation(world.credential);
	const { id } = await n8n.createWorkflow(line(node, after()));

	const { waitingForWebhook } = await n8n.runWorkflow(id, TRIGGER);
	const starts = startsOf(sandbox);
	sandbox.finishRun(74780);
	const runs = await executionsOf(n8n, id, 1);

	const callback = testUrl(n8n, node);
	expect(waitingForWebhook).toBe(true);
	expect(starts).toMatchObject([{ query: { callback }, body: JSON.stringify({ callback }) }]);
	expect(givenBy(runs, AFTER)).toMatchObject([
		{ id: 74780, status: 'available', user_identity_id: IDENTITY },
	]);
	expect(runs[0]?.execution.mode).toBe('manual');
});

test('listening again starts another run', async () => {
	const { sandbox, n8n } = world;
	const { id } = await n8n.createWorkflow(line(onActivation(world.credential), after()));

	for (const run of [74780, 74781]) {
		await n8n.runWorkflow(id, TRIGGER);
		sandbox.finishRun(run);
		await answered(sandbox, run);
	}
	const runs = await executionsOf(n8n, id, 2);

	expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74780 }, { id: 74781 }]);
});

test('what is forged while listening does not end the listening', async () => {
	const { sandbox, n8n } = world;
	const node = byNodes(world.credential);
	const { id } = await n8n.createWorkflow(line(node, after()));
	await n8n.runWorkflow(id, TRIGGER);
	const goingOn = sandbox.addRun({ exportId: NIGHTLY });

	await sandbox.sendCallback(testUrl(n8n, node), callbackBody(goingOn));
	const runs = await n8n.listExecutions({ workflowId: id });
	sandbox.finishRun(goingOn.id);
	await sandbox.sendCallback(testUrl(n8n, node), callbackBody(goingOn));

	expect(runs).toEqual([]);
	expect(givenBy(await executionsOf(n8n, id, 1), AFTER)).toMatchObject([{ id: goingOn.id }]);
});

test('after the listening was stopped, the callback starts nothing', async () => {
	const { sandbox, n8n } = world;
	const { id } = await n8n.createWorkflow(line(onActivation(world.credential), after()));
	await n8n.runWorkflow(id, TRIGGER);

	await n8n.session.request('DELETE', `/rest/test-webhook/${id}`);
	const late = await waitFor(
		async () => {
			// n8n takes the URL back after it has answered.
			const url = sandbox.runs.at(-1)?.callbackUrl ?? '';
			const { status } = await sandbox.sendCallback(url, 'gone=?');
			return status === 404 || undefined;
		},
		{ what: 'the test URL to be taken back', timeoutMs: 10_000 },
	);
	sandbox.finishRun(74780);
	const [delivery] = await answered(sandbox, 74780);

	expect(late).toBe(true);
	expect(delivery?.status).toBe(404);
	expect(await n8n.listExecutions({ workflowId: id })).toEqual([]);
});

test('an active trigger goes on listening beside a test', async () => {
	const { sandbox, n8n } = world;
	const node = byNodes(world.credential);
	const { id } = await activate(line(node, after()));
	const [tested, real] = [86446, 86449].map((exportId) => sandbox.addFinishedRun({ exportId }));
	if (!tested || !real) throw new Error('The sandbox made no runs');

	await n8n.runWorkflow(id, TRIGGER);
	await sandbox.sendCallback(testUrl(n8n, node), callbackBody(tested));
	await executionsOf(n8n, id, 1);
	await sandbox.sendCallback(productionUrl(n8n, node), callbackBody(real));
	const runs = await executionsOf(n8n, id, 2);

	expect(runs.map(({ execution }) => execution.mode)).toEqual(['manual', 'webhook']);
	expect(givenBy(runs, AFTER)).toMatchObject([{ id: tested.id }, { id: real.id }]);
});
