/** Makes Markdown in prettier's format, so that pages can be compared with the files without running prettier. */

/** Text from a description, escaped so that it is not read as markup. */
export function plain(text: string): string {
	return text.replace(/[\\`*<[|]/g, '\\$&');
}

/** The text with a period, which n8n leaves out after a single sentence. */
export function sentence(text: string): string {
	return plain(/[.!?]$/.test(text) ? text : `${text}.`);
}

export function heading(level: number, text: string): string {
	return `${'#'.repeat(level)} ${text}`;
}

export function list(entries: string[]): string {
	return entries.map((entry) => `- ${entry}`).join('\n');
}

/** A table with its columns aligned. All rows have as many cells as `head`. */
export function table(head: string[], rows: string[][]): string {
	const widths = head.map((_, column) =>
		Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const padded = (cells: string[]) =>
		line(widths.map((width, column) => (cells[column] ?? '').padEnd(width)));
	return [padded(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(padded)].join(
		'\n',
	);
}

/** A page of blocks. Undefined blocks are left out. */
export function page(blocks: Array<string | undefined>): string {
	return `${blocks.filter((block) => block !== undefined).join('\n\n')}\n`;
}
