import { FIRES, wasStopped } from './invariants';
import { IN_WORDS, TROUBLE_NAMES, type TroubleName } from './faults';
import type { Night } from './record';

/** What is counted in each night, with its name in the report. */
const FIGURES: ReadonlyArray<[what: string, count: (night: Night) => number]> = [
	['Orders sent to workflows', ({ orders, changeOrders }) => orders.length + changeOrders.length],
	['Runs and batches in WebAdMIT', ({ jobs }) => jobs.length],
	['Executions of n8n', ({ executions }) => executions.length],
	[
		'Files delivered, each compared byte by byte',
		({ executions }) => itemsOf(executions).filter(({ file }) => file !== undefined).length,
	],
	[
		'Executions started by a trigger',
		({ executions }) => executions.filter(({ triggeredBy }) => triggeredBy !== undefined).length,
	],
	[
		'Runs found by the polling trigger',
		({ executions }) => executions.reduce((sum, { found = [] }) => sum + found.length, 0),
	],
	['Decisions set', ({ changes }) => changes.length],
	[
		'Errors that said what was not delivered',
		({ executions }) =>
			itemsOf(executions).filter(({ error }) => error !== undefined).length +
			executions.filter(({ status }) => status === 'error').length,
	],
	[
		'Lost: executions that ended because n8n was stopped',
		(night) =>
			night.executions.filter((one) => one.status !== 'success' && wasStopped(night, one)).length,
	],
	['Lost: callbacks that no trigger received', (night) => unheard(night).length],
];

const itemsOf = (executions: Night['executions']) => executions.flatMap(({ items = [] }) => items);

/** Runs whose callback no trigger got: it was never sent, or n8n was stopped. */
function unheard({ triggers, jobs, executions }: Night) {
	return triggers.flatMap(({ workflow, kind, url }) =>
		jobs.filter(
			(job) =>
				job.kind === kind &&
				job.callbackUrl === url &&
				FIRES.includes(job.outcome) &&
				!executions.some((one) => one.workflow === workflow && one.triggeredBy === job.id),
		),
	);
}

/** All nights of a series so far. */
export class Series {
	private readonly figures = FIGURES.map(() => 0);
	private readonly troubles = new Map<TroubleName, number>();
	private readonly memory: number[] = [];
	private nights = 0;
	private milliseconds = 0;
	/** How often an invariant was broken, and how many executions stay suspended until 'Max Wait' is over. */
	broken = 0;
	suspended = 0;

	constructor(private readonly about: { name: string; commit: string; seed: number }) {}

	add(
		night: Night,
		{
			counts,
			memory,
			tookMs,
		}: { counts: Map<TroubleName, number>; memory: number; tookMs: number },
	): void {
		this.nights++;
		this.milliseconds += tookMs;
		this.memory.push(memory);
		for (const [index, [, count]] of FIGURES.entries()) {
			this.figures[index] = (this.figures[index] ?? 0) + count(night);
		}
		for (const [name, count] of counts) {
			this.troubles.set(name, (this.troubles.get(name) ?? 0) + count);
		}
	}

	/** As Markdown. */
	text(): string {
		const { name, commit, seed } = this.about;
		const minutes = Math.round(this.milliseconds / 60_000);
		const [first = 0] = this.memory;
		const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
		return [
			`${name}: ${this.nights} nights, seeds ${seed} to ${seed + this.nights - 1}, commit ${commit}, ${minutes} minutes. n8n had ${megabytes(first)} MB of memory after the first night, ${megabytes(this.memory.at(-1) ?? 0)} MB after the last.`,
			table(
				['What', 'How many'],
				[
					...FIGURES.map(([what], index): [string, number] => [what, this.figures[index] ?? 0]),
					["Suspended executions that continued when 'Max Wait' was over", this.suspended],
					['**Invariants broken**', this.broken],
				],
			),
			table(
				['What went wrong', 'How often'],
				TROUBLE_NAMES.map((trouble) => [IN_WORDS[trouble], this.troubles.get(trouble) ?? 0]),
			),
		].join('\n\n');
	}
}

/** The page with the figures between its marks. Only the figures, if there is no page or it has no marks. */
export function withFigures(page: string | undefined, name: string, figures: string): string {
	const [begin, end] = [`<!-- Figures: ${name} -->`, '<!-- End of figures -->'];
	const from = page?.indexOf(begin) ?? -1;
	const to = page?.indexOf(end, from) ?? -1;
	if (page === undefined || from < 0 || to < 0) return `${figures}\n`;
	return `${page.slice(0, from + begin.length)}\n\n${figures}\n\n${page.slice(to)}`;
}

function table(head: [string, string], rows: Array<[string, number]>): string {
	const line = (cells: readonly [string, string]) => `| ${cells.join(' | ')} |`;
	return [
		line(head),
		line(['---', '---']),
		...rows.map(([what, count]) => line([what, String(count)])),
	].join('\n');
}
