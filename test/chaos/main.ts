/**
 * Nights in which everything goes wrong (`npm run chaos -- --nights 100 --seed 1`): each is drawn from its seed, spent on one n8n, and held
 * against the invariants. One that breaks any prints its seed and a smallest part of its troubles that does so again.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FinishedRun, repositoryRoot, waitFor } from '../n8n-server';
import { type Fate, TROUBLE_NAMES, type TroubleName, drawFates, written } from './faults';
import { broken } from './invariants';
import { type NightResult, type Suspended, spendNight } from './night';
import { smallest } from './shrink';
import { openQueueStage } from './queueStage';
import { type Stage, openStage } from './stage';

const LASTS = 10_000;
const MEGABYTE = 2 ** 20;

interface Totals {
	commit: string;
	nights: number;
	counts: Map<TroubleName, number>;
	runs: number;
	executions: number;
	orders: number;
	files: number;
	crashed: number;
	lost: number;
	memory: number[];
	seconds: number[];
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			nights: { type: 'string', default: '3' },
			seed: { type: 'string', default: '1' },
			report: { type: 'string' },
			queue: { type: 'boolean', default: false },
			'keep-going': { type: 'boolean', default: false },
		},
	});
	const [nights, seed] = [Number(values.nights), Number(values.seed)];
	const head = ['rev-parse', '--short', 'HEAD'];
	const commit = execFileSync('git', head, { cwd: repositoryRoot, encoding: 'utf8' }).trim();
	const stage = await (values.queue ? openQueueStage() : openStage());
	const totals: Totals = {
		commit,
		nights: 0,
		counts: new Map(),
		runs: 0,
		executions: 0,
		orders: 0,
		files: 0,
		crashed: 0,
		lost: 0,
		memory: [],
		seconds: [],
	};
	const suspended: Suspended[] = [];
	let wrong = 0;
	let number = 0;
	const report = () => summary(totals, seed, wrong, suspended.length, stage.disk !== undefined);
	try {
		for (let index = 0; index < nights; index++) {
			const nightSeed = seed + index;
			const fates = draw(stage, nightSeed);
			const result = await spendNight(stage, {
				seed: nightSeed,
				number: number++,
				fates,
				lasts: LASTS,
			});
			suspended.push(...result.suspended);
			add(totals, result);
			// Whatever ends this: what was seen so far stays.
			if (values.report !== undefined) writeFileSync(values.report, report());
			const what = broken(result.night);
			tell(nightSeed, result, what);
			if (what.length === 0) continue;
			wrong += what.length;
			totals.lost += what.length;
			if (values['keep-going']) {
				for (const fate of fates) console.log(`    ${written(fate)}`);
				continue;
			}
			const least = await smallest(
				fates,
				async (part) => {
					const again = await spendNight(stage, {
						seed: nightSeed,
						number: number++,
						fates: part,
						lasts: LASTS,
					});
					suspended.push(...again.suspended);
					return broken(again.night).length > 0;
				},
				12,
			);
			console.log(`\nThe smallest stream of troubles of seed ${nightSeed} that does so again:`);
			for (const fate of least) console.log(`  ${written(fate)}`);
			break;
		}
		const left = await waitForSuspended(stage, suspended);
		for (const what of left) console.log(`  ${what}`);
		wrong += left.length;
	} finally {
		await stage.close();
	}
	console.log(`\n${report()}`);
	return wrong === 0 ? 0 : 1;
}

function draw(stage: Stage, seed: number): Fate[] {
	const without: TroubleName[] = stage.disk === undefined ? ['diskFull'] : [];
	const stops = stage.isQueue ? 2 : 1;
	const fates = drawFates(seed, { lasts: LASTS, count: 12, stops, without });
	if (!stage.isQueue) return fates;
	// In queue mode, one of the processes is killed every night, and copies of callbacks come through two at once.
	const more: Fate[] = [
		{ at: 3_000 + ((seed * 617) % 6_000), name: 'SIGKILL', part: seed, forMs: 1_000 },
		{ at: 5_000, name: 'callbacksAgain', count: 4 },
		{ at: 9_000, name: 'callbacksAgain', count: 4 },
	];
	return [...fates, ...more].sort((one, other) => one.at - other.at);
}

function add(totals: Totals, { night, counts, memory, tookMs }: NightResult): void {
	totals.nights++;
	for (const [name, count] of counts)
		totals.counts.set(name, (totals.counts.get(name) ?? 0) + count);
	totals.runs += night.jobs.length;
	totals.executions += night.executions.length;
	totals.orders += night.orders.length;
	totals.crashed += night.executions.filter(({ status }) => status === 'crashed').length;
	totals.files += night.executions
		.flatMap(({ items }) => items ?? [])
		.filter(({ file }) => file !== undefined).length;
	totals.memory.push(memory);
	totals.seconds.push(tookMs / 1_000);
}

function tell(
	seed: number,
	{ night, counts, memory, tookMs, suspended }: NightResult,
	what: string[],
): void {
	const troubles = [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
	console.log(
		`Seed ${seed}: ${(tookMs / 1_000).toFixed()} s, ${night.jobs.length} runs, ${night.executions.length} executions (${statuses(night.executions)}), ${suspended.length} stay suspended, ${(memory / MEGABYTE).toFixed()} MB; ${troubles}`,
	);
	for (const one of what) console.log(`  BROKEN ${one}`);
}

function statuses(executions: Array<{ status: string }>): string {
	const all = executions.map(({ status }) => status);
	return [...new Set(all)]
		.map((one) => `${all.filter((other) => other === one).length} ${one}`)
		.join(', ');
}

/** Those whose callbacks were lost have to go on by themselves when 'Max Wait' is over, without an error. */
async function waitForSuspended(stage: Stage, suspended: Suspended[]): Promise<string[]> {
	const wrong: string[] = [];
	for (const { executionId } of suspended) {
		const client = stage.client();
		await waitFor(
			async () => {
				const execution = await client.getExecution(executionId);
				if (execution.status === 'waiting' || execution.status === 'running') return undefined;
				const { status, error } = new FinishedRun(execution);
				if (status !== 'success') {
					wrong.push(
						`BROKEN Suspended execution ${executionId} ended as ${status}: ${error?.message ?? ''}`,
					);
				}
				return true;
			},
			{ what: `execution ${executionId}`, timeoutMs: 200_000, everyMs: 1_000 },
		).catch(() =>
			wrong.push(`BROKEN Suspended execution ${executionId} did not go on after 'Max Wait'`),
		);
	}
	return wrong;
}

