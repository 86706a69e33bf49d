import type { Applicant } from './applicants';
import { COLUMNS } from './applicants';

const HTML_ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => HTML_ESCAPES[character] ?? character);
}

/** A table as a web page in ISO-8859-1. Only its `meta` says so: the MIME type names no charset. */
export function html(title: string, rows: readonly string[][]): Buffer {
	const [headings = [], ...body] = rows;
	const line = (cells: readonly string[], tag: 'td' | 'th') =>
		`<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
	const page = [
		'<!DOCTYPE html>',
		`<html><head><meta charset="iso-8859-1"><title>${escapeHtml(title)}</title></head>`,
		`<body><h1>${escapeHtml(title)}</h1><table>`,
		line(headings, 'th'),
		...body.map((cells) => line(cells, 'td')),
		'</table></body></html>',
		'',
	].join('\n');
	return Buffer.from(page, 'latin1');
}

/** The widths of the columns of a fixed width report, in characters. */
const WIDTHS: Readonly<Record<keyof Applicant, number>> = {
	casId: 10,
	lastName: 20,
	firstName: 20,
	email: 40,
	dateOfBirth: 10,
	program: 35,
	status: 20,
	gpa: 4,
	notes: 45,
};

/** One line of the same length for each applicant, without headings, in ISO-8859-1. */
export function fixedWidth(applicants: readonly Applicant[]): Buffer {
	const lines = applicants.map((applicant) =>
		COLUMNS.map(({ key }) => applicant[key].slice(0, WIDTHS[key]).padEnd(WIDTHS[key])).join(''),
	);
	return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
}
