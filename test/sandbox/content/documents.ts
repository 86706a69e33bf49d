import type { Settings } from '../settings';
import type { PdfManagerTemplate } from '../types';
import { applicants, type Applicant } from './applicants';
import type { Content } from './content';
import { pdf } from './pdf';
import { bigZip, unmarkNames, zip } from './zip';

/** The kinds of documents that applicants have. Documents take them by turns. */
const DOCUMENTS = ['Transcript', 'CV & Cover Letter', 'Reference 1'];
/** The size of each PDF in a big zip. */
const BIG_PDF_BYTES = 1024 ** 2;

/** A file name as schools see it, which begins with the CAS ID: `2015000001_Müller_José_Transcript.pdf`. */
function nameOf({ casId, lastName, firstName }: Applicant, document: string): string {
	return `${[casId, lastName, firstName, document].join('_').replaceAll(' ', '_')}.pdf`;
}

/** The zip file of a batch with this index, counted from 0. Each zip file has the PDFs of other applicants. */
export async function documentsZip(
	{ name, documents, bytes }: PdfManagerTemplate,
	index: number,
	names: Settings['zipNames'] = 'marked',
): Promise<Content> {
	const count = bytes === null ? documents : Math.max(1, Math.round(bytes / BIG_PDF_BYTES));
	const files = applicants((index + 1) * count)
		.slice(-count)
		.map((applicant, place) => {
			const document = DOCUMENTS[place % DOCUMENTS.length] ?? '';
			return { applicant, document, name: nameOf(applicant, document) };
		});
	if (bytes !== null) {
		const shared = pdf([name], Math.min(bytes, BIG_PDF_BYTES));
		return bigZip(
			files.map((file) => file.name),
			shared,
		);
	}
	const small = await zip(
		files.map((file) => ({
			name: file.name,
			bytes: pdf([
				name,
				`${file.applicant.lastName}, ${file.applicant.firstName} (CAS ID ${file.applicant.casId})`,
				file.document,
			]),
		})),
	);
	const bytesOfZip = names === 'marked' ? small : unmarkNames(small);
	return { bytes: bytesOfZip, size: bytesOfZip.length };
}
