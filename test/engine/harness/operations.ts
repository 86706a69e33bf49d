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
}

const IDENTITY = byId(37442);

/** Every operation; those that wait are there once for the call that starts the run and once for the questions. */
export const OPERATIONS: OperationCase[] = [
	{
		name: 'User Identity: Get Many',
		parameters: { resource: 'userIdentity', operation: 'getMany' },
		method: 'GET',
		path: '/user_identities$',
	},
	{
		name: 'Export: Get Many',
		parameters: { resource: 'export', operation: 'getMany' },
		method: 'GET',
		path: '/api/v1/exports$',
	},
	{
		name: 'List Recent',
		parameters: { operation: 'listRecent', userIdentityId: IDENTITY },
		method: 'GET',
		path: '/user_identities/37442/export_files$',
	},
	{
		name: 'Get Status',
		parameters: { operation: 'getStatus', exportId: byId(86446), exportFileId: byId(74745) },
		method: 'GET',
		path: '/exports/86446/export_files/74745$',
	},
	{
		name: 'Download',
		parameters: { operation: 'download', exportId: byId(86446), exportFileId: byId(74771) },
		method: 'GET',
		path: '/exports/86446/export_files/74771$',
	},
	{
		name: 'Initiate Run',
		parameters: { operation: 'initiateRun', userIdentityId: IDENTITY, exportId: byId(86449) },
		method: 'POST',
		path: '/exports/86449/export_files$',
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
	},
	{
		name: 'Run and Download',
		parameters: { operation: 'runAndDownload', userIdentityId: IDENTITY, exportId: byId(86451) },
		method: 'POST',
		path: '/exports/86451/export_files$',
	},
	{
		name: 'Run and Download, waiting',
		parameters: { operation: 'runAndDownload', userIdentityId: IDENTITY, exportId: byId(86460) },
		method: 'GET',
		path: '/exports/86460/export_files/\\d+$',
	},
];

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
