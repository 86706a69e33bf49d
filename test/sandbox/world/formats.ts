import type { ExportFormat } from '../types';

/** What each format means for the file: the MIME type that the API states, and the extension. */
export interface FormatFacts {
	mimeType: string;
	extension: string;
}

export const FORMATS: Readonly<Record<ExportFormat, FormatFacts>> = {
	'Comma-Separated Values': { mimeType: 'text/csv;charset=iso-8859-1', extension: 'csv' },
	'Microsoft Excel': { mimeType: 'application/vnd.ms-excel', extension: 'xls' },
	'Website HTML': { mimeType: 'text/html', extension: 'html' },
	'Fixed Width Report': { mimeType: 'text/plain', extension: 'txt' },
	'Comma-Separated Values in Multiple Files': { mimeType: 'application/zip', extension: 'zip' },
};

/** `Test API Export`, `csv` -> `Test-API-Export.csv`. */
export function defaultFileName(name: string, extension: string): string {
	const stem = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'Export';
	return `${stem}.${extension}`;
}
