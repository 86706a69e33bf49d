import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 60 });

const TEMPLATE = 8153;
const parameters: INodeParameters = {
	resource: 'pdfManagerBatch',
	operation: 'initiateRun',
	userIdentityId: byId(37442),
	pdfManagerTemplateId: byId(TEMPLATE),
};
const BATCHES = '/api/v1/user_identities/37442/pdf_manager_batches';

/** Where n8n is, as the internet sees it. */
const server = (origin: string) => ({ webhookWaitingBaseUrl: `${origin}/webhook-waiting` });

/** What the call that starts a batch said. */
const sent = () => {
	const { body, query } = engine.sandbox.requests.find(({ method }) => method === 'POST') ?? {};
	expect(query).toEqual({});
	return JSON.parse(body ?? '') as unknown;
};
const batch = (callback?: string) => ({
	pdf_manager_batch: { pdf_manager_template_id: TEMPLATE, ...(callback ? { callback } : {}) },
});

const trigger = {
	global: {
		webAdmitTriggers: {
			id: {
				url: 'http://localhost:5678/webhook/id/webadmit',
				filter: { kind: 'pdfManagerBatch', byNodes: true, sourceIds: [] },
			},
		},
	},
};

describe('Initiate Run of a PDF Manager template', () => {
	it('starts a batch and continues at once', async () => {
		const { items, error } = await engine.runNode({ parameters });

		expect(error).toBeUndefined();
		expect(sent()).toEqual(batch());
		const [made] = engine.sandbox.pdfManagerBatches.slice(-1);
		expect(items).toEqual([
			{
				json: {
					id: made?.id,
					href: `${BATCHES}/${made?.id}`,
					updated_at: expect.any(String) as string,
					status: 'initializing',
					finished: false,
					downloadable: false,
					pdf_manager_template: { id: TEMPLATE, name: 'Transcripts' },
					user_identity_id: 37442,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('waits for the batch with "Wait Here"', async () => {
		engine.sandbox.configure({ runSeconds: 0.5 });
		const { items } = await engine.runNode({ parameters: { ...parameters, completion: 'poll' } });

		expect(sent()).toEqual(batch());
		expect(items).toMatchObject([{ json: { status: 'available', finished: true } }]);
	});

	it('has a URL called back that the user has entered', async () => {
		const callbackUrl = 'https://n8n.example.edu/webhook/1';
		const { items, hints } = await engine.runNode({
			// Written as people do; WebAdMIT takes only https:// in small letters.
			parameters: {
				...parameters,
				completion: 'url',
				callbackUrl: callbackUrl.replace('https', 'HTTPS'),
			},
		});

		expect(sent()).toEqual(batch(callbackUrl));
		expect(items).toMatchObject([{ json: { finished: false } }]);
		expect(hints).toEqual([]);
	});

	it("has the workflow's trigger called back", async () => {
		await engine.runNode({
			parameters: { ...parameters, completion: 'trigger' },
			staticData: trigger,
			server: server('https://n8n.example.edu'),
		});

		expect(sent()).toEqual(batch('https://n8n.example.edu/webhook/id/webadmit'));
	});

	it.each([
		['resume', {}, 'N8N_WEBHOOK_URL'],
		['trigger', {}, 'N8N_WEBHOOK_URL'],
		['url', { callbackUrl: 'http://n8n.example.edu/webhook/1' }, "Enter a 'Callback URL'"],
	])('says what to do about a callback over HTTP, and sends nothing (%s)', async (...given) => {
		const [completion, more, advice] = given;
		const { error } = await engine.runNode({
			parameters: { ...parameters, ...more, completion },
			staticData: trigger,
			server: server('http://n8n.example.edu'),
		});

		expect(error?.message).toBe(
			'WebAdMIT cannot call back: for a batch it calls only https:// addresses, but the callback URL begins with http://n8n.example.edu',
		);
		expect(error?.description).toContain(advice);
		expect(engine.requests()).toEqual([]);
	});
});
