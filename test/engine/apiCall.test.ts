import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { ApiCall } from '../../nodes/WebAdmit/transport/apiCall';
import { openApi } from '../../nodes/WebAdmit/api/openApi';
import { executeContext } from './harness/executeContext';
import { Instance } from './harness/instance';

const KEY = '0123456789abcdef0123456789abcdef';

/** A WebAdMIT that answers every call with what it got. */
const echo = createServer((request, response) => {
	void textOf(request).then((body) => {
		const { method, url, headers } = request;
		response.setHeader('Content-Type', 'application/json');
		response.end(JSON.stringify({ method, url, body, type: headers['content-type'] }));
		keys.push(headers['x-api-key']);
	});
});
const keys: unknown[] = [];
let instance: Instance;
let baseUrl: string;

beforeAll(async () => {
	instance = Instance.open();
	await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
	const address = echo.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	baseUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
	echo.closeAllConnections();
	await new Promise((resolve) => echo.close(resolve));
	instance.close();
});

async function textOf(request: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
	return Buffer.concat(pieces).toString();
}

const send = async (call: ApiCall) =>
	await openApi(executeContext({ environment: 'custom', baseUrl, apiKey: KEY })).request(call);

const PATH = ['user_identities', 37442, 'programs', 1, 'designation'];
const WRITTEN = '/api/v1/user_identities/37442/programs/1/designation';

describe('a call of the API', () => {
	it('is a GET of version 1 unless it says otherwise', async () => {
		expect(await send({ path: PATH })).toMatchObject({ method: 'GET', url: WRITTEN, body: '' });
		expect(keys.at(-1)).toBe(KEY);
	});

	it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
		'can be a %s with a body',
		async (method) => {
			const body = { designation: { decision_id: null } };
			expect(await send({ method, path: PATH, body })).toEqual({
				method,
				url: WRITTEN,
				body: JSON.stringify(body),
				type: expect.stringContaining('application/json') as unknown,
			});
			expect(keys.at(-1)).toBe(KEY);
		},
	);

	it.each(['PUT', 'DELETE'] as const)('can be a %s without a body', async (method) => {
		expect(await send({ method, path: PATH })).toMatchObject({ method, url: WRITTEN, body: '' });
	});

	it('can be one of version 2', async () => {
		expect(await send({ method: 'POST', version: 2, path: ['batch', 7], body: {} })).toMatchObject({
			method: 'POST',
			url: '/api/v2/batch/7',
		});
	});

	it('goes where its path says, whatever is in it', async () => {
		expect(await send({ path: ['a', '../../x', '?y', '#z'], qs: { b: 'c&d' } })).toMatchObject({
			url: '/api/v1/a/..%2F..%2Fx/%3Fy/%23z?b=c%26d',
		});
	});
});
