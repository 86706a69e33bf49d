import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault, RecordedRequest } from '../../sandbox';
import { isRecord } from '../../n8n-server/json';
import { byId } from './locator';

/** An operation of the node, and a call to WebAdMIT that it makes. No two of them make the same one. */
export interface OperationCase {
	name: string;
	parameters: INodeParameters;
	/** What comes in; default: one item without data. */
	items?: IDataObject[];
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Regular expression for the path of the call. */
	path: string;
	/**
	 * What ends it when the call meets passing obstacles without end: five `tries`, `persistence` (starts and downloads), or
	 * `maxWait` (the questions of somebody who waits).
	 */
	endsWith: 'tries' | 'persistence' | 'maxWait';
	/** Whether the node makes another call before, which WebAdMIT answers. Default false. */
	isLaterCall?: boolean;
	/** Whether what comes is never shown, whatever it is. Default false. */
	isConfidential?: boolean;
}

const IDENTITY = byId(37442);

/** A batch that is started. Each case has an identity of its own: what is run is not in the path. */
const batchOf = (operation: string, identity: number, template: number): INodeParameters => ({
	resource: 'pdfManagerBatch',
	operation,
	userIdentityId: byId(identity),
	pdfManagerTemplateId: byId(template),
});

/** A batch that was started before. */
const knownBatch = (operation: string, identity: number, batch: number): INodeParameters => ({
	resource: 'pdfManagerBatch',
	operation,
	userIdentityId: byId(identity),
	pdfManagerBatchId: byId(batch),
});

/** An applicant of the sandbox, in one of the programs of the identity that has most of them. */
const applicant = (program: number, casId: string): INodeParameters => ({
	userIdentityId: IDENTITY,
	programId: byId(program),
	casId,
});

/** Applicants of a program of another identity, one for each item. */
const APPLICANTS_OF_OTHERS: INodeParameters = {
	userIdentityId: byId(45310),
	programId: byId(8842),
	casId: '={{ $json.casId }}',
};
const TWO_APPLICANTS = [{ casId: '2015000001' }, { casId: '2015000038' }];

/** A value in one custom field. */
const mapped = (customFieldId: number, value: string) => ({
	mappingMode: 'defineBelow',
	value: { [customFieldId]: value },
	matchingColumns: [],
	schema: [],
	attemptToConvertTypes: false,
	convertFieldsToString: false,
});

