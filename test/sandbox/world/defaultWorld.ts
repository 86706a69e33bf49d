import type {
	ExportInput,
	FinishedPdfManagerBatchInput,
	FinishedRunInput,
	Identity,
	PdfManagerTemplateInput,
} from '../types';

const SCHOOL = 'Demo University School of Public Health';

/**
 * The identities of the key's user. Some names are missing, some are in two cycles, there is one identity of each type,
 * and one has no exports.
 */
export const DEFAULT_IDENTITIES: readonly Identity[] = [
	{
		id: 37442,
		type: 'Admissions User',
		association: 'SOPHAS',
		institution: null,
		organization: SCHOOL,
		cycle: '2014 - 2015',
	},
	{
		id: 41877,
		type: 'Admissions User',
		association: 'SOPHAS',
		institution: null,
		organization: SCHOOL,
		cycle: '2015 - 2016',
	},
	{
		id: 45310,
		type: 'Admissions User',
		association: 'CASPA',
		institution: 'Demo University',
		organization: 'Demo University Physician Assistant Program',
		cycle: '2015 - 2016',
	},
	{
		id: 52093,
		type: 'Institution User',
		association: null,
		institution: 'Demo University',
		organization: null,
		cycle: null,
	},
	{
		id: 60118,
		type: 'Association User',
		association: 'SOPHAS',
		institution: null,
		organization: null,
		cycle: '2015 - 2016',
	},
	{
		id: 63950,
		type: 'Admissions User',
		association: null,
		institution: null,
		organization: null,
		cycle: null,
	},
];

/** The exports. They have all formats, list types, and outcomes. Identity 37442 sees most of them. */
export const DEFAULT_EXPORTS: readonly ExportInput[] = [
	{
		id: 86446,
		name: 'Nightly Applicants',
		format: 'Comma-Separated Values',
		list_type: 'all',
		identityIds: [37442],
	},
	{
		id: 86449,
		name: 'Interview Roster',
		format: 'Microsoft Excel',
		list_type: 'clipboard',
		identityIds: [37442],
	},
	{
		id: 86451,
		name: 'Committee Review',
		format: 'Website HTML',
		list_type: 'search',
		identityIds: [37442],
	},
	{
		id: 86455,
		name: 'Student System Load',
		format: 'Fixed Width Report',
		list_type: null,
		identityIds: [37442],
	},
	{
		id: 86460,
		name: 'Full Application Data',
		format: 'Comma-Separated Values in Multiple Files',
		list_type: 'all',
		identityIds: [37442, 41877],
	},
	{
		id: 86482,
		name: 'Empty List',
		format: 'Comma-Separated Values',
		list_type: 'clipboard',
		identityIds: [37442],
		outcome: 'empty_list',
	},
	{
		id: 86483,
		name: 'Broken Export',
		format: 'Comma-Separated Values',
		list_type: 'search',
		identityIds: [37442],
		outcome: 'failed',
	},
	{
		id: 86490,
		name: 'References With Gaps',
		format: 'Comma-Separated Values',
		list_type: null,
		identityIds: [37442],
		outcome: 'success_with_errors',
	},
	{
		id: 91807,
		name: 'Nightly Applicants',
		format: 'Comma-Separated Values',
		list_type: 'all',
		identityIds: [41877],
	},
	{
		id: 94215,
		name: 'Accepted & Deposited (PA)',
		format: 'Comma-Separated Values',
		list_type: 'search',
		identityIds: [45310],
	},
	{
		id: 97730,
		name: 'Institution Overview',
		format: 'Microsoft Excel',
		list_type: 'all',
		identityIds: [52093],
	},
	{
		id: 98002,
		name: 'Unnamed Program Applicants',
		format: 'Website HTML',
		list_type: null,
		identityIds: [63950],
	},
];

const HOUR = 3600;

/** The recent runs, oldest first. The next run gets the ID 74780. */
export const DEFAULT_RUNS: readonly FinishedRunInput[] = [
	{ id: 74702, exportId: 86446, identityId: 37442, finishedSecondsAgo: 50 * HOUR },
	{ id: 74731, exportId: 86482, identityId: 37442, finishedSecondsAgo: 27 * HOUR },
	{ id: 74745, exportId: 86446, identityId: 37442, finishedSecondsAgo: 26 * HOUR },
	{ id: 74759, exportId: 86483, identityId: 37442, finishedSecondsAgo: 5 * HOUR },
	{ id: 74766, exportId: 86490, identityId: 37442, finishedSecondsAgo: 4 * HOUR },
	{ id: 74771, exportId: 86446, identityId: 37442, finishedSecondsAgo: 2 * HOUR },
	{ id: 74774, exportId: 94215, identityId: 45310, finishedSecondsAgo: HOUR },
];

/** The templates. They have one zip or several, all outcomes, the same name in two cycles, and several identities. */
export const DEFAULT_TEMPLATES: readonly PdfManagerTemplateInput[] = [
	{
		id: 8153,
		name: 'Transcripts',
		list_name: 'Verified Applicants',
		document_source_title: 'Transcripts',
		identityIds: [37442],
	},
	{
		id: 8160,
		name: 'Full Applications',
		list_name: 'Interview Roster',
		document_source_title: 'Full Application PDF',
		identityIds: [37442],
		zips: 2,
	},
	{
		id: 8167,
		name: 'Committee Packets (by Reader)',
		list_name: null,
		document_source_title: 'Full Application PDF',
		identityIds: [37442],
		zips: 4,
	},
	{
		id: 8171,
		name: 'Late Documents',
		list_name: 'Nobody Yet',
		document_source_title: 'Uploaded Documents',
		identityIds: [37442],
		outcome: 'empty_list',
	},
	{
		id: 8174,
		name: 'Broken Packets',
		list_name: 'Verified Applicants',
		document_source_title: 'Full Application PDF',
		identityIds: [37442],
		outcome: 'failed',
	},
	{
		id: 8180,
		name: 'References With Gaps',
		list_name: 'Verified Applicants',
		document_source_title: 'Letters of Reference',
		identityIds: [37442],
		outcome: 'success_with_errors',
	},
	{
		id: 8203,
		name: 'Transcripts',
		list_name: 'Verified Applicants',
		document_source_title: 'Transcripts',
		identityIds: [41877],
	},
	{
		id: 8211,
		name: 'Accepted & Deposited (PA)',
		list_name: 'Accepted & Deposited (PA)',
		document_source_title: 'Full Application PDF',
		identityIds: [45310],
	},
	{
		id: 8219,
		name: 'Institution Files',
		list_name: null,
		document_source_title: 'Uploaded Documents',
		identityIds: [52093],
	},
];

/** The recent batches, oldest first. The next batch gets the ID 6348. */
export const DEFAULT_BATCHES: readonly FinishedPdfManagerBatchInput[] = [
	{ id: 6301, templateId: 8153, finishedSecondsAgo: 49 * HOUR },
	{ id: 6317, templateId: 8171, finishedSecondsAgo: 25 * HOUR },
	{ id: 6325, templateId: 8174, finishedSecondsAgo: 6 * HOUR },
	{ id: 6333, templateId: 8160, finishedSecondsAgo: 3 * HOUR },
	{ id: 6340, templateId: 8203, finishedSecondsAgo: HOUR },
];
