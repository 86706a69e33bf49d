import { node } from '../../e2e/callbacks/nodes';
import { WEBADMIT, byId, webAdmit } from '../../e2e/support/workflows';
import type { Benchmark } from '../benchmark';
import { AS_FILE, apiCall, countedItems } from '../nodes';
import type { Row } from '../results';
import { type Stage, dropFiles, duration, fresh, runWell, workflowOf } from '../stage';
import { median, ratios } from '../statistics';
import { downloadWorkflows } from './download';
import { MOST, extraMemory } from './memory';

const IDENTITY = 37442;
const ZIPS = 4;
const ZIP_BYTES = 250_000_000;
const PAIRS = 5;
/** The first ones load code, and Node.js has yet to compile it. */
const WARM_BYTES = 30_000_000;

const BATCHES = 20;
const BATCH_SECONDS = 5;
/** For all batches, in seconds. */
const LONGEST = 15;
/** Calls besides the two for each zip file. */
const MOST_CALLS = 80;

/** The zip files of a batch with this package's node and with n8n's own. */
async function zipWorkflows(stage: Stage, bytes: number) {
	const { n8n, sandbox, credential } = stage;
	const { id: templateId } = await sandbox.addPdfManagerTemplate({
		identityIds: [IDENTITY],
		zips: ZIPS,
		bytes,
	});
	const { id } = await sandbox.addFinishedPdfManagerBatch({ templateId });
	const own = await n8n.createWorkflow(
		workflowOf(
			'Download Zip Files',
			webAdmit(credential, {
				resource: 'pdfManagerBatch',
				operation: 'download',
				userIdentityId: byId(IDENTITY),
				pdfManagerBatchId: byId(id),
			}),
		),
	);
	const batchUrl = `${sandbox.apiUrl}/api/v1/user_identities/${IDENTITY}/pdf_manager_batches/${id}`;
	const jsCode =
		'return $json.pdf_manager_batch.download_hrefs.map((href) => ({ json: { href } }));';
	const peer = await n8n.createWorkflow(
		workflowOf(
			'HTTP Request, Zip Files',
			apiCall('Batch', credential, 'GET', batchUrl),
			node('Zip Files', 'code', { jsCode }, 2),
			// The credential lets no redirect be followed: the key would go along.
			apiCall('Redirects', credential, 'GET', `=${sandbox.apiUrl}{{ $json.href }}`, {
				response: { response: { fullResponse: true, neverError: true } },
			}),
			node('Files', 'httpRequest', { url: '={{ $json.headers.location }}', options: AS_FILE }, 4.2),
		),
	);
	const secondsIn = async (workflowId: string, ...names: string[]) => {
		const run = await runWell(stage, workflowId);
		dropFiles(stage, run);
		return names.reduce((sum, name) => sum + run.duration(name), 0) / 1000;
	};
	return {
		ownSeconds: async () => await secondsIn(own.id, WEBADMIT),
		peerSeconds: async () => await secondsIn(peer.id, 'Batch', 'Redirects', 'Files'),
	};
}

async function speed(stage: Stage, tell: (text: string) => void): Promise<Row> {
	const { ownSeconds, peerSeconds } = await zipWorkflows(stage, ZIP_BYTES);
	const own: number[] = [];
	const peer: number[] = [];
	for (let pair = 0; pair < PAIRS; pair++) {
		own.push(await ownSeconds());
		peer.push(await peerSeconds());
		tell(`pair ${pair + 1}: ${own.at(-1)} s, HTTP Request ${peer.at(-1)} s`);
	}
	const ratio = ratios(own, peer);
	return {
		what: `Time for ${ZIPS} zip files of ${ZIP_BYTES / 1e6} MB`,
		sides: [
			{ side: 'Download', unit: 's', values: own },
			{ side: 'HTTP Request', unit: 's', values: peer },
		],
		ratio: { of: 'Download / HTTP Request', values: ratio },
		// As for exports: 0.95 of the speed.
		bar: { text: 'not slower: at most 1.05', met: median(ratio) <= 1.05 },
	};
}

