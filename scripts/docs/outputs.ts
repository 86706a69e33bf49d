/**
 * The fields of each operation's output. They are for the pages of the operations, and for the schemas in `__schema__`
 * beside the nodes. With these, n8n's editor shows fields before a node has run.
 */

/** `any` for values whose type depends on the custom field. */
type FieldType = 'number' | 'string' | 'boolean' | 'object' | 'array' | 'any';

export interface OutputField {
	type: FieldType;
	/** Its description on the page, without a period. */
	description: string;
	/** The fields of an object, or of each entry of an array. */
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

const list = (description: string, fields: OutputFields): OutputField => ({
	type: 'array',
	description,
	fields,
});

/** The fields that show the progress of a run or batch. */
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

const APPLICANT: OutputFields = {
	cas_id: text('CAS ID of the applicant'),
	program_id: number('ID of the program'),
	...IDENTITY,
};

const DECISION: OutputFields = {
	decision: object('The decision, or null if there is none', {
		id: number('ID of the decision'),
		name: text('Name of the decision'),
	}),
};

const ANSWER: OutputFields = {
	custom_field_id: number('ID of the custom field'),
	label: text('Label of the custom field'),
	field_type: text('`boolean`, `number`, `date`, `string`, or `select`'),
	value: { type: 'any', description: 'The value, or null if there is none' },
};

/** By the names of the resource and the operation in workflows. */
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
	designation: {
		get: {
			...APPLICANT,
			...DECISION,
			local_status: object('The local status, or null if there is none', {
				id: number('ID of the local status'),
				title: text('Title of the local status'),
			}),
			href: text('Path of the designation in the API'),
			decisions_href: text('Path of the decisions in the API'),
		},
		setDecision: { ...APPLICANT, ...DECISION },
		clearDecision: { ...APPLICANT, ...DECISION },
	},
	customFieldAnswer: {
		get: { ...APPLICANT, ...ANSWER, href: text('Path of the answer in the API') },
		set: { ...APPLICANT, answers: list('An entry for each custom field', ANSWER) },
	},
	organization: {
		getMany: {
			id: number('ID of the organization'),
			name: text('Name of the organization'),
			cycle_name: text('Admissions cycle'),
			association_name: text('Association of the organization'),
			cas3: boolean('Whether the organization uses the third generation of the CAS'),
			config_portal_identifier: text("ID of the organization in Liaison's configuration portal"),
		},
	},
	program: {
		getMany: {
			id: number('ID of the program'),
			name: text('Name of the program'),
			organization_name: text('Name of the organization of the program'),
		},
	},
	decision: {
		getMany: { id: number('ID of the decision'), name: text('Name of the decision') },
	},
	customField: {
		getMany: {
			id: number('ID of the custom field'),
			label: text('Label of the custom field'),
			field_type: text('`boolean`, `number`, `date`, `string`, or `select`'),
			options: { type: 'array', description: 'The choices of a `select`, otherwise null' },
		},
	},
	socialSecurityNumbers: { download: IDENTITY },
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
	type: Exclude<FieldType, 'any'>;
	properties?: Record<string, Schema>;
	items?: Schema;
}

function propertiesOf(fields: OutputFields): Record<string, Schema> {
	return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]));
}

function schemaOf({ type, fields = {} }: OutputField): Schema {
	if (type === 'object') return { type, properties: propertiesOf(fields) };
	if (type === 'array') return { type, items: itemsOf(fields) };
	// n8n's editor has no type for `any`.
	return { type: type === 'any' ? 'string' : type };
}

function itemsOf(fields: OutputFields): Schema {
	const isObject = Object.keys(fields).length > 0;
	return isObject ? { type: 'object', properties: propertiesOf(fields) } : { type: 'string' };
}

/** The path from the root of the repository. n8n looks for this folder beside the file of the node. */
export const SCHEMA_FOLDER = 'nodes/WebAdmit/__schema__';

/** The version of the node WebAdMIT, in n8n's form for the names of such folders. */
const VERSION = 'v1.0.0';

/**
 * A JSON schema for each operation, as n8n expects it.
 *
 * @returns the content of each file of {@link SCHEMA_FOLDER}, by its path.
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
