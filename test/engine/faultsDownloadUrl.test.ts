import { PassThrough, Readable } from 'node:stream';
import type { ExecuteContext } from 'n8n-core';
import { openDownload, TransferError } from '../../nodes/WebAdmit/transport/fileHost';
import { startOtherHost } from './harness';
import { executeContext } from './harness/executeContext';
import { Instance } from './harness/instance';

const API = 'https://api.webadmit.org';
const GOOD = 'https://files.example.com/a.csv?Signature=1';

let instance: Instance;
beforeAll(() => {
	instance = Instance.open();
});
afterAll(() => {
	instance.close();
});

/** What n8n's engine hands to a node, whose HTTP requests are answered here: nothing leaves the machine. */
function contextWith(...answers: Array<{ statusCode: number; location?: string; body?: string }>) {
	const context = executeContext();
	const sent = jest.spyOn(context.helpers, 'httpRequest');
	for (const { statusCode, location, body = 'file' } of answers) {
		const headers = location === undefined ? {} : { location };
		sent.mockResolvedValueOnce({ statusCode, headers, body: Readable.from([body]) });
	}
	return { context, urls: () => sent.mock.calls.map(([{ url }]) => url), sent };
}

const open = async (context: ExecuteContext, url: string, baseUrl = API) =>
	await openDownload(context, url, baseUrl, new AbortController().signal);

/** Where nobody on the internet can be, in all the ways that a URL can write it. */
const PRIVATE_URLS = [
	'https://127.0.0.1/a',
	'https://127.1/a',
	'https://2130706433/a',
	'https://0x7f.0.0.1/a',
	'https://0.0.0.0/a',
	'https://localhost/a',
	'https://localhost./a',
	'https://n8n.localhost/a',
	'https://[::1]/a',
	'https://[::]/a',
	'https://[::ffff:127.0.0.1]/a',
	'https://[fe80::1]/a',
	'https://[fd00::1]/a',
	'https://169.254.169.254/latest/meta-data',
	'https://10.0.0.1/a',
	'https://172.16.0.1/a',
	'https://192.168.1.1/a',
	'https://postgres/a',
	'https://metadata.google.internal/a',
];

const UNSAFE = [
	...['http://files.example.com/a', 'ftp://files.example.com/a', 'file:///etc/passwd'].map(
		(url) => [url, 'does not begin with https://'] as const,
	),
	['http://127.0.0.1:5678/rest/settings', 'does not begin with https://'] as const,
	['data:text/csv,a', 'does not begin with https://'] as const,
	['', 'is not a URL'] as const,
	['/a.csv', 'is not a URL'] as const,
	['some text', 'is not a URL'] as const,
	...PRIVATE_URLS.map((url) => [url, 'leads into a private network'] as const),
];

describe('a download URL of WebAdMIT on the internet', () => {
	it.each(UNSAFE)('is not used where it is %s', async (url, problem) => {
		const { context, urls } = contextWith({ statusCode: 200 });

		await expect(open(context, url)).rejects.toMatchObject({
			message: `WebAdMIT gave a download URL that ${problem}`,
			description: expect.stringContaining('The node did not use it') as unknown,
		});
		expect(urls()).toEqual([]);
	});

	it('reaches nobody on this machine, though somebody listens', async () => {
		const other = await startOtherHost();
		const { context, sent } = contextWith();
		sent.mockRestore();

		const opened = open(context, other.origin);

		await expect(opened).rejects.not.toBeInstanceOf(TransferError);
		await other.close();
		expect(other.requests).toEqual([]);
	});

	it.each(UNSAFE.filter(([url]) => URL.canParse(url)))(
		'is not followed where it redirects to %s',
		async (location, problem) => {
			const { context, urls } = contextWith({ statusCode: 307, location }, { statusCode: 200 });

			await expect(open(context, GOOD)).rejects.toThrow(problem);
			expect(urls()).toEqual([GOOD]);
		},
	);

	it.each([301, 302, 303, 307, 308])(
		'is followed to another host, without a key: %i',
		async (statusCode) => {
			const location = 'https://files.eu.example.com/a.csv?Signature=2';
			const { context, urls, sent } = contextWith({ statusCode, location }, { statusCode: 200 });

			await expect(open(context, GOOD)).resolves.toMatchObject({ statusCode: 200 });
			expect(urls()).toEqual([GOOD, location]);
			for (const [{ headers, auth }] of sent.mock.calls) {
				expect(headers).toEqual({ 'Accept-Encoding': 'identity' });
				expect(auth).toBeUndefined();
			}
		},
	);

	it.each([
		['to itself', GOOD],
		['within its host', '/a.csv'],
		['from host to host', 'https://other.example.com/a.csv'],
	])('is not followed for ever: %s', async (_, location) => {
		const redirect = { statusCode: 302, location };
		const { context, urls } = contextWith(...Array.from({ length: 20 }, () => redirect));

		await expect(open(context, GOOD)).rejects.toThrow('keeps redirecting');
		expect(urls()).toHaveLength(4);
	});

	it('is refused where it redirects to nowhere', async () => {
		const { context, urls } = contextWith({ statusCode: 302 });

		await expect(open(context, GOOD)).rejects.toThrow('HTTP status 302');
		expect(urls()).toHaveLength(1);
	});
});

