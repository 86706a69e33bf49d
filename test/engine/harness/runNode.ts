import { Container } from '@n8n/di';
import { BinaryDataService, WorkflowExecute } from 'n8n-core';
import type {
	ExecutionStatus,
	IBinaryData,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWorkflowExecuteAdditionalData,
	OnError,
} from 'n8n-workflow';
import { additionalDataFor, lifecycleHooks } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, WEBADMIT } from './nodeTypes';
import { buildWorkflow, nodeIn, START_NAME, WORKFLOW_ID } from './workflow';

export const NODE_NAME = 'WebAdMIT';

export interface RunOptions {
	/** As a saved workflow has them; defaults are left out there. */
	parameters: INodeParameters;
	/** What comes in; default: one item without data. */
	items?: IDataObject[];
	/** Fields of the credential; null: the node has none. */
	credentials: CredentialFields | null;
	/** What the node does about an error; default: n8n's, to stop the workflow. */
	onError?: OnError;
	/** Whether n8n tries the node once more when it fails. */
	retryOnFail?: boolean;
	/** The execution is cancelled as soon as this is settled. */
	cancelAfter?: Promise<unknown>;
	/** Default: the WebAdMIT node. */
	type?: string;
	/** What the server says of itself, e.g. the URLs of its webhooks. */
	server?: Partial<IWorkflowExecuteAdditionalData>;
	/** What the workflow's nodes have left for each other. */
	staticData?: IDataObject;
}

/** What came of an execution. */
export interface NodeResult {
	/** What the node's main output gave. */
	items: INodeExecutionData[];
	/** What its error output gave, if it has one. */
	errorItems: INodeExecutionData[];
	/** What the output panel tells the user besides. */
	hints: string[];
	/** The error that ended the execution. */
	error: IRun['data']['resultData']['error'];
	/** How the execution ended, as a server saves it. */
	status: ExecutionStatus | undefined;
	run: IRun;
	/** What n8n says about a file of the main output. */
	file: (item: number, field?: string) => IBinaryData;
	/** The file itself, read back from where n8n has put it. */
	binary: (item: number, field?: string) => Promise<Buffer>;
}

let executions = 0;

/** Executes a workflow of a start node and one other in n8n's engine. */
export async function runNode({
	parameters,
	items = [{}],
	credentials,
	onError,
	retryOnFail = false,
	cancelAfter,
	type = WEBADMIT,
	server,
	staticData,
}: RunOptions): Promise<NodeResult> {
	const workflow = buildWorkflow(
		[
			{
				name: NODE_NAME,
				type,
				parameters,
				...(credentials === null
					? {}
					: { credentials: { webAdmitApi: { id: '1', name: 'WebAdMIT account' } } }),
				...(onError === undefined ? {} : { onError }),
				...(retryOnFail ? { retryOnFail, maxTries: 2, waitBetweenTries: 0 } : {}),
			},
		],
		new NodeTypes(items),
		staticData,
	);
	const mode = 'trigger';
	const executionId = String(++executions);
	let saved: IRun | undefined;
	const additionalData = additionalDataFor(new CredentialsHelper(credentials ?? {}), {
		executionId,
		workflowId: WORKFLOW_ID,
		...server,
		hooks: lifecycleHooks(workflow, mode, executionId, (run) => {
			// The first one counts: a server that has cancelled an execution does not look at it again.
			saved ??= { ...run };
		}),
	});

	const execution = new WorkflowExecute(additionalData, mode).run({
		workflow,
		startNode: nodeIn(workflow, START_NAME),
	});
	void cancelAfter?.finally(() => {
		execution.cancel();
	});
	const run = await execution;

	const task = run.data.resultData.runData[NODE_NAME]?.[0];
	const [main, errors] = task?.data?.main ?? [];
	const file = (item: number, field = 'data'): IBinaryData => {
		const found = main?.[item]?.binary?.[field];
		if (found === undefined) throw new Error(`Item ${item} has no file in the field ${field}`);
		return found;
	};
	return {
		items: main ?? [],
		errorItems: errors ?? [],
		hints: task?.hints?.map(({ message }) => message) ?? [],
		error: run.data.resultData.error,
		status: saved?.status,
		run,
		file,
		binary: async (item, field) =>
			await Container.get(BinaryDataService).getAsBuffer(file(item, field)),
	};
}
