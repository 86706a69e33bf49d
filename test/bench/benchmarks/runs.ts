import type { INode } from 'n8n-workflow';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../../n8n-server';
import { byId, manualTrigger, webAdmit } from '../../e2e/support/workflows';
import { node } from '../../e2e/callbacks/nodes';
import { apiCall, branch, countedItems, fileDownload, wait } from '../nodes';
import { type Stage, workflowOf } from '../stage';

/** Exports of an identity of their own, with ids that follow one another. */
export interface Exports {
	userIdentityId: number;
	firstId: number;
	count: number;
}

export async function addExports(
	{ sandbox }: Stage,
	count: number,
	runSeconds: number,
	firstId: number,
): Promise<Exports> {
	const { id: userIdentityId } = await sandbox.addIdentity();
	for (let index = 0; index < count; index++) {
		await sandbox.addExport({
			id: firstId + index,
			rows: 5,
			runSeconds,
			identityIds: [userIdentityId],
		});
	}
	return { userIdentityId, firstId, count };
}

const itemsOf = ({ count, firstId }: Exports): INode =>
	countedItems(count, `{ id: ${firstId} + i }`);

/** Run and Download, for all exports at once. */
export async function ownRuns(
	{ n8n, credential }: { n8n: N8nClient; credential: StoredCredential },
	exports: Exports,
): Promise<StoredWorkflow> {
	return await n8n.createWorkflow(
		workflowOf(
			`Run and Download ${exports.count}`,
			itemsOf(exports),
			webAdmit(credential, {
				resource: 'exportFile',
				operation: 'runAndDownload',
				userIdentityId: byId(exports.userIdentityId),
				exportId: byId('={{ $json.id }}'),
				options: {},
			}),
		),
	);
}

const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

const isOver = `['available','success_with_errors','empty_list','failed'].includes($json.export_files.status.toLowerCase().replaceAll(' ', '_'))`;

/**
 * The same of n8n's own nodes: a POST, then rounds of Wait, a GET and IF, and the file.
 *
 * @param mode `together`: all items go through the rounds side by side; `oneByOne`: Loop Over Items, with batches of one.
 */
export async function peerRuns(
	{ n8n, credential, sandbox }: Stage,
	exports: Exports,
	pauseSeconds: number,
	mode: 'together' | 'oneByOne',
): Promise<StoredWorkflow> {
	const root = `${sandbox.apiUrl}/api/v1`;
	const identity = exports.userIdentityId;
	const start = apiCall(
		'Start Run',
		credential,
		'POST',
		`=${root}/user_identities/${identity}/exports/{{ $json.id }}/export_files`,
	);
	const status = apiCall(
		'Status',
		credential,
		'GET',
		`=${root}/exports/{{ $json.export_files.export_id }}/export_files/{{ $json.export_files.id }}`,
	);
	const oneByOne = mode === 'oneByOne';
	const loop = node('Loop', 'splitInBatches', { batchSize: 1, options: {} }, 3);
	return await n8n.createWorkflow({
		name: `bench HTTP Request ${exports.count}`,
		nodes: [
			manualTrigger(),
			itemsOf(exports),
			...(oneByOne ? [loop] : []),
			start,
			wait('Pause', pauseSeconds),
			status,
			branch('Is Finished', isOver),
			fileDownload('File'),
		],
		connections: {
			Start: { main: [to('Items')] },
			Items: { main: [to(oneByOne ? 'Loop' : 'Start Run')] },
			...(oneByOne ? { Loop: { main: [[], to('Start Run')] }, File: { main: [to('Loop')] } } : {}),
			'Start Run': { main: [to('Pause')] },
			Pause: { main: [to('Status')] },
			Status: { main: [to('Is Finished')] },
			'Is Finished': { main: [to('File'), to('Pause')] },
		},
		settings: { executionOrder: 'v1' },
	});
}
