import { residentMemory, waitFor } from '../../n8n-server';
import type { Benchmark } from '../benchmark';
import type { Row } from '../results';
import { type Stage, fresh } from '../stage';
import { median } from '../statistics';
import { downloadWorkflows } from './download';

const MEGABYTE = 1_000_000;
const SIZES = [100 * MEGABYTE, 1000 * MEGABYTE, 2000 * MEGABYTE];
const ROUNDS = 5;
/** Megabytes. */
export const MOST = 64;
const SAMPLE_MS = 20;

/** The most memory that n8n takes while something goes on, in megabytes beyond what it has when nothing does. */
export async function extraMemory({ server: { pid } }: Stage, work: () => Promise<unknown>) {
	if (pid === undefined) throw new Error('The n8n server is not running');
	const before = await settledMemory(pid);
	let most = before;
	const sampling = setInterval(() => {
		most = Math.max(most, residentMemory(pid));
	}, SAMPLE_MS);
	try {
		await work();
	} finally {
		clearInterval(sampling);
	}
	return (most - before) / MEGABYTE;
}

/** The memory of a process that does nothing: once it no longer shrinks or grows by a megabyte in half a second. */
async function settledMemory(pid: number): Promise<number> {
	let last = Number.NaN;
	return await waitFor(
		() => {
			const now = residentMemory(pid);
			const isSettled = Math.abs(now - last) < MEGABYTE;
			last = now;
			return isSettled ? now : undefined;
		},
		{ what: 'n8n to come to rest', timeoutMs: 30_000, everyMs: 500 },
	);
}

export const memory: Benchmark = {
	name: 'memory',
	title: 'Memory during a download',
	about:
		'How much more memory (RSS, read 50 times a second) n8n uses at most during a download than right before it. n8n keeps some of this memory, so the next download needs less. For that reason, the sides take turns in going first.',
	async run(stage, tell) {
		await fresh(stage);
		const warm = await downloadWorkflows(stage, MEGABYTE);
		await warm.ownSeconds(warm.asItIs.id);
		await warm.ownSeconds(warm.converted.id);
		await warm.peerSeconds();

		const rows: Row[] = [];
		for (const bytes of SIZES) {
			const { asItIs, converted, ownSeconds, peerSeconds } = await downloadWorkflows(stage, bytes);
			const own: number[] = [];
			const utf8: number[] = [];
			const peer: number[] = [];
			const sides = [
				{ values: own, download: async () => await ownSeconds(asItIs.id) },
				{ values: utf8, download: async () => await ownSeconds(converted.id) },
				{ values: peer, download: peerSeconds },
			];
			for (let round = 0; round < ROUNDS; round++) {
				for (const { values, download } of sides) {
					values.push(await extraMemory(stage, download));
				}
				const figures = [own, utf8, peer].map((values) => Math.round(values.at(-1) ?? 0));
				tell(`${bytes / MEGABYTE} MB, round ${round + 1}: ${figures.join(', ')} MB`);
				// What one makes n8n keep, the next need not take: each is the first in its turn.
				sides.push(...sides.splice(0, 1));
			}
			rows.push({
				what: `File of ${bytes / MEGABYTE} MB`,
				sides: [
					{ side: 'Download', unit: 'MB', values: own },
					{ side: 'Download, converted to UTF-8', unit: 'MB', values: utf8 },
					{ side: 'HTTP Request', unit: 'MB', values: peer },
				],
				bar: { text: `under ${MOST} MB`, met: median(own) < MOST && median(utf8) < MOST },
			});
		}
		return rows;
	},
};
