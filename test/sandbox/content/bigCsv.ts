import { Readable } from 'node:stream';

/** Bytes of every row, the heading included. */
const ROW_BYTES = 128;
const NUMBER_DIGITS = 12;
/** Rows are made in blocks of a thousand, in which only the last three digits of the numbers differ. */
const LAST_DIGITS = 3;
const ROWS_AT_A_TIME = 10 ** LAST_DIGITS;
const LINE_END = '\r\n';
/** The character code of `0`. */
const ZERO = 48;

function row(text: string): string {
	return text.padEnd(ROW_BYTES - LINE_END.length) + LINE_END;
}

const HEADING = row('number,last_name,first_name,program,notes');
const AFTER_NUMBER = row(
	`${'0'.repeat(NUMBER_DIGITS)},Müller,José,"Epidemiology, MPH",Zoë Françoise`,
).slice(NUMBER_DIGITS);

/** The size that `bigCsv` makes if you ask for another one: whole rows, and at least the heading. */
export function bigCsvSize(bytes: number): number {
	return Math.max(1, Math.floor(bytes / ROW_BYTES)) * ROW_BYTES;
}

/**
 * A CSV of about this many bytes, in ISO-8859-1, with numbered rows. It is made while it is read, so that a file of
 * gigabytes takes a quarter of a megabyte of memory.
 */
export function bigCsv(bytes: number): Readable {
	return Readable.from(blocks(bigCsvSize(bytes) / ROW_BYTES), { objectMode: false });
}

/** Makes no text for each row. So it is faster than any client reads, and the speed of a client can be measured. */
function* blocks(lines: number): Generator<Buffer> {
	for (let first = 0; first < lines; first += ROWS_AT_A_TIME) {
		const count = Math.min(ROWS_AT_A_TIME, lines - first);
		const number = String(first).padStart(NUMBER_DIGITS, '0');
		const block = Buffer.alloc(count * ROW_BYTES, number + AFTER_NUMBER, 'latin1');
		for (let index = 0; index < count; index++) {
			let rest = index;
			for (let digit = NUMBER_DIGITS - 1; rest > 0; digit--) {
				block[index * ROW_BYTES + digit] = ZERO + (rest % 10);
				rest = Math.floor(rest / 10);
			}
		}
		if (first === 0) block.write(HEADING, 0, 'latin1');
		yield block;
	}
}
