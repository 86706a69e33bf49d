/** Markdown as prettier leaves it, so that pages can be compared with what is on the disk without running prettier. */

/** Text that comes from a description, as it is and not as markup. */
export function plain(text: string): string {
	return text.replace(/[\\`*<[|]/g, '\\$&');
}

/** The text with a full stop, which n8n leaves out where there is only one sentence. */
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

/** A page of blocks; those that are undefined are left out. */
export function page(blocks: Array<string | undefined>): string {
	return `${blocks.filter((block) => block !== undefined).join('\n\n')}\n`;
}