describe('a download URL that the file host refuses', () => {
	const s3 = (code: string, message: string) =>
		`<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

	it.each([
		[s3('AccessDenied', 'Request has expired'), 'it is valid for less than 30 seconds'],
		['', 'it is valid for less than 30 seconds'],
		[s3('SignatureDoesNotMatch', 'The signature does not match'), 'The signature does not match'],
		[s3('AccessDenied', 'Access Denied'), 'Access Denied'],
		['<Error><Code>AccountProblem</Code></Error>', 'AccountProblem'],
		[s3('InvalidKey', `${'a'.repeat(64)} is no key`), '[hidden] is no key'],
		['x'.repeat(1_000_000), 'it is valid for less than 30 seconds'],
	])('is told with what the host says: %.60s', async (body, said) => {
		const { context } = contextWith({ statusCode: 403, body });

		const opened = open(context, GOOD);

		await expect(opened).rejects.toBeInstanceOf(TransferError);
		await expect(opened).rejects.toThrow(`The download URL was refused: ${said}`);
	});

	it.each([
		['CERT_HAS_EXPIRED', false],
		['ECONNRESET', true],
	])('may pass or not when there is no connection: %s, %s', async (code, isPassing) => {
		const { context, sent } = contextWith();
		sent.mockRejectedValueOnce(Object.assign(new Error('No connection'), { code }));

		await expect(open(context, GOOD)).rejects.toMatchObject({
			message: expect.stringContaining('The host of the file could not be reached') as unknown,
			isPassing,
		});
	});

	it('is told also when the host does not finish its sentence', async () => {
		const { context, sent } = contextWith();
		const body = new PassThrough();
		body.write('<Error><Code>AccessDenied</Code>');
		sent.mockResolvedValueOnce({ statusCode: 403, headers: {}, body });

		await expect(open(context, GOOD)).rejects.toThrow('refused: AccessDenied');
		expect(body.destroyed).toBe(true);
	});
});

describe('a download URL of a WebAdMIT in a private network', () => {
	it.each([
		['https://10.0.0.5', 'https://10.0.0.6/a'],
		['https://webadmit.internal', 'https://files.internal/a'],
		['https://webadmit.internal', 'https://files.example.com/a'],
	])('of %s may be %s', async (baseUrl, url) => {
		const { context } = contextWith({ statusCode: 200 });

		await expect(open(context, url, baseUrl)).resolves.toMatchObject({ statusCode: 200 });
	});

	it.each(['https://10.0.0.5', 'https://webadmit.internal', 'https://webadmit'])(
		'of %s leads neither to this machine nor to what is next to it, nor over http',
		async (baseUrl) => {
			for (const url of [
				'https://127.0.0.1:5678/rest',
				'https://localhost./a',
				'https://169.254.169.254/latest/meta-data',
				'https://[fe80::1]/a',
				'http://10.0.0.6/a',
				'http://127.0.0.1/a',
				'http://files.example.com/a',
			]) {
				const { context, urls } = contextWith({ statusCode: 200 });
				await expect(open(context, url, baseUrl)).rejects.toThrow(
					/^WebAdMIT gave a download URL that (leads into a private|does not begin with https)/,
				);
				expect(urls()).toEqual([]);
			}
		},
	);
});

describe('a download URL of a stand-in on the same machine', () => {
	it('may be there too', async () => {
		const { context } = contextWith({ statusCode: 200 });

		await expect(
			open(context, 'http://127.0.0.1:4011/a', 'http://127.0.0.1:4010'),
		).resolves.toMatchObject({ statusCode: 200 });
	});

	it.each(['http://files.example.com/a', 'http://10.0.0.5/a'])(
		'does not lead elsewhere over http: %s',
		async (url) => {
			const { context, urls } = contextWith({ statusCode: 200 });

			await expect(open(context, url, 'http://127.0.0.1:4010')).rejects.toThrow(
				'does not begin with https://',
			);
			expect(urls()).toEqual([]);
		},
	);
});
