import type { Readable } from 'node:stream';
import type { SandboxExport } from '../types';
import { applicants } from './applicants';
import { bigCsv, bigCsvSize } from './bigCsv';
import { csv, table } from './csv';
import { excel } from './excel';
import { fixedWidth, html } from './text';
import { zip } from './zip';

/** The content of a file. Small files are made at once, big ones while they are read. */
export interface Content {
	bytes: Buffer | Readable;
	/** The size in bytes. */
	size: number;
}

/** The file that a run of this export makes: always the same bytes. */
export async function contentOf(exported: SandboxExport): Promise<Content> {
	if (exported.bytes !== null) {
		return { bytes: bigCsv(exported.bytes), size: bigCsvSize(exported.bytes) };
	}
	const bytes = await smallFile(exported);
	return { bytes, size: bytes.length };
}

async function smallFile({ name, format, rows }: SandboxExport): Promise<Buffer> {
	const people = applicants(rows);
	switch (format) {
		case 'Comma-Separated Values':
			return await csv(table(people));
		case 'Microsoft Excel':
			return excel(table(people));
		case 'Website HTML':
			return html(name, table(people));
		case 'Fixed Width Report':
			return fixedWidth(people);
		case 'Comma-Separated Values in Multiple Files':
			return await zip([
				{ name: 'Applicants.csv', bytes: await csv(table(people)) },
				{
					name: 'Programs.csv',
					bytes: await csv([
						['cas_id', 'program', 'status'],
						...people.map((person) => [person.casId, person.program, person.status]),
					]),
				},
				{
					name: 'Grades.csv',
					bytes: await csv([
						['cas_id', 'gpa'],
						...people.map((person) => [person.casId, person.gpa]),
					]),
				},
			]);
	}
}
