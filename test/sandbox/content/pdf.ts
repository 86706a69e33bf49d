/** Text as a PDF string in WinAnsi, which has the same letters as ISO-8859-1. */
function textOf(line: string): string {
	return `(${line.replace(/[\\()]/g, '\\$&')})`;
}

function streamOf(content: string): string {
	return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/**
 * A real PDF of one page with these lines, in characters of ISO-8859-1. With `bytes`, it is filled up to about that size
 * with something that no reader shows.
 */
export function pdf(lines: readonly string[], bytes = 0): Buffer {
	const page = `BT /F1 14 Tf 24 TL 72 720 Td ${lines.map((line) => `${textOf(line)} Tj T*`).join(' ')} ET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		streamOf(page),
		...(bytes > 0 ? [streamOf(' '.repeat(bytes))] : []),
	];
	// Four bytes above 127, so that programs see that it is not text.
	let written = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
	const entries = ['0000000000 65535 f '];
	for (const [index, object] of objects.entries()) {
		entries.push(`${String(written.length).padStart(10, '0')} 00000 n `);
		written += `${index + 1} 0 obj\n${object}\nendobj\n`;
	}
	const size = entries.length;
	return Buffer.from(
		`${written}xref\n0 ${size}\n${entries.join('\n')}\n` +
			`trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${written.length}\n%%EOF\n`,
		'latin1',
	);
}
