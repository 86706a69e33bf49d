import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repositoryRoot } from '../n8n-server';
import type { Benchmark } from './benchmark';
import type { Measured, Part, Results, Row } from './results';
import { median } from './statistics';

const file = path.join(repositoryRoot, 'docs', 'benchmarks.md');

const INTRODUCTION = `# Benchmarks

For people who run n8n or change this package. It compares this package with workflows of n8n's own nodes that do the same. Both run on the same
n8n server, against the same [stand-in for WebAdMIT](../test/sandbox/README.md). The stand-in is a separate process on the same machine.

The two sides take turns, so that both have the same conditions. Each figure is the median, with the smallest and the greatest value in
parentheses. Each ratio is the median of the ratios of the pairs. Compare the ratios, because the figures depend on the machine. A time
is that of the node, from n8n's execution data, unless the page says something else. n8n keeps files in the file system.

\`npm run bench\` measures everything. It takes about 45 minutes. \`npm run bench -- download\` measures one thing. \`npm run bench -- --table\` only
writes this page again, from the results in [benchmarks.json](benchmarks.json).
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
		'| Benchmark | What | This package | Compared with | Ratio | Goal | Reached |',
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