function summary(
	totals: Totals,
	seed: number,
	wrong: number,
	suspended: number,
	hasDisk: boolean,
): string {
	const rows = TROUBLE_NAMES.map((name) => `| ${name} | ${totals.counts.get(name) ?? 0} |`);
	const [first = 0] = totals.memory;
	const last = totals.memory.at(-1) ?? 0;
	return [
		`Commit ${totals.commit}, seeds ${seed} to ${seed + totals.nights - 1}: ${totals.nights} nights, ${(totals.seconds.reduce((a, b) => a + b, 0) / 60).toFixed(1)} minutes.`,
		`${totals.orders} orders, ${totals.runs} runs, ${totals.executions} executions (${totals.crashed} of them crashed when n8n was stopped), ${totals.files} files compared; ${suspended} suspended executions whose callbacks were lost went on at Max Wait.`,
		`Broken: ${wrong}. Memory after the first night ${(first / MEGABYTE).toFixed()} MB, after the last ${(last / MEGABYTE).toFixed()} MB.${hasDisk ? '' : ' Full disks were left out: that takes root.'}`,
		'',
		'| Trouble | Times |',
		'| --- | --- |',
		...rows,
		'',
	].join('\n');
}

// Whatever is running is ended when this process ends: see `N8nServer`.
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
	process.once(signal, () => process.exit(code));
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
