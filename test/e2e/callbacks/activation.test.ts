import { containing } from '../support/matchers';
import { fromList, webAdmit } from '../support/workflows';
import { createCredential, useWorld } from '../support/world';
import {
	AFTER,
	IDENTITY,
	NIGHTLY,
	ROSTER,
	TRIGGER,
	after,
	line,
	onActivation,
	sideBySide,
	trigger,
	webhook,
} from './nodes';
import {
	answered,
	callbackBody,
	executeInProduction,
	executionsOf,
	givenBy,
	productionUrl,
	startsOf,
	useActivation,
	useCallbacks,
} from './support';

const { world, activate } = useCallbacks();

test('starts one run with the production URL as its callback, and the workflow when it has finished', async () => {
	const { sandbox, n8n } = world;
	const node = onActivation(world.credential);

	const { id } = await activate(line(node, after()));
	const starts = startsOf(sandbox);
	sandbox.finishRun(74780);
	const [delivery] = await answered(sandbox, 74780);
	const runs = await executionsOf(n8n, id, 1);

	const callback = productionUrl(n8n, node);
	expect(starts).toMatchObject([
		{
			path: `/api/v1/user_identities/${IDENTITY}/exports/${NIGHTLY}/export_files`,
			query: { callback },
			body: JSON.stringify({ callback }),
		},
	]);
	expect(delivery?.status).toBe(200);
	expect(givenBy(runs, AFTER)).toEqual([
		{
			id: 74780,
			export_id: NIGHTLY,
			href: containing('/export_files/74780'),
			status: 'available',
			finished: true,
			downloadable: true,
			user_identity_id: IDENTITY,
		},
	]);
	expect(runs[0]?.execution.mode).toBe('webhook');
});

test('a run that finishes while the workflow is still being activated starts it, and leaves what it needs in place', async () => {
	const { sandbox, n8n } = world;
	sandbox.configure({ runSeconds: 0 });
	const node = onActivation(world.credential);
	const initiate = webAdmit(world.credential, {
		resource: 'exportFile',
		operation: 'initiateRun',
		userIdentityId: fromList(IDENTITY),
		exportId: fromList(NIGHTLY),
		completion: 'trigger',
	});
	const workflow = await activate(sideBySide(line(node, after()), line(webhook(), initiate)));
	const [first] = await executionsOf(n8n, workflow.id, 1);

	// Another node of the workflow still finds the URL of the trigger.
	await executeInProduction(n8n, workflow);
	const runs = await executionsOf(n8n, workflow.id, 3);

	expect(first?.items(AFTER)).toMatchObject([
		{ json: { id: 74780, finished: true, user_identity_id: IDENTITY } },
	]);
	expect(runs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
	expect(runs[2]?.items(AFTER)).toMatchObject([{ json: { id: 74781, export_id: NIGHTLY } }]);
});

describe('is refused', () => {
	/** n8n tries five times before it gives up, for a quarter of a minute: all of these at the same time. */
	let refusals: Record<string, Promise<unknown>>;
	const mine = useWorld({ runSeconds: 3600 });
	const activateMine = useActivation(mine);

	const activating = async (identityId: number, exportId: number, apiKey?: string) => {
		const credential =
			apiKey === undefined
				? mine.credential
				: await createCredential(mine.n8n, { baseUrl: mine.sandbox.apiUrl, apiKey });
		const node = trigger(credential, {
			userIdentityId: fromList(identityId),
			exportId: fromList(exportId),
		});
		// As a value, so that none of them is an unhandled rejection while another test is waiting.
		return await activateMine(line(node, after())).catch((error: unknown) => error);
	};

	beforeAll(async () => {
		mine.sandbox.addRun({ exportId: ROSTER, runSeconds: 3600 });
		refusals = {
			identity: activating(999, NIGHTLY),
			export: activating(IDENTITY, 999),
			key: activating(IDENTITY, NIGHTLY, 'ffffffffffffffffffffffffffffffff'),
			goingOn: activating(IDENTITY, ROSTER),
			none: activating(0, NIGHTLY),
		};
	});

	test.each([
		['with an identity that does not exist', 'identity', "User identity '999' not found."],
		['with an export that does not exist', 'export', 'Not Found'],
		['with a wrong key', 'key', 'WebAdMIT refused the API key'],
		['with an id that is none', 'none', "'User Identity' must be a positive whole number"],
		[
			'while a run of somebody else is going on, which would never call back',
			'goingOn',
			`Export ${ROSTER} is already running (run 74780), and WebAdMIT won't notify this trigger when it finishes`,
		],
	])('%s', async (_, name, message) => {
		expect(String(await refusals[name])).toContain(message);
	});

	test('without a run having been started', async () => {
		await Promise.all(Object.values(refusals));

		expect(mine.sandbox.runs.filter(({ callbackUrl }) => callbackUrl !== null)).toEqual([]);
	});
});

describe('switching off and on', () => {
	test('starts no second run while the first one is going on, and its callback still counts', async () => {
		const { sandbox, n8n } = world;
		const { id } = await activate(line(onActivation(world.credential), after()));

		await n8n.deactivate(id);
		await n8n.activate(id);
		const starts = startsOf(sandbox);
		sandbox.finishRun(74780);
		await answered(sandbox, 74780);

		expect(starts).toHaveLength(1);
		expect(givenBy(await executionsOf(n8n, id, 1), AFTER)).toMatchObject([{ id: 74780 }]);
	});

	test('starts another run once the first one has finished', async () => {
		const { sandbox, n8n } = world;
		const { id } = await activate(line(onActivation(world.credential), after()));
		sandbox.finishRun(74780);
		await executionsOf(n8n, id, 1);

		await n8n.deactivate(id);
		await n8n.activate(id);
		sandbox.finishRun(74781);
		const runs = await executionsOf(n8n, id, 2);

		expect(startsOf(sandbox)).toHaveLength(2);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74780 }, { id: 74781 }]);
	});
});