async function memoryOf(stage: Stage, tell: (text: string) => void): Promise<Row> {
	const { ownSeconds, peerSeconds } = await zipWorkflows(stage, ZIP_BYTES);
	const exported = await downloadWorkflows(stage, ZIPS * ZIP_BYTES);
	const zips: number[] = [];
	const peer: number[] = [];
	const one: number[] = [];
	const sides = [
		{ values: zips, download: ownSeconds },
		{ values: peer, download: peerSeconds },
		{ values: one, download: async () => await exported.ownSeconds(exported.asItIs.id) },
	];
	for (let round = 0; round < PAIRS; round++) {
		for (const { values, download } of sides) values.push(await extraMemory(stage, download));
		const figures = [zips, peer, one].map((values) => Math.round(values.at(-1) ?? 0));
		tell(`memory, round ${round + 1}: ${figures.join(', ')} MB`);
		// What one makes n8n keep, the next need not take: each is the first in its turn.
		sides.push(...sides.splice(0, 1));
	}
	return {
		what: `Memory for ${ZIPS} zip files of ${ZIP_BYTES / 1e6} MB`,
		sides: [
			{ side: 'Download', unit: 'MB', values: zips },
			{ side: 'HTTP Request', unit: 'MB', values: peer },
			{ side: `Download of an export of ${(ZIPS * ZIP_BYTES) / 1e6} MB`, unit: 'MB', values: one },
		],
		bar: { text: `as for an export, under ${MOST} MB`, met: median(zips) < MOST },
	};
}

async function atOnce(stage: Stage, tell: (text: string) => void): Promise<Row[]> {
	const { n8n, sandbox, credential } = stage;
	const firstId = 300_001;
	for (let index = 0; index < BATCHES; index++) {
		await sandbox.addPdfManagerTemplate({
			id: firstId + index,
			identityIds: [IDENTITY],
			runSeconds: BATCH_SECONDS,
			zips: 2,
		});
	}
	const { id } = await n8n.createWorkflow(
		workflowOf(
			`Run and Download ${BATCHES} batches`,
			countedItems(BATCHES, `{ id: ${firstId} + i }`),
			webAdmit(credential, {
				resource: 'pdfManagerBatch',
				operation: 'runAndDownload',
				userIdentityId: byId(IDENTITY),
				pdfManagerTemplateId: byId('={{ $json.id }}'),
			}),
		),
	);
	const seconds: number[] = [];
	const calls: number[] = [];
	for (let round = 0; round < PAIRS; round++) {
		await sandbox.clearRequests();
		seconds.push(duration(await runWell(stage, id)) / 1000);
		const requests = await sandbox.requests();
		const others = requests.filter(
			({ origin, path }) => origin === 'api' && !path.includes('/pdf_manager_zip_files/'),
		);
		calls.push(others.length);
		tell(`${BATCHES} batches: ${seconds.at(-1)} s, ${calls.at(-1)} calls`);
	}
	return [
		{
			what: `Time for ${BATCHES} batches of ${BATCH_SECONDS} s`,
			sides: [
				{ side: 'Run and Download', unit: 's', values: seconds },
				{ side: 'The longest batch', unit: 's', values: [BATCH_SECONDS] },
			],
			bar: { text: `under ${LONGEST} s`, met: median(seconds) < LONGEST },
		},
		{
			what: 'API calls for them, without the one for each zip file',
			sides: [{ side: 'Run and Download', unit: 'calls', values: calls }],
			bar: { text: `fewer than ${MOST_CALLS}`, met: Math.max(...calls) < MOST_CALLS },
		},
	];
}

export const pdfManager: Benchmark = {
	name: 'pdfManager',
	title: 'PDF Manager',
	about: `Download of a batch with ${ZIPS} zip files of ${ZIP_BYTES / 1e6} MB against three HTTP Request nodes. The first gets the batch, and the second gets the redirects of the zip files. The third gets all zip files at once, without the credential, with the response format File. Memory is measured as for an export. Run and Download runs ${BATCHES} batches of ${BATCH_SECONDS} s, each with two small zip files. Its time is that of the whole execution. The sandbox counts the calls.`,
	async run(stage, tell) {
		await fresh(stage);
		const warm = await zipWorkflows(stage, WARM_BYTES);
		await warm.ownSeconds();
		await warm.peerSeconds();
		const rows = [await speed(stage, tell), await memoryOf(stage, tell)];
		return [...rows, ...(await atOnce(stage, tell))];
	},
};
