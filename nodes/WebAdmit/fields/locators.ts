import type { INodeProperties } from 'n8n-workflow';
import type { IdParameter } from '../parameters/ids';
import { ID_LABELS } from '../parameters/ids';
import type { RunKind, RunKindName } from '../runs/RunKind';

/** All that differs from one resource locator to another. */
interface Locator<Name extends IdParameter> {
	/** Name of the parameter. Saved workflows hold it. */
	name: Name;
	description: string;
	/** What the list says before anything is chosen, e.g. `Select an export…`. */
	placeholder: string;
	/** Method in `methods/listSearch.ts` that loads the list. */
	searchListMethod: string;
	exampleId: number;
	/** Set if it can also be chosen by its name. */
	exampleName?: string;
}

/** A parameter in which one thing is chosen from a searchable list, or by its ID. */
function locator<Name extends IdParameter>({
	name,
	description,
	placeholder,
	searchListMethod,
	exampleId,
	exampleName,
}: Locator<Name>): INodeProperties & { name: Name } {
	return {
		displayName: ID_LABELS[name],
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod, searchable: true },
			},
			...(exampleName === undefined
				? []
				: [
						{
							displayName: 'By Name',
							name: 'name',
							type: 'string' as const,
							placeholder: `e.g. ${exampleName}`,
						},
					]),
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
		],
	};
}

export const userIdentityLocator = locator({
	name: 'userIdentityId',
	description: 'Your role in an admission cycle',
	placeholder: 'Select a user identity…',
	searchListMethod: 'searchUserIdentities',
	exampleId: 37442,
});

export const exportLocator = locator({
	name: 'exportId',
	description: 'The export, by the name that it has in WebAdMIT',
	placeholder: 'Select an export…',
	searchListMethod: 'searchExports',
	exampleId: 86446,
});

export const exportFileLocator = locator({
	name: 'exportFileId',
	description:
		"One run of the export, with its file. By ID: the ID that 'Initiate Run' or 'List Recent' returns.",
	placeholder: 'Select a recent export file…',
	searchListMethod: 'searchExportFiles',
	exampleId: 74780,
});

export const pdfManagerTemplateLocator = locator({
	name: 'pdfManagerTemplateId',
	description: 'The template, by the name that it has in the PDF Manager of WebAdMIT',
	placeholder: 'Select a template…',
	searchListMethod: 'searchPdfManagerTemplates',
	exampleId: 8153,
});

export const pdfManagerBatchLocator = locator({
	name: 'pdfManagerBatchId',
	description:
		"One run of a template, with its zip files. By ID: the ID that 'Initiate Run' or 'Get Many' returns.",
	placeholder: 'Select a recent batch…',
	searchListMethod: 'searchPdfManagerBatches',
	exampleId: 6348,
});

export const programLocator = locator({
	name: 'programId',
	description: 'The program that the applicant has applied to',
	placeholder: 'Select a program…',
	searchListMethod: 'searchPrograms',
	exampleId: 42023191739237,
});

export const customFieldLocator = locator({
	name: 'customFieldId',
	description: 'The custom field of the program, by the label that it has in WebAdMIT',
	placeholder: 'Select a custom field…',
	searchListMethod: 'searchCustomFields',
	exampleId: 1042,
});

export const decisionLocator = locator({
	name: 'decisionId',
	description:
		"The decision to set. 'By Name' takes the name from your data and still works in the next cycle; IDs change with each cycle.",
	placeholder: 'Select a decision…',
	searchListMethod: 'searchDecisions',
	exampleId: 4698,
	exampleName: 'Accepted',
});

const SOURCE_LOCATORS = {
	exportFile: exportLocator,
	pdfManagerBatch: pdfManagerTemplateLocator,
} satisfies Record<RunKindName, INodeProperties>;

/** The locator of what is run. */
export const sourceLocatorOf = ({ name }: RunKind) => SOURCE_LOCATORS[name];
