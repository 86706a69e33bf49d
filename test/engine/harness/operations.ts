import type { INodeParameters } from 'n8n-workflow';
import type { Fault, RecordedRequest } from '../../sandbox';
import { byId } from './locator';

/** An operation of the node, and a call to WebAdMIT that it makes. No two of them make the same one. */
export interface OperationCase {
	name: string;
	parameters: INodeParameters;
	method: 'GET' | 'POST';
	/** Regular expression for the path of the call. */
	path: string;
	/**
	 * What ends it when the call meets passing obstacles without end: five `tries`, `persistence` (starts and downloads), or
	 * `maxWait` (the questions of somebody who waits).
	 */
	endsWith: 'tries' | 'persistence' | 'maxWait';
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
	},
];

/** Those that give up for a reason. */
export function operationsThatEndWith(...reasons: Array<OperationCase['endsWith']>) {
	return OPERATIONS.filter(({ endsWith }) => reasons.includes(endsWith));
}

/** The parameters with a longest wait of so many seconds, where there is one. */
export function waitingAtMost({ parameters }: OperationCase, seconds: number): INodeParameters {
	return { ...parameters, options: { maxWait: seconds / 60 } };
}

/** What is said of a message about a run that was started: which one. */
export const NAMED = / \((run \d+ of export|batch \d+ of template) \d+\)$/;

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
