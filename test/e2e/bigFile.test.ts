import path from 'node:path';
import { type N8nClient, N8nServer, type StoredCredential, residentMemory } from '../n8n-server';
import { WEBADMIT, byId, webAdmit, workflow } from './support/workflows';
import { createCredential, useWorld } from './support/world';

const MEGABYTE = 1024 * 1024;
const SIZE = 200 * MEGABYTE;
const TIMEOUT_MS = 180_000;

const world = useWorld();

async function runExport(
	bytes: number,
	textEncoding: string,
	{ n8n, credential }: { n8n: N8nClient; credential: StoredCredential } = world,
) {
	const { id } = world.sandbox.addExport({ bytes, identityIds: [37442] });
	const done = await n8n.runOnce(
		workflow(
			webAdmit(credential, {
				resource: 'exportFile',
				operation: 'runAndDownload',
				userIdentityId: byId(37442),
				exportId: byId(id),
				textEncoding,
			}),
		),
		TIMEOUT_MS,
	);
	expect(done.error).toBeUndefined();
	return done.items(WEBADMIT)[0]?.binary?.data?.id ?? '';
}

/** The bytes that n8n hands out, counted: a size that is only noted could be wrong. */
async function storedBytes(id: string): Promise<number> {
	const { body } = await world.n8n.downloadBinary(id);
	if (body === null) return 0;
	let bytes = 0;
	const count = new WritableStream<Uint8Array>({
		write: ({ byteLength }) => {
			bytes += byteLength;
		},
	});
	await body.pipeTo(count);
	return bytes;
}

/** The most memory that n8n occupies while something goes on, beyond what it had before. */
async function extraMemory<T>(work: () => Promise<T>): Promise<{ result: T; extra: number }> {
	const { pid } = world.server;
	const before = residentMemory(pid);
	let most = before;
	const sampling = setInterval(() => {
		most = Math.max(most, residentMemory(pid));
	}, 100);
	try {
		return { result: await work(), extra: most - before };
	} finally {
		clearInterval(sampling);
	}
}

test.each([
	['as it is', 'original'],
	['in UTF-8', 'utf8'],
])(
	'a file of 200 MB goes through n8n %s without being held in memory',
	async (_, textEncoding) => {
		// The first download of all loads code, which is not what is measured.
		await runExport(MEGABYTE, textEncoding);

		const { result: id, extra } = await extraMemory(
			async () => await runExport(SIZE, textEncoding),
		);

		const stored = await storedBytes(id);
		if (textEncoding === 'utf8') expect(stored).toBeGreaterThan(SIZE);
		else expect(stored).toBe(SIZE);
		// A part of it may wait to be written, and buffers for the garbage collector.
		expect(extra).toBeLessThan(150 * MEGABYTE);
	},
	TIMEOUT_MS,
);

test(
	'a download of 400 MB does not make Node.js go through all of n8n again and again',
	async () => {
		const traced = path.join(__dirname, 'support', 'traceGarbage.js');
		const server = await N8nServer.start({ env: { NODE_OPTIONS: `--require "${traced}"` } });
		try {
			const { apiUrl: baseUrl, apiKey } = world.sandbox;
			const credential = await createCredential(server.client, { baseUrl, apiKey });
			const own = { n8n: server.client, credential };
			await runExport(MEGABYTE, 'original', own);
			const fullCollections = () => server.log.match(/Mark-Compact/g)?.length ?? 0;
			expect(server.log).toMatch(/Scavenge/);
			const before = fullCollections();

			await runExport(2 * SIZE, 'original', own);

			// Without `collectSoon`, Node.js 24 makes one for each 32 MB: about 12.
			expect(fullCollections() - before).toBeLessThan(5);
		} finally {
			await server.stop();
		}
	},
	TIMEOUT_MS,
);
