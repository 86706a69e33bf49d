import { byId, HTTP_REQUEST, useEngine } from './harness';

/** The other tests rely on this: what the harness says it watches, it sees. */
describe('the harness', () => {
	const engine = useEngine({ runSeconds: 0 });

	it('runs a node in the engine, with a real request to the sandbox', async () => {
		const { items, error, status } = await engine.runNode({
			parameters: { resource: 'userIdentity', operation: 'getMany' },
		});

		expect(error).toBeUndefined();
		expect(status).toBe('success');
		expect(items).toHaveLength(engine.sandbox.identities.length);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities']);
	});

	it('captures what n8n logs', async () => {
		await engine.runNode({ parameters: { resource: 'userIdentity', operation: 'getMany' } });

		expect(engine.log.join('\n')).toContain('Running node \\"WebAdMIT\\" started');
	});

	it('finds secrets in the data', async () => {
		engine.allowLeaks();
		await engine.runNode({
			type: HTTP_REQUEST,
			parameters: { url: `${engine.sandbox.apiUrl}/api/v1/exports` },
			items: [{ key: engine.sandbox.apiKey, url: 'https://files.example/?AWSAccessKeyId=1' }],
		});

		expect(engine.leaks()).toEqual(
			expect.arrayContaining(['the API key is in the data', 'a download URL is in the data']),
		);
	});

	it('finds secrets in an error and in the log', async () => {
		engine.allowLeaks();
		// An address that is refused, and named in the error.
		const { error } = await engine.runNode({
			type: HTTP_REQUEST,
			parameters: { url: `http://${engine.sandbox.apiKey}.example/` },
		});

		expect(error?.description).toContain(engine.sandbox.apiKey);
		expect(engine.leaks()).toEqual(
			expect.arrayContaining(['the API key is in the error', 'the API key is in the log']),
		);
	});

	it.each(['filesystem', 'default'] as const)('reads files back (%s)', async (binaryMode) => {
		const { file, binary } = await engine.runNode({
			parameters: {
				operation: 'runAndDownload',
				userIdentityId: byId(37442),
				exportId: byId(86446),
			},
			binaryMode,
		});

		expect(file(0).id).toEqual(
			binaryMode === 'filesystem' ? expect.stringMatching(/^filesystem-v2:/) : undefined,
		);
		expect((await binary(0)).toString('latin1')).toMatch(/^cas_id,/);
	});
});
