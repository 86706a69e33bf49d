/**
 * Nights in which everything goes wrong (`npm run chaos -- --nights 100 --seed 1`). Each night is drawn from its seed,
 * spent on one n8n, and checked against the invariants. A night that breaks one prints its seed, and the smallest part
 * of its troubles that breaks it again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { FinishedRun, repositoryRoot, waitFor } from '../n8n-server';
import { type Fate, drawFates, written } from './faults';
import { type Breach, broken, isBrokenAlike } from './invariants';
import type { Night } from './record';
import { type NightResult, spendNight } from './night';
import { Series, withFigures } from './report';
import { smallest } from './shrink';
import { openQueueStage } from './queueStage';
import { type Stage, openStage } from './stage';

const LASTS = 10_000;
const MEGABYTE = 2 ** 20;

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			nights: { type: 'string', default: '3' },
			seed: { type: 'string', default: '1' },
			report: { type: 'string' },
			records: { type: 'string' },
			queue: { type: 'boolean', default: false },
			'keep-going': { type: 'boolean', default: false },
		},
	});
	const [nights, seed] = [wholeNumber('nights', values.nights), wholeNumber('seed', values.seed)];
	const head = ['rev-parse', '--short', 'HEAD'];
	const commit = execFileSync('git', head, { cwd: repositoryRoot, encoding: 'utf8' }).trim();
	const stage = await (values.queue ? openQueueStage() : openStage());
	const name = values.queue ? 'Queue mode' : 'One n8n';
	const series = new Series({ name, commit, seed });
	const report = async () => {
		if (values.report !== undefined) await writePage(values.report, name, series.text());
	};
	const suspended: string[] = [];
	let wrong = 0;
	let number = 0;
	try {
		for (let index = 0; index < nights; index++) {
			const nightSeed = seed + index;
			const fates = draw(stage, nightSeed);
			const spend = async (part: Fate[]) => {
				const plan = { seed: nightSeed, number: number++, fates: part, lasts: LASTS };
				return await spendNight(stage, plan).catch((error: unknown) => {
					throw new Error(`The night of seed ${nightSeed} could not be spent`, { cause: error });
				});
			};
			const result = await spend(fates);
			suspended.push(...result.suspended);
			const breaches = broken(result.night);
			wrong += breaches.length;
			series.add(result.night, result);
			series.broken = wrong;
			// However this ends, the results so far are kept.
			await report();
			tell(nightSeed, result, breaches);
			if (breaches.length === 0) continue;
			if (values.records !== undefined) keep(values.records, nightSeed, result.night, breaches);
			if (values['keep-going']) {
				for (const fate of fates) console.log(`    ${written(fate)}`);
				continue;
			}
			const least = await smallest(
				fates,
				async (part) => {
					const again = await spend(part);
					suspended.push(...again.suspended);
					return isBrokenAlike(breaches, broken(again.night));
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
		series.broken = wrong;
		series.suspended = suspended.length - left.length;
	} finally {
		await stage.close();
	}
	await report();
	console.log(`\n${series.text()}`);
	return wrong === 0 ? 0 : 1;
}

function wholeNumber(option: string, value: string): number {
	if (/^[1-9]\d*$/.test(value)) return Number(value);
	throw new Error(`--${option} has to be a whole number from 1 on, not "${value}"`);
}

function draw(stage: Stage, seed: number): Fate[] {
	const stops = stage.isQueue ? 2 : 1;
	const fates = drawFates(seed, { lasts: LASTS, count: 12, stops });
	if (!stage.isQueue) return fates;
	// In queue mode, one of the processes is killed every night, and copies of callbacks come through two at once.
	const more: Fate[] = [
		{ at: 3_000 + ((seed * 617) % 6_000), name: 'SIGKILL', part: seed, forMs: 1_000 },
		{ at: 5_000, name: 'callbacksAgain', count: 4 },
		{ at: 9_000, name: 'callbacksAgain', count: 4 },
	];
	return [...fates, ...more].sort((one, other) => one.at - other.at);
}

function tell(
	seed: number,
	{ night, counts, memory, tookMs, suspended }: NightResult,
	breaches: Breach[],
): void {
	const troubles = [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
	console.log(
		`Seed ${seed}: ${(tookMs / 1_000).toFixed()} s, ${night.jobs.length} runs, ${night.executions.length} executions (${statuses(night.executions)}), ${suspended.length} stay suspended, ${(memory / MEGABYTE).toFixed()} MB; ${troubles}`,
	);
	for (const { name, what } of breaches) console.log(`  BROKEN ${name}: ${what}`);
}

/** All that is known about a night that broke an invariant. It helps to find out whether the package or the check is wrong. */
function keep(folder: string, seed: number, night: Night, breaches: Breach[]): void {
	mkdirSync(folder, { recursive: true });
	const record = { broken: breaches, ...night, files: [...night.files] };
	writeFileSync(path.join(folder, `night-${seed}.json`), JSON.stringify(record, null, '\t'));
}

/** Writes the figures into a page that has marks for them, or into a new page. */
async function writePage(file: string, name: string, figures: string): Promise<void> {
	const page = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
	const config = await resolveConfig(file);
	const written = withFigures(page, name, figures);
	writeFileSync(file, await format(written, { ...config, parser: 'markdown' }));
}

function statuses(executions: Array<{ status: string }>): string {
	const all = executions.map(({ status }) => status);
	return [...new Set(all)]
		.map((one) => `${all.filter((other) => other === one).length} ${one}`)
		.join(', ');
}

/** Suspended executions whose callbacks were lost have to continue by themselves when 'Max Wait' is over, without an error. */
async function waitForSuspended(stage: Stage, suspended: string[]): Promise<string[]> {
	const wrong: string[] = [];
	for (const executionId of suspended) {
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

// When this process ends, it ends all that it has started: see `N8nServer`.
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
