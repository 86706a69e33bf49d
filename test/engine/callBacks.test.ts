import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 60 });

const RUN = { operation: 'initiateRun', userIdentityId: byId(37442), exportId: byId(86446) };

const post = () => engine.sandbox.requests.find(({ method }) => method === 'POST');

describe('Start WebAdMIT Trigger', () => {
	const url = 'http://localhost:5678/webhook/some-id/webadmit';
	const filter = { kind: 'exportFile', byNodes: true, sourceIds: [] };
	const staticData = { global: { webAdmitTriggers: { 'id-of-trigger': { url, filter } } } };

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
			filter: { ...filter, byNodes },
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
		['no active trigger', { global: { webAdmitTriggers: { id: { filter } } } }],
		['something else', { global: { webAdmitTriggers: 'broken' } }],
	])('says what to do when the workflow has %s, and sends nothing', async (_, staticData) => {
		const { error } = await engine.runNode({
			parameters: { ...RUN, completion: 'trigger' },
			...(staticData ? { staticData } : {}),
		});

		expect(error?.message).toBe('This workflow has no active WebAdMIT Trigger to call back');
		expect(error?.description).toContain("with 'Runs Are Started' set to 'By Other Nodes'");
		expect(engine.requests()).toEqual([]);
	});

	it('warns when somebody else has started the run, which so may not call', async () => {
		const { id } = engine.sandbox.addRun({ exportId: 86449, identityId: 37442, runSeconds: 60 });
		const { hints } = await engine.runNode({
			parameters: { ...RUN, exportId: byId(86449), completion: 'trigger' },
			staticData,
		});

		expect(hints).toEqual([
			`Run ${id} of export 86449 was already running. WebAdMIT notifies only the client that started the run, so you may not get a callback [Item 0]`,
		]);
	});

	it('says nothing of the kind in the second try of n8n', async () => {
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			path: '/exports/86451/',
			times: 1,
			kind: { status: 403 },
		});
		const { hints, error } = await engine.runNode({
			parameters: { ...RUN, exportId: byId('={{ $json.id }}'), completion: 'trigger' },
			staticData,
			items: [{ id: 86449 }, { id: 86451 }],
			retryOnFail: true,
		});

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
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

describe('Call Back a URL', () => {
	const of = (name: string) => `https://${name}.example.edu/`;
	const CALL = { ...RUN, completion: 'url' };

	it('warns about an item whose URL is not called, since another has started the run with its own', async () => {
		const { hints } = await engine.runNode({
			parameters: { ...CALL, callbackUrl: '={{ $json.url }}' },
			items: [{ url: of('first') }, { url: of('second') }],
		});

		expect(hints).toEqual([
			'Run 74780 of export 86446 was already running. WebAdMIT notifies only the client that started the run, so you may not get a callback [Item 1]',
		]);
	});

	it('knows what is running for the identity of each item, also where WebAdMIT does not list the identities', async () => {
		const { id: exportId } = engine.sandbox.addExport({ identityIds: [41877] });
		const { id } = engine.sandbox.addRun({ exportId, identityId: 41877, runSeconds: 60 });
		engine.sandbox.addFault({ on: 'api', path: '/user_identities$', kind: { status: 403 } });
		const { hints } = await engine.runNode({
			parameters: {
				...CALL,
				userIdentityId: byId('={{ $json.identity }}'),
				exportId: byId('={{ $json.export }}'),
				callbackUrl: of('url'),
			},
			items: [
				{ identity: 37442, export: 86446 },
				{ identity: 41877, export: exportId },
			],
		});

		expect(hints).toEqual([
			`Run ${id} of export ${exportId} was already running. WebAdMIT notifies only the client that started the run, so you may not get a callback [Item 1]`,
		]);
	});

	it('warns in one of two executions that start the same export at the same moment', async () => {
		// Both have listed the runs before there is one.
		engine.sandbox.addFault({
			on: 'api',
			method: 'POST',
			carriedOut: true,
			kind: { delayMs: 500 },
		});
		const results = await Promise.all(
			[of('one'), of('other')].map(async (callbackUrl) => {
				return await engine.runNode({ parameters: { ...CALL, callbackUrl } });
			}),
		);

		expect(results.flatMap(({ hints }) => hints)).toHaveLength(1);
	});
});

describe('a callback URL that WebAdMIT cannot call', () => {
	const credentials = { environment: 'production', apiKey: 'f'.repeat(32) };
	const url = 'http://localhost:5678/webhook/some-id/webadmit';
	const filter = { kind: 'exportFile', byNodes: true, sourceIds: [] };
	const staticData = { global: { webAdmitTriggers: { 'id-of-trigger': { url, filter } } } };

	it.each([
		['resume', {}, 'N8N_WEBHOOK_URL'],
		['trigger', {}, 'N8N_WEBHOOK_URL'],
		['url', { callbackUrl: 'http://192.168.1.5/' }, "Enter a 'Callback URL'"],
	])('is an error before anything is sent (%s)', async (completion, more, advice) => {
		const { error } = await engine.runNode({
			parameters: { ...RUN, ...more, completion },
			credentials,
			staticData,
		});

		expect(error?.message).toMatch(
			/^WebAdMIT cannot call back: the callback URL begins with http:[^,]*, which only your own network can reach$/,
		);
		expect(error?.description).toContain(advice);
	});
});
