import { stringify } from 'csv-stringify';
import type { Applicant } from './applicants';
import { COLUMNS } from './applicants';

/** A table as CSV with CRLF, in ISO-8859-1. The first row is the heading. */
export async function csv(rows: readonly string[][]): Promise<Buffer> {
	const text = await new Promise<string>((resolve, reject) => {
		stringify([...rows], { record_delimiter: 'windows' }, (error, output) => {
			if (error) reject(error);
			else resolve(output);
		});
	});
	return Buffer.from(text, 'latin1');
}

/** Applicants as rows of cells, under their headings. */
export function table(applicants: readonly Applicant[]): string[][] {
	return [
		COLUMNS.map((column) => column.heading),
		...applicants.map((applicant) => COLUMNS.map((column) => applicant[column.key])),
	];
}
