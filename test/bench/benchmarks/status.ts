import { WEBADMIT, byId, webAdmit } from '../../e2e/support/workflows';
import type { Benchmark } from '../benchmark';
import { apiCall, countedItems } from '../nodes';
import { fresh, runWell, workflowOf } from '../stage';
import { median, ratios } from '../statistics';

const COUNT = 1000;
const PAIRS = 9;

export const status: Benchmark = {
	name: 'status',
	title: `Get Status for ${COUNT.toLocaleString('en')} items`,
	about:
		'Get Status against HTTP Request (GET) without batching, which sends the requests for all items at once. Bare Node.js sends the same requests without n8n, 20 at a time. It shows the shortest possible time.',
	async run(stage, tell) {
		const { n8n, credential } = stage;
		const sandbox = await fresh(stage);
		const exportId = 86446;
		const { id } = await sandbox.addFinishedRun({ exportId });
		const items = countedItems(COUNT, `{ id: ${id} }`);
		const own = await n8n.createWorkflow(
			workflowOf(
				'Get Status',
				items,
				webAdmit(credential, {
					resource: 'exportFile',
					operation: 'getStatus',
					exportId: byId(exportId),
					exportFileId: byId('={{ $json.id }}'),
					options: {},
				}),
			),
		);
		const url = `${sandbox.apiUrl}/api/v1/exports/${exportId}/export_files`;
		const peer = await n8n.createWorkflow(
			workflowOf(
				'HTTP Request',
				items,
				apiCall('Status', credential, 'GET', `=${url}/{{ $json.id }}`),
			),
		);
		const bare = async () => {
			const begin = performance.now();
			let left = COUNT;
			const headers = { 'x-api-key': sandbox.apiKey };
			const worker = async () => {
				while (left-- > 0) await (await fetch(`${url}/${id}`, { headers })).json();
			};
			await Promise.all(Array.from({ length: 20 }, worker));
			return performance.now() - begin;
		};
		const ours: number[] = [];
		const others: number[] = [];
		const floor: number[] = [];
		// The first of each loads code.
		for (let pair = 0; pair <= PAIRS; pair++) {
			const figures = [
				(await runWell(stage, own.id)).duration(WEBADMIT),
				(await runWell(stage, peer.id)).duration('Status'),
				await bare(),
			] as const;
			// What was recorded of the requests is not needed, and grows.
			await sandbox.clearRequests();
			if (pair === 0) continue;
			ours.push(figures[0]);
			others.push(figures[1]);
			floor.push(figures[2]);
			tell(`pair ${pair}: ${figures.map((figure) => Math.round(figure)).join(', ')} ms`);
		}
		const ratio = ratios(ours, others);
		return [
			{
				what: 'Time of the node',
				sides: [
					{ side: 'Get Status', unit: 'ms', values: ours },
					{ side: 'HTTP Request', unit: 'ms', values: others },
					{ side: 'Bare Node.js', unit: 'ms', values: floor },
				],
				ratio: { of: 'Get Status / HTTP Request', values: ratio },
				bar: { text: 'not slower: at most 1', met: median(ratio) <= 1 },
			},
		];
	},
};
