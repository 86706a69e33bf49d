import * as XLSX from 'xlsx';

/** A table as a real Excel 97-2004 workbook (BIFF8). The first row is the heading. */
export function excel(rows: readonly string[][]): Buffer {
	const workbook = XLSX.utils.book_new();
	XLSX.utils.book_append_sheet(workbook, XLSX.utils.aoa_to_sheet([...rows]), 'Applicants');
	const written: unknown = XLSX.write(workbook, { type: 'buffer', bookType: 'biff8' });
	if (!Buffer.isBuffer(written)) throw new Error('xlsx wrote something that is not a buffer');
	return written;
}
