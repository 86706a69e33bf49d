import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';
import { LIMITS } from '../../nodes/WebAdmit/download/transfer';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { TIMEOUTS } from '../../nodes/WebAdmit/transport/timeouts';
import type { FaultKind } from '../sandbox';
import { byId, sourceOf, useEngine } from './harness';
import { NAMED } from './harness/operations';

const engine = useEngine({ runSeconds: 0 });

const EXPORT = 86446;
/** How often in a row a new URL may be of no use, or the file empty. */
const IN_A_ROW = 3;
/** In Run and Download, the longest wait counts too where it is longer: here it is shorter. */
const options = { maxWait: 0.001 };
const SHARED: INodeParameters = { exportId: byId(EXPORT), textEncoding: 'original' };
const OPERATIONS: Array<[string, INodeParameters]> = [
	['Download', { ...SHARED, operation: 'download', exportFileId: byId(74771) }],
	[
		'Run and Download',
		{ ...SHARED, operation: 'runAndDownload', userIdentityId: byId(37442), options },
	],
];

const files = () => engine.sandbox.requests.filter(({ origin }) => origin === 'files');
/** The files that n8n has stored, whole or not. */
const stored = () =>
	readdirSync(Container.get(BinaryDataConfig).localStoragePath, {
		recursive: true,
		withFileTypes: true,
	}).filter((entry) => entry.isFile());

const usual = { ...LIMITS };
const usualTimeouts = { ...TIMEOUTS };
const usualPersistence = { ...PERSISTENCE };
beforeEach(() => {
	PERSISTENCE.time = 2_000;
	TIMEOUTS.fileHost = 1_000;
	Object.assign(LIMITS, { stall: 300, check: 50, unannouncedBytes: 500_000 });
});
afterEach(() => {
	Object.assign(LIMITS, usual);
	Object.assign(TIMEOUTS, usualTimeouts);
	Object.assign(PERSISTENCE, usualPersistence);
});

/** What ends in an error when there is no end to it, and passes when the next try is a good one. */
const TROUBLE: Array<[string, FaultKind, RegExp]> = [
	['stands still half-way', 'stall', /stalled after [1-9]\d* bytes/],
	['is cut off half-way', 'truncate', /was cut off after \d+ bytes/],
	['is reset half-way', 'resetMid', /was cut off after \d+ bytes/],
	[
		'is compressed and cut off half-way',
		{ contentEncoding: 'gzip', cut: true },
		/was cut off after \d+ bytes/,
	],
	['is compressed badly', { headers: { 'content-encoding': 'gzip' } }, /was cut off after 0 bytes/],
	['is reset at once', 'reset', /The host of the file could not be reached: .*cut off/],
	[
		'is refused with 403 of another kind',
		{ status: 403, body: '<Code>AccessDenied</Code>' },
		/403|refused/,
	],
	['meets 500', { status: 500, body: '<Code>InternalError</Code>' }, /HTTP status 500/],
	['meets 503', { status: 503, body: '<Code>SlowDown</Code>' }, /HTTP status 503/],
	['meets 429', { status: 429 }, /HTTP status 429/],
	['brings an empty file', 'zeroBytes', /The download is empty: .* 0 bytes/],
	['is never answered', 'hang', /The host of the file could not be reached: .*no answer in time/],
];

