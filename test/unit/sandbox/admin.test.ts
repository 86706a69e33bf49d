import { startSandbox, type Sandbox } from '../../sandbox';
import { SandboxClient } from '../../sandbox/client';
import { apiOf, receiver, startRun, until } from './helpers';

describe('the admin origin and its client', () => {
	let sandbox: Sandbox;
	let client: SandboxClient;
	beforeAll(async () => {
		sandbox = await startSandbox({ statusSpelling: 'snake' });
		client = await SandboxClient.connect(sandbox.adminUrl);
	});
	beforeEach(async () => {
		await client.reset();
	});
	afterAll(async () => {
		await sandbox.close();
	});

	it('says where the sandbox listens', () => {
		const { apiUrl, filesUrl, adminUrl, apiKey } = sandbox;
		expect(client).toMatchObject({ apiUrl, filesUrl, adminUrl, apiKey });
		expect(new Set([apiUrl, filesUrl, adminUrl]).size).toBe(3);
	});

	it('keeps the API pure: nothing of it is there', async () => {
		expect((await apiOf(sandbox).get(`${sandbox.apiUrl}/requests`)).status).toBe(404);
	});

	it('shows and forgets the requests, but not its own', async () => {
		await startRun(sandbox);
		expect(await client.requests()).toEqual(JSON.parse(JSON.stringify(sandbox.requests)));
		expect(await client.requests()).toHaveLength(1);
		await client.clearRequests();
		expect(sandbox.requests).toEqual([]);
	});

	it('changes settings and the clock', async () => {
		const changed = await client.configure({
			runSeconds: 90,
			callbackEncoding: 'percent',
			allowHttpCallbacks: true,
		});
		expect(changed).toEqual(await client.settings());
		expect(sandbox.settings).toMatchObject({
			runSeconds: 90,
			callbackEncoding: 'percent',
			allowHttpCallbacks: true,
		});
		const before = await client.time();
		expect(await client.advanceClock(100_000)).toBeGreaterThanOrEqual(before + 100_000);
	});

	it('orders, shows and clears faults of every kind', async () => {
		const fault = await client.addFault({
			on: 'api',
			method: 'GET',
			path: 'exports',
			times: 1,
			after: 0,
			carriedOut: true,
			kind: { status: 503, headers: { a: 'b' }, body: { list: [1, null] } },
		});
		expect(fault).toMatchObject({ seen: 0, met: 0, kind: { body: { list: [1, null] } } });
		expect((await apiOf(sandbox).get('/exports')).status).toBe(503);
		await client.addFault({ on: 'files', kind: 'endless' });
		await client.addFault({ on: 'files', kind: { headers: { a: null } } });
		await client.addFault({ on: 'api', kind: { patch: { id: '1', more: {} } } });
		expect((await client.faults()).map(({ met }) => met)).toEqual([1, 0, 0, 0]);
		await client.clearFaults();
		expect(sandbox.faults).toEqual([]);
	});

	it('adds identities, exports and runs, and steers them', async () => {
		const identity = await client.addIdentity({ type: 'Institution User', cycle: null });
		expect(await client.identities()).toContainEqual(identity);
		const exported = await client.addExport({
			identityIds: [identity.id],
			name: 'Mine',
			format: 'Microsoft Excel',
			list_type: null,
			rows: 3,
		});
		expect(exported).toMatchObject({ fileName: 'Mine.xls', outcome: 'available' });
		expect((await client.setOutcome(exported.id, 'failed')).outcome).toBe('failed');
		expect(await client.exports()).toContainEqual({ ...exported, outcome: 'failed' });
		const run = await client.addRun({ exportId: exported.id, runSeconds: 60 });
		expect(run).toMatchObject({ status: 'initializing', identityId: identity.id });
		expect((await client.finishRun(run.id)).status).toBe('failed');
		const old = await client.addFinishedRun({ exportId: exported.id, outcome: 'available' });
		const ids = (await client.runs()).map(({ id }) => id);
		expect(ids.slice(-2)).toEqual([run.id, old.id]);
	});

	it('adds templates and batches of PDF Manager, and steers them', async () => {
		const template = await client.addPdfManagerTemplate({
			name: 'Mine',
			identityIds: [41877],
			zips: 3,
			documents: 2,
			bytes: null,
			list_name: null,
			document_source_title: 'Essays',
		});
		expect(template).toMatchObject({ zips: 3, outcome: 'available', runSeconds: null });
		expect((await client.setPdfManagerOutcome(template.id, 'failed')).outcome).toBe('failed');
		expect(await client.pdfManagerTemplates()).toContainEqual({ ...template, outcome: 'failed' });
		const batch = await client.addPdfManagerBatch({ templateId: template.id, runSeconds: 60 });
		expect(batch).toMatchObject({ status: 'initializing', identityId: 41877 });
		expect(batch.zipFileIds).toHaveLength(3);
		const ended = await client.finishPdfManagerBatch(batch.id, 'success_with_errors');
		expect(ended.status).toBe('success_with_errors');
		const old = await client.addFinishedPdfManagerBatch({ templateId: template.id });
		expect(old.status).toBe('failed');
		const ids = (await client.pdfManagerBatches()).map(({ id }) => id);
		expect(ids.slice(-2)).toEqual([batch.id, old.id]);
		await expect(client.addPdfManagerTemplate({ zips: 101 })).rejects.toThrow('zips');
		await expect(client.setPdfManagerOutcome(1, 'failed')).rejects.toThrow(
			'There is no template 1',
		);
		await expect(client.finishPdfManagerBatch(1)).rejects.toThrow('There is no batch 1');
	});

	it('adds what an office has, and shows what was changed of it', async () => {
		const organization = await client.addOrganization({ name: null, cas3: false });
		expect(await client.organizations()).toContainEqual(organization);
		const program = await client.addProgram({ identityIds: [37442], organization_name: 'Mine' });
		expect(await client.programs()).toContainEqual(program);
		const decision = await client.addDecision({ name: 'Maybe' });
		expect(await client.decisions()).toContainEqual(decision);
		const field = await client.addCustomField({
			programIds: [program.id],
			label: 'Reader',
			field_type: 'select',
			options: ['Dr. Núñez'],
		});
		expect(await client.customFields()).toContainEqual(field);
		const { casId } = await client.addApplicant({
			programId: program.id,
			casId: '0042',
			localStatus: null,
			answers: { [field.id]: null },
		});
		expect(await client.fillProgram(program.id, 3)).toHaveLength(3);
		expect((await client.applicants()).slice(-4).map((one) => one.casId)).toEqual([
			'0042',
			'2015000001',
			'2015000038',
			'2015000075',
		]);
		await client.updateApplicant(program.id, casId, {
			decisionId: decision.id,
			received: true,
			localStatus: { id: 1, title: 'Paid' },
			answers: { [field.id]: 'Dr. Núñez' },
		});
		expect(await client.applicant(program.id, casId)).toMatchObject({
			casId: '0042',
			decisionId: decision.id,
			received: true,
			localStatus: { title: 'Paid' },
			answers: { [field.id]: 'Dr. Núñez' },
		});
		const path = `${sandbox.apiUrl}/api/v2/user_identities/37442/programs/${program.id}`;
		await client.configure({ changeSeconds: 3600, maxChanges: 5, statusWithErrors: 'available' });
		await apiOf(sandbox).post(`${path}/batch_designations`, {
			designations: [{ applicant_cas_id: '2015000001', decision_id: decision.id }],
		});
		const [batch] = await client.changeBatches();
		expect(batch).toMatchObject({ kind: 'batch_designations', status: 'queued', results: null });
		expect(await client.changes()).toEqual([]);
		const ended = await client.finishChangeBatch(batch?.id ?? 0);
		expect(ended).toMatchObject({ status: 'available', results: [{ errors: null }] });
		expect(await client.changes()).toMatchObject([{ batchId: batch?.id, casId: '2015000001' }]);
		await client.clearChanges();
		expect(await client.changes()).toEqual([]);
		await client.setSocialSecurityNumbers(37442, 'no_organization');
		const numbers = '/user_identities/37442/social_security_numbers';
		expect((await apiOf(sandbox).get(numbers)).status).toBe(403);
		await expect(client.applicant(program.id, '1')).rejects.toThrow('There is no applicant 1');
		await expect(client.addApplicant({ decisionId: 1 })).rejects.toThrow('There is no decision 1');
		await expect(client.finishChangeBatch(1)).rejects.toThrow('There is no batch of changes 1');
	});

	it('shows callbacks and sends them', async () => {
		const caller = await receiver();
		const { id } = await startRun(sandbox, 86446, { callback: caller.url });
		await client.finishRun(id, 'empty_list');
		await until(async () => (await client.callbacks()).length === 1);
		expect(await client.callbacks()).toMatchObject([{ runId: id, status: 200 }]);
		await client.clearCallbacks();
		const sent = await client.sendCallback(caller.url, 'x=1', { 'x-forged': 'yes' });
		expect(sent).toMatchObject({ status: 200, headers: { 'x-forged': 'yes' } });
		expect(caller.received.map(({ body }) => body)).toContain('x=1');
		caller.close();
	});

	it('refuses what it does not know, in its own words', async () => {
		await expect(client.setOutcome(1, 'failed')).rejects.toThrow('There is no export 1');
		await expect(client.finishRun(1)).rejects.toThrow('There is no run 1');
		const http = apiOf(sandbox);
		for (const [path, body] of [
			['settings', { runSecond: 1 }],
			['settings', { runSeconds: '1' }],
		] as const) {
			const answer = await http.patch<object>(`${sandbox.adminUrl}/${path}`, body);
			expect([answer.status, Object.keys(answer.data)]).toEqual([400, ['message']]);
		}
		for (const kind of ['nonsense', { status: 1 }, { patch: {}, other: 1 }]) {
			const answer = await http.post(`${sandbox.adminUrl}/faults`, { on: 'api', kind });
			expect(answer.status).toBe(400);
		}
		expect(sandbox.faults).toEqual([]);
	});
});
