import path from 'node:path';
import { rmSync } from 'node:fs';
import { WEBADMIT, byId, webAdmit } from '../../e2e/support/workflows';
import type { Benchmark } from '../benchmark';
import { apiCall, fileDownload } from '../nodes';
import { type Stage, curlSeconds, dropFiles, fresh, runWell, workflowOf } from '../stage';
import { median, ratios } from '../statistics';

const BYTES = 1_000_000_000;
const PAIRS = 7;
/** The first ones load code, and Node.js has yet to compile it. */
const WARM_BYTES = 300_000_000;

/** The same download with this package's node and with n8n's own. */
export async function downloadWorkflows(stage: Stage, bytes: number) {
	const { n8n, sandbox, credential } = stage;
	const { id: exportId } = await sandbox.addExport({ bytes, identityIds: [37442] });
	const { id } = await sandbox.addFinishedRun({ exportId });
	const statusUrl = `${sandbox.apiUrl}/api/v1/exports/${exportId}/export_files/${id}`;
	const own = (textEncoding: string) =>
		n8n.createWorkflow(
			workflowOf(
				'Download',
				webAdmit(credential, {
					resource: 'exportFile',
					operation: 'download',
					exportId: byId(exportId),
					exportFileId: byId(id),
					textEncoding,
				}),
			),
		);
	const status = apiCall('Status', credential, 'GET', statusUrl);
	const peer = await n8n.createWorkflow(workflowOf('HTTP Request', status, fileDownload('File')));
	return {
		statusUrl,
		asItIs: await own('original'),
		converted: await own('utf8'),
		peer,
		ownSeconds: async (workflowId: string) => {
			const run = await runWell(stage, workflowId);
			dropFiles(stage, run);
			return run.duration(WEBADMIT) / 1000;
		},
		peerSeconds: async () => {
			const run = await runWell(stage, peer.id);
			dropFiles(stage, run);
			return (run.duration('Status') + run.duration('File')) / 1000;
		},
	};
}

/** A new signed URL for the file, as the status call gives it. */
async function signedUrl({ sandbox }: Stage, statusUrl: string): Promise<string> {
	const answer = await fetch(statusUrl, { headers: { 'x-api-key': sandbox.apiKey } });
	const { export_files } = (await answer.json()) as { export_files: { download_url: string } };
	return export_files.download_url;
}

export const download: Benchmark = {
	name: 'download',
	title: 'Download of 1 GB into n8n’s storage',
	about:
		'Download (with the status call that gets the URL) against two HTTP Request nodes: one for the status call, and one for the URL with the response format File. For comparison, curl writes the same URL into a file. A CPU profile of n8n 2.40.7 (`--cpu-prof`, 2026-11-28) shows where its time goes. With Download: 27 % is passing the pieces to the disk, 17 % is the HTTP client, 17 % is making garbage so that Node.js 24 frees the pieces soon (`nodes/WebAdmit/download/garbage.ts` says why), 10 % is garbage collection, 9 % is other code of this package, 5 % is streams, and 12 % is Node.js itself. With HTTP Request: 53 % is garbage collection, 20 % is the disk, 7 % is the HTTP client, 2 % is streams, and 11 % is Node.js itself.',
	async run(stage, tell) {
		await fresh(stage);
		const warm = await downloadWorkflows(stage, WARM_BYTES);
		await warm.ownSeconds(warm.asItIs.id);
		await warm.peerSeconds();

		const big = await downloadWorkflows(stage, BYTES);
		const file = path.join(stage.server.userFolder, 'curl.bin');
		const own: number[] = [];
		const peer: number[] = [];
		const curl: number[] = [];
		for (let pair = 0; pair < PAIRS; pair++) {
			own.push(await big.ownSeconds(big.asItIs.id));
			peer.push(await big.peerSeconds());
			curl.push(curlSeconds(await signedUrl(stage, big.statusUrl), file));
			rmSync(file, { force: true });
			tell(
				`pair ${pair + 1}: ${own.at(-1)} s, HTTP Request ${peer.at(-1)} s, curl ${curl.at(-1)} s`,
			);
		}
		const speed = (seconds: number[]) => seconds.map((value) => BYTES / value / 1e6);
		const ratio = ratios(speed(own), speed(peer));
		return [
			{
				what: 'Throughput',
				sides: [
					{ side: 'Download', unit: 'MB/s', values: speed(own) },
					{ side: 'HTTP Request', unit: 'MB/s', values: speed(peer) },
					{ side: 'curl', unit: 'MB/s', values: speed(curl) },
				],
				ratio: { of: 'Download / HTTP Request', values: ratio },
				bar: { text: 'at least 1.3', met: median(ratio) >= 1.3 },
			},
		];
	},
};