describe.each(OPERATIONS)('%s: a transfer', (_, parameters) => {
	it.each(TROUBLE)('that %s is started over with a new URL', async (_trouble, kind) => {
		engine.sandbox.addFault({ on: 'files', kind, times: 1 });

		const { error, binary } = await engine.runNode({ parameters });

		expect(error).toBeUndefined();
		expect((await binary(0)).equals(await sourceOf(engine.sandbox, EXPORT))).toBe(true);
		expect(files()).toHaveLength(2);
		expect(new Set(files().map(({ url }) => url)).size).toBe(2);
	});

	it.each(TROUBLE)(
		'that %s again and again is an error',
		async (_trouble, kind, message) => {
			const before = stored().length;
			engine.sandbox.addFault({ on: 'files', kind });

			const { error, items } = await engine.runNode({ parameters });

			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(/run this again/i);
			expect(items).toEqual([]);
			// At once, after about a second, and when the time is over; that can be the same where each try takes long.
			expect(files().length).toBeGreaterThanOrEqual(2);
			expect(files().length).toBeLessThanOrEqual(3);
			expect(stored()).toHaveLength(before);
		},
		20_000,
	);

	it.each([
		['a URL is refused', { status: 403 }, 'The download URL was refused'],
		['a file is empty', 'zeroBytes', 'The download is empty'],
	] satisfies Array<[string, FaultKind, string]>)(
		'is an error long before its time is over when %s three times in a row',
		async (_trouble, kind, message) => {
			Object.assign(PERSISTENCE, usualPersistence);
			engine.sandbox.addFault({ on: 'files', kind });

			const { error } = await engine.runNode({ parameters });

			expect(error?.message).toContain(message);
			expect(files()).toHaveLength(IN_A_ROW);
		},
		20_000,
	);

	it('that has no encryption in common with its host is not begun again', async () => {
		// What answers there speaks http.
		const downloadUrl = engine.sandbox.filesUrl.replace('http:', 'https:');
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { downloadUrl } });
		const asked = () => engine.requests().filter((request) => request.startsWith('GET')).length;

		const { error } = await engine.runNode({ parameters });

		expect(error?.message).toContain(
			"The host of the file could not be reached: the server at that address doesn't use HTTPS",
		);
		expect(asked()).toBe(1);
	});

	it('that has no end is stopped, and not begun again', async () => {
		const before = stored().length;
		engine.sandbox.addFault({ on: 'files', kind: 'endless' });

		const { error, items } = await engine.runNode({ parameters });

		expect(error?.message).toMatch(
			/stopped after \d+ bytes: the host .* did not say how long it is/,
		);
		expect(items).toEqual([]);
		expect(files()).toHaveLength(1);
		expect(stored()).toHaveLength(before);
	});

	it('of more bytes than announced never gives more or fewer than those', async () => {
		engine.sandbox.addFault({ on: 'files', kind: 'moreBytes' });

		const { error, items, binary } = await engine.runNode({ parameters });

		// HTTP ends an answer where its length does, so the rest is no part of the file.
		if (error === undefined) {
			expect((await binary(0)).equals(await sourceOf(engine.sandbox, EXPORT))).toBe(true);
		} else {
			expect(items).toEqual([]);
		}
	});

	it.each([404, 400, 410])('that meets %i is not begun again', async (status) => {
		engine.sandbox.addFault({ on: 'files', kind: { status } });

		const { error, items } = await engine.runNode({ parameters });

		expect(error?.message).toContain(
			`The host of the file refused the download (HTTP status ${status})`,
		);
		// A run that was started is named, so that its file can be had later.
		expect(NAMED.test(error?.message ?? '')).toBe(parameters.operation === 'runAndDownload');
		expect(error?.description).toContain('may have been removed');
		expect(items).toEqual([]);
		expect(files()).toHaveLength(1);
	});

	it.each([
		['500 bytes that never come', { 'Content-Length': 500 }, /was cut off after 0 bytes/],
		['no length, and nothing comes', {}, /The download is empty/],
	])('that announces %s is begun anew', async (_announced, headers, message) => {
		// As the sandbox always announces what it sends, this host is one of its own.
		let asked = 0;
		const host = createServer((_request, response) => {
			asked++;
			response.writeHead(200, headers).flushHeaders();
			if ('Content-Length' in headers) response.socket?.destroySoon();
			else response.end();
		});
		await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
		const address = host.address();
		if (address === null || typeof address === 'string') throw new Error('The host has no port');
		const downloadUrl = `http://127.0.0.1:${address.port}/a.csv`;
		engine.sandbox.addFault({ on: 'api', method: 'GET', kind: { downloadUrl } });

		const { error, items } = await engine.runNode({ parameters });
		await new Promise((resolve) => host.close(resolve));

		expect(error?.message).toMatch(message);
		expect(items).toEqual([]);
		expect(asked).toBe(IN_A_ROW);
	});
});
