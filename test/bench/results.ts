import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repositoryRoot } from '../n8n-server';

/** What one side took or reached, one value for each time that it was measured. */
export interface Measured {
	/** Who or what was measured. */
	side: string;
	unit: string;
	values: number[];
}

/** A comparison: this package first, then what else a user would build, and a floor where there is one. */
export interface Row {
	what: string;
	sides: Measured[];
	/** How ours compares, one value for each pair. */
	ratio?: { of: string; values: number[] };
	/** What is to be reached, and whether it was. */
	bar?: { text: string; met: boolean };
}

/** What a benchmark found, with whatever it depends on. */
export interface Part {
	measuredAt: string;
	tookSeconds: number;
	machine: string;
	versions: Record<string, string>;
	/** The average number of processes that wanted a processor: above the number of processors, others were at work too. */
	load: number;
	rows: Row[];
}

export type Results = Record<string, Part | undefined>;

export const resultsFile = path.join(repositoryRoot, 'docs', 'benchmarks.json');

/** The results so far; none where nothing has been measured yet. */
export function readResults(): Results {
	// Written by this file alone.
	return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results) : {};
}

/** Puts the part of one benchmark in the place of its former one; the others stay. */
export async function keepPart(name: string, part: Part): Promise<Results> {
	const results = { ...readResults(), [name]: part };
	mkdirSync(path.dirname(resultsFile), { recursive: true });
	const config = await resolveConfig(resultsFile);
	const json = JSON.stringify(results, undefined, 2);
	writeFileSync(resultsFile, await format(json, { ...config, parser: 'json' }));
	return results;
}

/** The machine in a few words. */
export function machine(): string {
	const [first] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	const model = first?.model.trim();
	return `${cpus().length} × ${!model || model === 'unknown' ? process.arch : model}, ${memory} GB, ${type()} ${release()}`;
}

/** The commit that is measured, marked where files have been changed since. */
export function commit(): string {
	const git = (...args: string[]) =>
		execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8' }).trim();
	try {
		const changed = git('status', '--porcelain', '--', 'nodes', 'credentials') !== '';
		return git('rev-parse', '--short', 'HEAD') + (changed ? ', changed' : '');
	} catch {
		return 'unknown';
	}
}
