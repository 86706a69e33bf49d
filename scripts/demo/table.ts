const WIDEST_COLUMN = 28;

const fit = (text: string, width: number) =>
	(text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);

/** The first rows of a list, as a table for a terminal. */
export function table(rows: Array<Record<string, unknown>>, columns: string[]): string {
	const texts = rows.map((row) =>
		columns.map((column) => {
			const value = row[column];
			return typeof value === 'string' ? value : JSON.stringify(value ?? '');
		}),
	);
	const widths = columns.map((column, index) => {
		const lengths = texts.map((cells) => cells[index]?.length ?? 0);
		return Math.min(WIDEST_COLUMN, Math.max(column.length, ...lengths));
	});
	const line = (cells: string[]) =>
		widths.map((width, index) => fit(cells[index] ?? '', width)).join('  ');
	return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)]
		.map((text) => `  ${text.trimEnd()}`)
		.join('\n');
}
