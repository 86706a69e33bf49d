import { createCredential, useWorld } from './support/world';

const world = useWorld();

test('a good credential is confirmed by a question for the identities', async () => {
	world.sandbox.clearRequests();

	const result = await world.n8n.testCredential(world.credential);

	expect(result).toMatchObject({ status: 'OK' });
	expect(world.sandbox.requests).toMatchObject([
		{
			method: 'GET',
			path: '/api/v1/user_identities',
			status: 200,
			headers: { 'x-api-key': world.sandbox.apiKey },
		},
	]);
});

test('a refused key is told, with where to find the right one', async () => {
	const credential = await createCredential(world.n8n, {
		baseUrl: world.sandbox.apiUrl,
		apiKey: 'ffffffffffffffffffffffffffffffff',
	});

	const result = await world.n8n.testCredential(credential);

	expect(result.status).toBe('Error');
	if (world.n8n.version.startsWith('1.')) {
		// n8n 1 has words of its own for every credential.
		expect(result.message).toBe('Authorization failed - please check your credentials');
	} else {
		expect(result.message).toMatch(/refused the API key/);
		expect(result.message).toMatch(/Account > Edit My Account > API Key/);
	}
	expect(result.message).not.toContain('ffffffff');
});

test('a base URL without encryption is refused before the key leaves', async () => {
	const credential = await createCredential(world.n8n, {
		baseUrl: 'http://example.com',
		apiKey: world.sandbox.apiKey,
	});

	const result = await world.n8n.testCredential(credential);

	expect(result.status).toBe('Error');
	expect(result.message).toMatch(/https/);
});