describe('a change of the active workflow', () => {
	test('to another export starts a run of that one', async () => {
		const { sandbox, n8n } = world;
		const node = onActivation(world.credential);
		const { id } = await activate(line(node, after()));

		const changed = { ...node, parameters: { ...node.parameters, exportId: fromList(ROSTER) } };
		await n8n.updateWorkflow(id, line(changed, after()));
		await n8n.activate(id);
		sandbox.finishRun(74781);
		const runs = await executionsOf(n8n, id, 1);

		expect(startsOf(sandbox).map(({ path }) => path)).toEqual([
			containing(`/exports/${NIGHTLY}/`),
			containing(`/exports/${ROSTER}/`),
		]);
		expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74781, export_id: ROSTER }]);
	});

	test('to another export ends what the old one could start', async () => {
		const { sandbox, n8n } = world;
		const node = onActivation(world.credential);
		const { id } = await activate(line(node, after()));

		const changed = { ...node, parameters: { ...node.parameters, exportId: fromList(ROSTER) } };
		await n8n.updateWorkflow(id, line(changed, after()));
		await n8n.activate(id);
		for (const run of [74780, 74781]) {
			sandbox.finishRun(run);
			await answered(sandbox, run);
		}
		const runs = await executionsOf(n8n, id, 1);

		expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74781, export_id: ROSTER }]);
	});

	test('that has nothing to do with the trigger starts no run', async () => {
		const { sandbox, n8n } = world;
		const node = onActivation(world.credential);
		const { id } = await activate(line(node, after()));

		await n8n.updateWorkflow(id, line(node, after('Something Else')));
		await n8n.activate(id);
		const starts = startsOf(sandbox);
		sandbox.finishRun(74780);
		const runs = await executionsOf(n8n, id, 1);

		expect(starts).toHaveLength(1);
		expect(givenBy(runs, 'Something Else')).toMatchObject([{ id: 74780 }]);
	});

	test('of the name of the trigger starts no run either', async () => {
		const { sandbox, n8n } = world;
		const node = onActivation(world.credential);
		const { id } = await activate(line(node, after()));

		await n8n.updateWorkflow(id, line({ ...node, name: 'Renamed' }, after()));
		await n8n.activate(id);
		const starts = startsOf(sandbox);
		sandbox.finishRun(74780);
		const runs = await executionsOf(n8n, id, 1);

		expect(starts).toHaveLength(1);
		expect(givenBy(runs, 'Renamed')).toMatchObject([{ id: 74780 }]);
	});
});

test('after another trigger of the workflow could not be activated, the run of the first one is known again', async () => {
	const { sandbox, n8n } = world;
	const node = onActivation(world.credential);
	const failing = { ...onActivation(world.credential, 999), name: 'Failing' };
	const workflow = sideBySide(line(node, after()), line(failing, after('After Failing')));
	const { id } = await n8n.createWorkflow(workflow);
	await expect(n8n.activate(id)).rejects.toThrow('Not Found');

	await n8n.updateWorkflow(id, line(node, after()));
	await n8n.activate(id);
	sandbox.finishRun(74780);
	const runs = await executionsOf(n8n, id, 1);
	await n8n.deactivate(id);

	expect(startsOf(sandbox).filter(({ path }) => path.includes(`/${NIGHTLY}/`))).toHaveLength(1);
	expect(givenBy(runs, AFTER)).toMatchObject([{ id: 74780, user_identity_id: IDENTITY }]);
});

test('after it is switched off, a callback starts nothing', async () => {
	const { sandbox, n8n } = world;
	const node = onActivation(world.credential);
	const { id } = await activate(line(node, after()));
	await n8n.deactivate(id);

	sandbox.finishRun(74780);
	const [late] = await answered(sandbox, 74780);
	const before = await n8n.listExecutions({ workflowId: id });
	// Once more while it listens again: it is the callback that nobody took, not one that nobody could take.
	await n8n.activate(id);
	const url = productionUrl(n8n, node);
	await sandbox.sendCallback(url, callbackBody({ id: 74780, exportId: NIGHTLY }));

	expect(late?.status).toBe(404);
	expect(before).toEqual([]);
	expect(givenBy(await executionsOf(n8n, id, 1), TRIGGER)).toMatchObject([{ id: 74780 }]);
});
