import { type FinishedRun, N8nServer, freePort } from '../../n8n-server';
import { type Sandbox, startSandbox } from '../../sandbox';
import { selfSigned } from '../support/certificate';
import { everySecond, firstCalledBack, nodesOf, readExample } from '../support/examples';
import { containing } from '../support/matchers';
import { type ReverseProxy, behind, openReverseProxy } from '../support/reverseProxy';
import { createCredential } from '../support/world';

const MINUTES = 60_000;

/** A server of its own, since PDF Manager calls back only an address that begins with https://. */
let server: N8nServer;
let proxy: ReverseProxy;
let sandbox: Sandbox;

beforeAll(async () => {
	const port = await freePort();
	proxy = await openReverseProxy(port, { tls: selfSigned() });
	server = await N8nServer.start({ port, env: behind(proxy) });
	sandbox = await startSandbox({ runSeconds: 2, anyCertificate: true });
}, 3 * MINUTES);

afterAll(async () => {
	await server.stop();
	await sandbox.close();
	proxy.close();
}, MINUTES);

beforeEach(() => {
	sandbox.reset();
});

/** Activates the example for a template, and gives the execution of its second half. */
async function secondHalf(pdfManagerTemplateId: number): Promise<FinishedRun> {
	const { client: n8n } = server;
	const { apiUrl: baseUrl, apiKey } = sandbox;
	const example = readExample('documents-by-callback.json', {
		credentials: [await createCredential(n8n, { baseUrl, apiKey })],
		userIdentityId: 37442,
		pdfManagerTemplateId,
	});
	// n8n 1 does not tell executions that are started by hand of the trigger in the other half.
	const { id } = await n8n.createWorkflow(everySecond(example));
	await n8n.activate(id);
	try {
		return await firstCalledBack(n8n, id);
	} finally {
		await n8n.deactivate(id);
	}
}

test('starts a batch in one half, and gets its documents in the other when WebAdMIT calls back', async () => {
	const run = await secondHalf(8167);

	expect(run.error).toBeUndefined();
	expect(run.status).toBe('success');
	const documents = run.items('One Item for Each Document');
	expect(documents).toHaveLength(4 * 3);
	for (const { json, binary } of documents) {
		expect(json).toMatchObject({ status: 'available', pdf_manager_template: { id: 8167 } });
		expect(binary?.data?.fileName).toMatch(/^\d{10}_.+\.pdf$/);
		expect(binary?.data?.mimeType).toBe('application/pdf');
	}
	expect(documents[0]?.binary?.data?.fileName).toBe('2015000001_Müller_José_Transcript.pdf');
	const first = await server.client.downloadBinary(documents[0]?.binary?.data?.id ?? '');
	expect(await first.text()).toMatch(/^%PDF-/);
	const [{ url, status } = { url: '', status: 0 }] = sandbox.callbacks;
	expect(url).toMatch(/^https:/);
	expect(url.startsWith(`${proxy.publicUrl}webhook/`)).toBe(true);
	expect(status).toBe(200);
});

test('has a branch for an empty list', async () => {
	const run = await secondHalf(8171);

	expect(run.status).toBe('success');
	expect(nodesOf(run)).toEqual(['Nobody Matched', 'When the Batch Is Finished', 'Which Result?']);
});

test('says that the batch failed', async () => {
	const run = await secondHalf(8174);

	expect(run.status).toBe('error');
	expect(run.error).toMatchObject({
		message: containing("of the template 'Broken Packets' failed in WebAdMIT"),
	});
});
