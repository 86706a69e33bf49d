import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { WEBADMIT, byId, webAdmit } from '../../e2e/support/workflows';
import type { Benchmark } from '../benchmark';
import { countedItems } from '../nodes';
import type { Measured, Row } from '../results';
import { type Stage, dropFiles, fresh, runWell, workflowOf } from '../stage';

/** How much the node does at the same time: the names in its code. */
const CALLS = 'CONCURRENT_CALLS';
const DOWNLOADS = 'CONCURRENT_DOWNLOADS';
/** In other quantities: what is chosen comes first. */
const FACTORS = [1, 0.25, 0.5, 2, 4];
const ROUNDS = 5;
const ITEMS = 1000;
const FILES = 64;
const FILE_BYTES = 5_000_000;
/** Milliseconds that an answer takes longer than on this machine: about as far away as a service in the same country. */
const AWAY = 100;

/** The code of the package that the stage's n8n has installed. n8n loads it when it starts. */
const codeOf = ({ server }: Stage) =>
	path.join(
		...[server.userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-webadmit'],
		...['dist', 'nodes', 'WebAdmit', 'code.js'],
	);

const lineOf = (name: string) => new RegExp(`\\b${name} = (\\d+);`);

function readLimit(stage: Stage, name: string): number {
	const number = lineOf(name).exec(readFileSync(codeOf(stage), 'utf8'))?.[1];
	if (number === undefined) throw new Error(`There is no ${name} in the code of the package`);
	return Number(number);
}

function setLimit(stage: Stage, name: string, value: number): void {
	const code = readFileSync(codeOf(stage), 'utf8');
	writeFileSync(codeOf(stage), code.replace(lineOf(name), `${name} = ${value};`));
}

/** The milliseconds that the node takes, each time. */
async function times(stage: Stage, ...nodes: INode[]): Promise<number[]> {
	const { id } = await stage.n8n.createWorkflow(workflowOf('limits', ...nodes));
	const values: number[] = [];
	// The first loads code.
	for (let round = 0; round <= ROUNDS; round++) {
		const run = await runWell(stage, id);
		dropFiles(stage, run);
		await stage.sandbox.clearRequests();
		if (round > 0) values.push(run.duration(WEBADMIT));
	}
	return values;
}

const getStatus = ({ credential }: Stage, exportId: number, exportFileId: number) => [
	countedItems(ITEMS, `{ id: ${exportFileId} }`),
	webAdmit(credential, {
		resource: 'exportFile',
		operation: 'getStatus',
		exportId: byId(exportId),
		exportFileId: byId('={{ $json.id }}'),
		options: {},
	}),
];

const download = ({ credential }: Stage, exportId: number, exportFileId: number) => [
	countedItems(FILES, `{ id: ${exportFileId} }`),
	webAdmit(credential, {
		resource: 'exportFile',
		operation: 'download',
		exportId: byId(exportId),
		exportFileId: byId('={{ $json.id }}'),
		options: {},
	}),
];

export const limits: Benchmark = {
	name: 'limits',
	title: 'What is done at the same time',
	about: `The package compared with itself: the first column has the published number of calls or downloads at a time, the second column has other numbers. Get Status has ${ITEMS.toLocaleString('en')} items, and Download has ${FILES} files of ${FILE_BYTES / 1e6} MB. In two of the rows, each answer of the API and of the file host takes ${AWAY} ms longer, as it does over the internet.`,
	async run(stage, tell) {
		const sandbox = await fresh(stage);
		const { id: exportId } = await sandbox.addExport({ bytes: FILE_BYTES, identityIds: [37442] });
		const { id } = await sandbox.addFinishedRun({ exportId });
		const rows: Row[] = [
			{ what: `Get Status for ${ITEMS.toLocaleString('en')} items, near`, sides: [] },
			{ what: `Get Status for ${ITEMS.toLocaleString('en')} items, ${AWAY} ms away`, sides: [] },
			{ what: `Download of ${FILES} files, near`, sides: [] },
			{ what: `Download of ${FILES} files, ${AWAY} ms away`, sides: [] },
		];
		const chosen = { calls: readLimit(stage, CALLS), downloads: readLimit(stage, DOWNLOADS) };
		for (const factor of FACTORS) {
			const [calls, downloads] = [chosen.calls * factor, chosen.downloads * factor];
			setLimit(stage, CALLS, calls);
			setLimit(stage, DOWNLOADS, downloads);
			await stage.server.restart();
			const measured: Measured[] = [];
			for (const [value, nodes] of [
				[calls, getStatus(stage, exportId, id)],
				[downloads, download(stage, exportId, id)],
			] as const) {
				for (const away of [false, true]) {
					if (away) {
						await sandbox.addFault({ on: 'api', kind: { delayMs: AWAY } });
						await sandbox.addFault({ on: 'files', kind: { delayMs: AWAY } });
					}
					const values = await times(stage, ...nodes);
					measured.push({ side: `${value} at a time`, unit: 'ms', values });
					await sandbox.clearFaults();
				}
			}
			for (const [index, side] of measured.entries()) rows[index]?.sides.push(side);
			tell(measured.map(({ side, values }) => `${side}: ${Math.max(...values)} ms`).join(', '));
		}
		setLimit(stage, CALLS, chosen.calls);
		setLimit(stage, DOWNLOADS, chosen.downloads);
		await stage.server.restart();
		return rows;
	},
};
