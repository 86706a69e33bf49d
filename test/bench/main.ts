/**
 * The benchmarks. `node scripts/run.mjs bench` has built and packed the package and installed n8n by the time this starts.
 * Each benchmark writes its own part of the results as soon as it has them, so a stopped run loses nothing but the benchmark it was in.
 */
import { loadavg } from 'node:os';
import { execFileSync } from 'node:child_process';
import type { Benchmark } from './benchmark';
import { calls } from './benchmarks/calls';
import { changes } from './benchmarks/changes';
import { download } from './benchmarks/download';
import { hour } from './benchmarks/hour';
import { limits } from './benchmarks/limits';
import { memory } from './benchmarks/memory';
import { pdfManager } from './benchmarks/pdfManager';
import { sideBySide } from './benchmarks/sideBySide';
import { size } from './benchmarks/size';
import { status } from './benchmarks/status';
import { trigger } from './benchmarks/trigger';
import { writePage } from './report';
import { commit, keepPart, machine, readResults } from './results';
import { type Stage, openStage } from './stage';

const benchmarks: Benchmark[] = [
	download,
	memory,
	calls,
	sideBySide,
	pdfManager,
	changes,
	status,
	trigger,
	hour,
	limits,
	size,
];

async function measure(stage: Stage, benchmark: Benchmark): Promise<void> {
	const { name, title } = benchmark;
	console.log(`\n${title} (${name})`);
	const begin = Date.now();
	const rows = await benchmark.run(stage, (text) => {
		console.log(`  ${text}`);
	});
	const results = await keepPart(name, {
		measuredAt: new Date(begin).toISOString(),
		tookSeconds: (Date.now() - begin) / 1000,
		machine: machine(),
		versions: {
			n8n: stage.n8n.version,
			'Node.js': execFileSync(stage.node, ['--version'], { encoding: 'utf8' }).trim().slice(1),
			commit: commit(),
		},
		load: loadavg()[1] ?? 0,
		rows,
	});
	await writePage(benchmarks, results);
}

async function main(): Promise<number> {
	const args = process.argv.slice(2);
	if (args.includes('--table')) {
		await writePage(benchmarks, readResults());
		return 0;
	}
	const unknown = args.filter((arg) => !benchmarks.some(({ name }) => name === arg));
	if (unknown.length > 0) {
		const names = benchmarks.map(({ name }) => name).join(', ');
		console.error(`Unknown: ${unknown.join(', ')}. There are ${names}, and --table.`);
		return 2;
	}
	const chosen = benchmarks.filter(({ name }) => args.length === 0 || args.includes(name));
	const failed: string[] = [];
	const stage = await openStage();
	try {
		for (const benchmark of chosen) {
			// One that fails keeps none of the others from being measured.
			await measure(stage, benchmark).catch((error: unknown) => {
				console.error(error);
				failed.push(benchmark.name);
			});
		}
	} finally {
		await stage.close();
	}
	if (failed.length > 0) console.error(`\nNot measured: ${failed.join(', ')}`);
	return failed.length > 0 ? 1 : 0;
}

// Whatever is running is ended when this process ends: see `N8nServer` and `openStage`.
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
