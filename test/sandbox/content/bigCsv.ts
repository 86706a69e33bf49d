import { Readable } from 'node:stream';

/** Every row, the heading too, takes exactly this many bytes. */
const ROW_BYTES = 128;
const ROWS_AT_A_TIME = 2048;
const NUMBER_DIGITS = 12;
const LINE_END = '\r\n';

function row(text: string): string {
	return text.padEnd(ROW_BYTES - LINE_END.length) + LINE_END;
}

const HEADING = row('number,last_name,first_name,program,notes');
const TEMPLATE = row(`${'0'.repeat(NUMBER_DIGITS)},Müller,José,"Epidemiology, MPH",Zoë Françoise`);

/** The size that `bigCsv` makes of a wished one: whole rows, the heading at least. */
export function bigCsvSize(bytes: number): number {
	return Math.max(1, Math.floor(bytes / ROW_BYTES)) * ROW_BYTES;
}

/**
 * A CSV of about so many bytes, in ISO-8859-1, with numbered rows. It is made while it is read and as
 * fast as it is read, so that a file of gigabytes takes a quarter of a megabyte of memory.
 */
export function bigCsv(bytes: number): Readable {
	return Readable.from(blocks(bigCsvSize(bytes) / ROW_BYTES), { objectMode: false });
}

function* blocks(lines: number): Generator<Buffer> {
	for (let first = 0; first < lines; first += ROWS_AT_A_TIME) {
		const count = Math.min(ROWS_AT_A_TIME, lines - first);
		const block = Buffer.alloc(count * ROW_BYTES, TEMPLATE, 'latin1');
		for (let index = 0; index < count; index++) {
			const line = first + index;
			if (line === 0) block.write(HEADING, 0, 'latin1');
			else block.write(String(line).padStart(NUMBER_DIGITS, '0'), index * ROW_BYTES, 'latin1');
		}
		yield block;
	}
}
