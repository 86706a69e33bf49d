import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repositoryRoot } from '../n8n-server';
import type { Benchmark } from './benchmark';
import type { Measured, Part, Results, Row } from './results';
import { median } from './statistics';

const file = path.join(repositoryRoot, 'docs', 'benchmarks.md');

const INTRODUCTION = `# Benchmarks

How this package does beside what you would build of n8n's own nodes otherwise, on the same n8n server, in the same run, against the same
[WebAdMIT stand-in](../test/sandbox/README.md) (in a process of its own on the same machine).

The two sides are measured in turns, so that both meet with the same circumstances; each figure is the median, with the smallest and the greatest
value in parentheses, and each ratio is the median of the ratios of the pairs. Compare the ratios: the absolute figures belong to the machine. Unless something
else is said, a time is that of the node, as n8n's execution data has it. n8n keeps binary data on the filesystem.

\`npm run bench\` measures everything, which takes about 35 minutes; \`npm run bench -- download\` measures one thing, and \`-- --table\` only writes this page anew.
The results are kept in [benchmarks.json](benchmarks.json), and this page is made of them.
`;

const figure = (value: number) =>
	value.toLocaleString('en', {
		maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2,
	});

function spread(values: number[]): string {
	const middle = figure(median(values));
	if (values.length === 1) return middle;
	return `${middle} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}

const measured = ({ side, unit, values }: Measured) => `${side}: ${spread(values)} ${unit}`;

function tableRow(title: string, { what, sides, ratio, bar }: Row): string {
	const [own, ...others] = sides;
	const cells = [
		title,
		what,
		own ? measured(own) : '',
		others.map(measured).join('<br>'),
		ratio ? `${spread(ratio.values)}<br>${ratio.of}` : '',
		bar?.text ?? '',
		bar ? (bar.met ? 'yes' : '**no**') : '',
	];
	return `| ${cells.join(' | ')} |`;
}

function circumstances({ measuredAt, tookSeconds, machine, versions, load, rows }: Part): string {
	const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	const pairs = Math.max(...rows.flatMap(({ sides }) => sides.map(({ values }) => values.length)));
	const times = pairs === 1 ? 'once' : `${pairs} times`;
	return `Measured ${times} on ${measuredAt.slice(0, 10)} in ${Math.round(tookSeconds)} s; ${machine}, load ${figure(load)}; ${named.join(', ')}.`;
}

/** Writes the page of all results; benchmarks that have not been run are named, without figures. */
export async function writePage(benchmarks: Benchmark[], results: Results): Promise<void> {
	const rows = benchmarks.flatMap(({ name, title }) =>
		(results[name]?.rows ?? []).map((row, index) => tableRow(index === 0 ? title : '', row)),
	);
	const table = [
		'| Benchmark | What | This package | Beside it | Ratio | To reach | Reached |',
		'| --- | --- | --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
	const sections = benchmarks.map(({ name, title, about }) => {
		const part = results[name];
		return `### ${title} (\`${name}\`)\n\n${about}\n\n${part ? circumstances(part) : 'Not measured yet.'}`;
	});
	const page = [INTRODUCTION, '## Results', table, '## What is compared', ...sections].join('\n\n');
	const config = await resolveConfig(file);
	writeFileSync(file, await format(page, { ...config, parser: 'markdown' }));
}