/** Every operation; those that wait are there once for the call that starts the run and once for the questions. */
export const OPERATIONS: OperationCase[] = [
	{
		name: 'User Identity: Get Many',
		parameters: { resource: 'userIdentity', operation: 'getMany' },
		method: 'GET',
		path: '/user_identities$',
		endsWith: 'tries',
	},
	{
		name: 'Export: Get Many',
		parameters: { resource: 'export', operation: 'getMany' },
		method: 'GET',
		path: '/api/v1/exports$',
		endsWith: 'tries',
	},
	{
		name: 'List Recent',
		parameters: { operation: 'listRecent', userIdentityId: IDENTITY },
		method: 'GET',
		path: '/user_identities/37442/export_files$',
		endsWith: 'tries',
	},
	{
		name: 'Get Status',
		parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74745) },
		method: 'GET',
		path: '/exports/86446/export_files/74745$',
		endsWith: 'tries',
	},
	{
		name: 'Download',
		parameters: { operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
		method: 'GET',
		path: '/exports/86446/export_files/74771$',
		endsWith: 'persistence',
	},
	{
		name: 'Initiate Run',
		parameters: { operation: 'initiateRun', userIdentityId: IDENTITY, exportId: byId(86449) },
		method: 'POST',
		path: '/exports/86449/export_files$',
		endsWith: 'persistence',
	},
	{
		name: 'Initiate Run, waiting',
		parameters: {
			operation: 'initiateRun',
			userIdentityId: IDENTITY,
			exportId: byId(86455),
			completion: 'poll',
		},
		method: 'GET',
		path: '/exports/86455/export_files/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	{
		name: 'Run and Download',
		parameters: { operation: 'runAndDownload', userIdentityId: IDENTITY, exportId: byId(86451) },
		method: 'POST',
		path: '/exports/86451/export_files$',
		endsWith: 'persistence',
	},
	{
		name: 'Run and Download, waiting',
		parameters: { operation: 'runAndDownload', userIdentityId: IDENTITY, exportId: byId(86460) },
		method: 'GET',
		path: '/exports/86460/export_files/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	{
		name: 'PDF Manager Template: Get Many',
		parameters: {
			resource: 'pdfManagerTemplate',
			operation: 'getMany',
			userIdentityId: IDENTITY,
		},
		method: 'GET',
		path: '/user_identities/37442/pdf_manager_templates$',
		endsWith: 'tries',
	},
	{
		name: 'PDF Manager Batch: Get Many',
		parameters: { resource: 'pdfManagerBatch', operation: 'getMany', userIdentityId: IDENTITY },
		method: 'GET',
		path: '/user_identities/37442/pdf_manager_batches$',
		endsWith: 'tries',
	},
	{
		name: 'PDF Manager Batch: Get Status',
		parameters: knownBatch('getStatus', 37442, 6333),
		method: 'GET',
		path: '/user_identities/37442/pdf_manager_batches/6333$',
		endsWith: 'tries',
	},
	{
		name: 'PDF Manager Batch: Download',
		parameters: knownBatch('download', 37442, 6301),
		method: 'GET',
		path: '/user_identities/37442/pdf_manager_batches/6301$',
		endsWith: 'persistence',
	},
	{
		name: 'PDF Manager Batch: Download, the URL of a zip file',
		parameters: knownBatch('download', 41877, 6340),
		method: 'GET',
		path: '/user_identities/41877/pdf_manager_zip_files/634000/download$',
		endsWith: 'persistence',
		isLaterCall: true,
	},
	{
		name: 'PDF Manager Batch: Initiate Run',
		parameters: batchOf('initiateRun', 37442, 8160),
		method: 'POST',
		path: '/user_identities/37442/pdf_manager_batches$',
		endsWith: 'persistence',
	},
	{
		name: 'PDF Manager Batch: Initiate Run, waiting',
		parameters: { ...batchOf('initiateRun', 45310, 8211), completion: 'poll' },
		method: 'GET',
		path: '/user_identities/45310/pdf_manager_batches/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	{
		name: 'PDF Manager Batch: Run and Download',
		parameters: batchOf('runAndDownload', 41877, 8203),
		method: 'POST',
		path: '/user_identities/41877/pdf_manager_batches$',
		endsWith: 'persistence',
	},
	{
		name: 'PDF Manager Batch: Run and Download, waiting',
		parameters: batchOf('runAndDownload', 52093, 8219),
		method: 'GET',
		path: '/user_identities/52093/pdf_manager_batches/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	...['program', 'organization', 'decision'].map(
		(resource): OperationCase => ({
			name: `${resource}: Get Many`,
			parameters: { resource, operation: 'getMany', userIdentityId: IDENTITY },
			method: 'GET',
			path: `/user_identities/37442/${resource}s$`,
			endsWith: 'tries',
		}),
	),
	{
		name: 'Custom Field: Get Many',
		parameters: {
			resource: 'customField',
			operation: 'getMany',
			userIdentityId: IDENTITY,
			programId: byId(42023191739237),
		},
		method: 'GET',
		path: '/programs/42023191739237/custom_fields$',
		endsWith: 'tries',
	},
	{
		name: 'Designation: Get',
		parameters: {
			resource: 'designation',
			operation: 'get',
			...applicant(42023191739237, '2015000001'),
		},
		method: 'GET',
		path: '/42023191739237/applicants_by_cas_id/2015000001/designation$',
		endsWith: 'tries',
	},
	{
		name: 'Set Decision',
		parameters: {
			resource: 'designation',
			operation: 'setDecision',
			...applicant(42023191739237, '2015000038'),
			decisionId: byId(4691),
		},
		method: 'PATCH',
		path: '/42023191739237/applicants_by_cas_id/2015000038/designation$',
		endsWith: 'tries',
	},
	{
		name: 'Set Decision, the list of decisions',
		parameters: {
			resource: 'designation',
			operation: 'setDecision',
			...APPLICANTS_OF_OTHERS,
			casId: '2015000075',
			decisionId: { __rl: true, mode: 'name', value: 'alternate' },
		},
		method: 'GET',
		path: '/user_identities/45310/decisions$',
		endsWith: 'tries',
	},
	{
		name: 'Clear Decision',
		parameters: {
			resource: 'designation',
			operation: 'clearDecision',
			...applicant(42023191739237, '2015000075'),
		},
		method: 'PATCH',
		path: '/42023191739237/applicants_by_cas_id/2015000075/designation$',
		endsWith: 'tries',
	},
	{
		name: 'Set Decision of many',
		parameters: {
			resource: 'designation',
			operation: 'setDecision',
			...applicant(42023191739237, '={{ $json.casId }}'),
			decisionId: byId(4691),
		},
		items: TWO_APPLICANTS,
		method: 'POST',
		path: '/api/v2/.*/programs/42023191739237/batch_designations$',
		endsWith: 'persistence',
	},
	{
		name: 'Set Decision of many, waiting',
		parameters: {
			resource: 'designation',
			operation: 'setDecision',
			...APPLICANTS_OF_OTHERS,
			decisionId: byId(6201),
		},
		items: TWO_APPLICANTS,
		method: 'GET',
		path: '/api/v2/.*/programs/8842/batch_designations/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	{
		name: 'Custom Field Answer: Get',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'get',
			...applicant(42023191739237, '2015000001'),
			customFieldId: byId(4101),
		},
		method: 'GET',
		path: '/custom_field_answers/4101$',
		endsWith: 'tries',
	},
	{
		name: 'Custom Field Answer: Set, the list of custom fields',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'set',
			...applicant(42023191739239, '2015000075'),
			customFields: mapped(4101, 'D1'),
		},
		method: 'GET',
		path: '/programs/42023191739239/custom_fields$',
		endsWith: 'tries',
	},
	{
		name: 'Custom Field Answer: Set',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'set',
			...applicant(42023191739238, '2015000038'),
			customFields: mapped(4101, 'D1'),
		},
		method: 'PUT',
		path: '/42023191739238/applicants_by_cas_id/2015000038/custom_field_answers/4101$',
		endsWith: 'tries',
	},
	{
		name: 'Custom Field Answer: Set, clearing',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'set',
			...applicant(42023191739238, '2015000186'),
			customFields: mapped(4101, '={{ "" }}'),
			options: { emptyValues: 'clear' },
		},
		method: 'DELETE',
		path: '/42023191739238/applicants_by_cas_id/2015000186/custom_field_answers/4101$',
		endsWith: 'tries',
	},
	{
		name: 'Custom Field Answer: Set of many',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'set',
			...applicant(42023191739237, '={{ $json.casId }}'),
			programId: byId(42023191739240),
			customFields: mapped(4102, '={{ 7 }}'),
		},
		items: [{ casId: '2015000112' }, { casId: '2015000260' }],
		method: 'POST',
		path: '/api/v2/.*/programs/42023191739240/batch_custom_field_answers$',
		endsWith: 'persistence',
		isLaterCall: true,
	},
	{
		name: 'Custom Field Answer: Set of many, waiting',
		parameters: {
			resource: 'customFieldAnswer',
			operation: 'set',
			...APPLICANTS_OF_OTHERS,
			customFields: mapped(4311, 'D1'),
		},
		items: TWO_APPLICANTS,
		method: 'GET',
		path: '/api/v2/.*/programs/8842/batch_custom_field_answers/\\d+$',
		endsWith: 'maxWait',
		isLaterCall: true,
	},
	{
		name: 'Social Security Numbers: Download',
		parameters: {
			resource: 'socialSecurityNumbers',
			operation: 'download',
			userIdentityId: IDENTITY,
		},
		method: 'GET',
		path: '/user_identities/37442/social_security_numbers$',
		endsWith: 'tries',
		isConfidential: true,
	},
];

/** Those that give up for a reason. */
export function operationsThatEndWith(...reasons: Array<OperationCase['endsWith']>) {
	return OPERATIONS.filter(({ endsWith }) => reasons.includes(endsWith));
}

/** The run of an operation with a longest wait of so many seconds, where there is one. */
export function waitingAtMost({ parameters, items }: OperationCase, seconds: number) {
	const { options } = parameters;
	const others = isRecord(options) ? options : {};
	return { parameters: { ...parameters, options: { ...others, maxWait: seconds / 60 } }, items };
}

/** What is said of a message about a run or batch that was started, and about an applicant: which one. */
export const NAMED =
	/ \((run \d+ of export \d+|batch \d+ of (template|program) \d+|(decision|'.+') of applicant \d+)\)$/;

/** The fault for the call of this operation alone. */
export function faultFor({ method, path }: OperationCase, fault: Omit<Fault, 'on'>): Fault {
	return { on: 'api', method, path, ...fault };
}

/** The calls of this operation among the requests. */
export function callsOf({ method, path }: OperationCase, requests: RecordedRequest[]) {
	const pattern = new RegExp(path);
	return requests.filter(
		(request) =>
			request.origin === 'api' && request.method === method && pattern.test(request.path),
	);
}
