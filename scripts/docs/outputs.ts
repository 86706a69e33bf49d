/**
 * The fields of each operation's output: for the pages of the operations, and for the schemas in `__schema__` beside the
 * nodes, from which n8n's editor shows fields before a node has run.
 */

type FieldType = 'number' | 'string' | 'boolean' | 'object';

export interface OutputField {
	type: FieldType;
	/** What users read about it, without a full stop. */
	description: string;
	/** Of an object. */
	fields?: OutputFields;
}

export type OutputFields = Record<string, OutputField>;

const number = (description: string): OutputField => ({ type: 'number', description });
const text = (description: string): OutputField => ({ type: 'string', description });
const boolean = (description: string): OutputField => ({ type: 'boolean', description });
const object = (description: string, fields: OutputFields): OutputField => ({
	type: 'object',
	description,
	fields,
});

/** What users read of the progress of whatever runs. */
const PROGRESS: OutputFields = {
	status: text(
		'`initializing`, `queued`, `in_progress`, `available`, `success_with_errors`, `empty_list`, or `failed`',
	),
	finished: boolean('Whether the run has ended'),
	downloadable: boolean('Whether there is a file to download'),
};

const IDENTITY = { user_identity_id: number('ID of the user identity') };

const EXPORT_FILE: OutputFields = {
	id: number('ID of the export file, which is one run of the export'),
	export_id: number('ID of the export'),
	href: text('Path of the export file in the API'),
	...PROGRESS,
};

const BATCH: OutputFields = {
	id: number('ID of the batch, which is one run of the template'),
	href: text('Path of the batch in the API'),
	updated_at: text('When the batch changed last'),
	...PROGRESS,
	pdf_manager_template: object('The template', {
		id: number('ID of the template'),
		name: text('Name of the template'),
	}),
	...IDENTITY,
};

const ZIP_FILE: OutputFields = {
	...BATCH,
	zip_file: object('The zip file of this item', {
		id: number('ID of the zip file'),
		number: number('1 for the first zip file of the batch, 2 for the second'),
		count: number('How many zip files the batch has'),
	}),
};

/** By the resource and the operation that workflows name. */
export const OUTPUTS: Record<string, Record<string, OutputFields>> = {
	exportFile: {
		initiateRun: { ...EXPORT_FILE, ...IDENTITY },
		getStatus: EXPORT_FILE,
		listRecent: { ...EXPORT_FILE, ...IDENTITY },
		download: EXPORT_FILE,
		runAndDownload: { ...EXPORT_FILE, ...IDENTITY },
	},
	pdfManagerBatch: {
		initiateRun: BATCH,
		getStatus: BATCH,
		getMany: BATCH,
		download: ZIP_FILE,
		runAndDownload: ZIP_FILE,
	},
	pdfManagerTemplate: {
		getMany: {
			id: number('ID of the template'),
			name: text('Name of the template'),
			list_name: text('Name of the list whose applicants it takes'),
			document_source_title: text('What kind of documents it takes'),
			href: text('Path of the template in the API'),
		},
	},
	export: {
		getMany: {
			id: number('ID of the export'),
			name: text('Name of the export'),
			list_type: text('What kind of list it takes: `all`, `clipboard`, or `search`'),
			format: text('Format of the file, e.g. Comma-Separated Values'),
			mime_type: text('MIME type of the file'),
		},
	},
	userIdentity: {
		getMany: {
			id: number('ID of the user identity'),
			type: text('What kind of user it is, e.g. Admissions User'),
			association: text('Association of the identity'),
			institution: text('Institution of the identity'),
			organization: text('Organization of the identity'),
			cycle: text('Admissions cycle, e.g. 2014 - 2015'),
		},
	},
};

interface Schema {
	type: FieldType;
	properties?: Record<string, Schema>;
}

function propertiesOf(fields: OutputFields): Record<string, Schema> {
	return Object.fromEntries(
		Object.entries(fields).map(([name, { type, fields: inner }]) => [
			name,
			inner ? { type, properties: propertiesOf(inner) } : { type },
		]),
	);
}

/** From the repository's root. n8n looks for it beside the file of the node. */
export const SCHEMA_FOLDER = 'nodes/WebAdmit/__schema__';

/** The version of the node WebAdMIT, as n8n writes it in the names of such folders. */
const VERSION = 'v1.0.0';

/**
 * The schemas, as n8n looks for them: a JSON schema for each operation.
 *
 * @returns what belongs into each file of {@link SCHEMA_FOLDER}, by its path.
 */
export function renderSchemas(): Map<string, string> {
	return new Map(
		Object.entries(OUTPUTS).flatMap(([resource, operations]) =>
			Object.entries(operations).map(([operation, fields]): [string, string] => [
				`${VERSION}/${resource}/${operation}.json`,
				`${JSON.stringify({ type: 'object', properties: propertiesOf(fields), version: 1 }, null, 2)}\n`,
			]),
		),
	);
}
