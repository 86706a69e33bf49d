import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 60 });

const RUN = { operation: 'initiateRun', userIdentityId: byId(37442), exportId: byId(86446) };

const post = () => engine.sandbox.requests.find(({ method }) => method === 'POST');

describe('Start WebAdMIT Trigger', () => {
	const url = 'http://localhost:5678/webhook/some-id/webadmit';
	const staticData = { global: { webAdmitTriggers: { 'id-of-trigger': { url } } } };

	it("has the run call the workflow's trigger, and goes on at once", async () => {
		const { items } = await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			staticData,
		});

		expect(post()?.query.callback).toBe(url);
		expect(items).toMatchObject([{ json: { id: 74780, finished: false } }]);
	});

	it('prefers a trigger that waits for runs of other nodes, at the address that n8n has now', async () => {
		const left = (path: string, byNodes: boolean) => ({
			url: `https://old.example.edu/webhook/${path}/webadmit`,
			byNodes,
		});
		await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			staticData: {
				global: { webAdmitTriggers: { a: left('other', false), b: left('some-id', true) } },
			},
		});

		expect(post()?.query.callback).toBe(url);
	});

	it('calls the address that n8n has now, also when the old one had a port', async () => {
		await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			staticData,
			server: { webhookWaitingBaseUrl: 'https://n8n.example.edu/webhook-waiting' },
		});

		expect(post()?.query.callback).toBe('https://n8n.example.edu/webhook/some-id/webadmit');
	});

	it.each([
		['no trigger', undefined],
		['no active trigger', { global: { webAdmitTriggers: { id: { byNodes: true } } } }],
		['something else', { global: { webAdmitTriggers: 'broken' } }],
	])('says what to do when the workflow has %s, and sends nothing', async (_, staticData) => {
		const { error } = await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			...(staticData ? { staticData } : {}),
		});

		expect(error?.message).toBe(
			'This workflow has no active WebAdMIT Trigger that could be called back',
		);
		expect(error?.description).toContain("with 'Runs Are Started' set to 'By Other Nodes'");
		expect(engine.requests()).toEqual([]);
	});

	it('warns when the run was going on already, and so may not call', async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86446, identityId: 37442, runSeconds: 60 });
		const { hints } = await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			staticData,
		});

		expect(hints).toEqual([
			`Run ${id} of export 86446 was going on already. WebAdMIT calls back only whoever started it, so perhaps not you.`,
		]);
	});

	it('says nothing of the kind about a run that an item of the same node has started', async () => {
		const { hints, items } = await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			staticData,
			items: [{}, {}],
		});

		expect(items.map(({ json }) => json.id)).toEqual([74780, 74780]);
		expect(hints).toEqual([]);
	});
});
