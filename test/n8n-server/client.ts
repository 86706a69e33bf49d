import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import {
	type ExecutionSummary,
	FinishedRun,
	type StoredExecution,
	readExecution,
	readExecutionSummary,
} from './executions';
import { asArray, asRecord, isRecord, optionalTextOf, textOf } from './json';
import { publish, unpublish } from './publication';
import { RestError, RestSession, type SessionTicket } from './session';
import { waitFor } from './wait';
import {
	type CredentialChoice,
	type StoredWorkflow,
	type WorkflowDefinition,
	readWorkflow,
	readWorkflowFile,
} from './workflows';

export interface CredentialDefinition {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

export interface CredentialTest {
	status: string;
	message: string;
}

export interface ListSearch {
	nodeType: string;
	typeVersion?: number;
	/** The search method that the resource locator's list mode names. */
	methodName: string;
	/** The parameter whose list is opened. */
	parameter: string;
	/** The node's parameters as they stand in the panel. */
	parameters: INodeParameters;
	credentials: CredentialChoice;
	filter?: string;
	paginationToken?: string;
}

/** What `POST /rest/workflows/:id/run` answers. */
export interface ManualRun {
	/** Missing where n8n first waits for a call of the trigger's test URL. */
	executionId?: string;
	waitingForWebhook: boolean;
}

/**
 * Whether an execution has ended. n8n 1 stores the status a moment before what the nodes gave: until then, there is nothing,
 * or what there was when a suspended execution went on, with nodes that are still to be executed.
 */
function hasEnded({ status, data: { resultData, executionData } }: StoredExecution): boolean {
	const isStored =
		resultData.error !== undefined ||
		(Object.keys(resultData.runData).length > 0 && !executionData?.nodeExecutionStack.length);
	return (
		['crashed', 'canceled'].includes(status) || (['success', 'error'].includes(status) && isStored)
	);
}

const isListSearchResult = (value: unknown): value is INodeListSearchResult =>
	isRecord(value) && Array.isArray(value.results);

/** An editor without a screen: does with n8n's REST API what the editor does. */
export class N8nClient {
	private lastCreation: Promise<unknown> = Promise.resolve();

	private constructor(
		readonly session: RestSession,
		/** e.g. `2.40.7` */
		readonly version: string,
	) {}

	/** Signs in as the owner, after setting the instance up if nobody has yet. */
	static async signIn(url: string): Promise<N8nClient> {
		const session = new RestSession(url);
		await session.signIn();
		return await N8nClient.of(session);
	}

	/** Goes on with the session of another client. */
	static async resume(ticket: SessionTicket): Promise<N8nClient> {
		return await N8nClient.of(RestSession.resume(ticket));
	}

	private static async of(session: RestSession): Promise<N8nClient> {
		const settings = asRecord(await session.request('GET', '/rest/settings'));
		return new N8nClient(session, textOf(settings, 'versionCli'));
	}

	/** One at a time: n8n 1 has a single connection to SQLite, on which transactions get into each other's way. */
	private async create(path: string, body: object): Promise<unknown> {
		const send = async () => await this.session.request('POST', path, body);
		const created = this.lastCreation.then(send, send);
		this.lastCreation = created;
		return await created;
	}

	async createCredential(credential: CredentialDefinition): Promise<StoredCredential> {
		return readCredential(await this.create('/rest/credentials', credential));
	}

	async updateCredential(id: string, credential: CredentialDefinition): Promise<StoredCredential> {
		return readCredential(
			await this.session.request('PATCH', `/rest/credentials/${id}`, credential),
		);
	}

	async listCredentials(): Promise<StoredCredential[]> {
		return asArray(await this.session.request('GET', '/rest/credentials')).map(readCredential);
	}

	/**
	 * What the editor does with a credential on "Save" and "Retry": it sends what is in the panel, where secrets are
	 * blanked out, and n8n fills them in.
	 */
	async testCredential({ id, name, type }: StoredCredential): Promise<CredentialTest> {
		const stored = asRecord(
			await this.session.request('GET', `/rest/credentials/${id}?includeData=true`),
		);
		const answer = asRecord(
			await this.session.request('POST', '/rest/credentials/test', {
				credentials: { id, name, type, data: asRecord(stored.data) },
			}),
		);
		return { status: textOf(answer, 'status'), message: textOf(answer, 'message') };
	}

	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		return readWorkflow(
			await this.create('/rest/workflows', {
				settings: {},
				// n8n 1 wants to be told.
				active: false,
				...workflow,
			}),
		);
	}

	async importWorkflow(file: string, credentials?: CredentialChoice): Promise<StoredWorkflow> {
		return await this.createWorkflow(readWorkflowFile(file, credentials));
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return readWorkflow(await this.session.request('GET', `/rest/workflows/${id}`));
	}

	/** As `getWorkflow`, but `undefined` where there is none of that id. */
	async findWorkflow(id: string): Promise<StoredWorkflow | undefined> {
		try {
			return await this.getWorkflow(id);
		} catch (error) {
			if (error instanceof RestError && [403, 404].includes(error.status)) return undefined;
			throw error;
		}
	}

	async updateWorkflow(id: string, workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		const stored = await this.getWorkflow(id);
		return readWorkflow(
			await this.session.request('PATCH', `/rest/workflows/${id}?forceSave=true`, {
				settings: {},
				...workflow,
				versionId: stored.versionId,
			}),
		);
	}

	async unarchiveWorkflow(id: string): Promise<void> {
		await this.session.request('POST', `/rest/workflows/${id}/unarchive`, {});
	}

	/** Publishes a workflow and waits until all its triggers listen. */
	async activate(workflowId: string): Promise<void> {
		await publish(this.session, this.version, await this.getWorkflow(workflowId));
	}

	/** Takes a workflow back and waits until none of its triggers listens. */
	async deactivate(workflowId: string): Promise<void> {
		await unpublish(this.session, this.version, await this.getWorkflow(workflowId));
	}

	/** "Execute workflow", from the named trigger or else from the workflow's first manual one. */
	async runWorkflow(workflowId: string, triggerName?: string): Promise<ManualRun> {
		const workflow = await this.getWorkflow(workflowId);
		const isManual = (type: string) => type === 'n8n-nodes-base.manualTrigger';
		const name = triggerName ?? workflow.nodes.find(({ type }) => isManual(type))?.name;
		if (name === undefined) throw new Error('The workflow has no manual trigger: name a trigger');
		const answer = asRecord(
			await this.session.request('POST', `/rest/workflows/${workflowId}/run`, {
				triggerToStartFrom: { name },
				// n8n 2 runs the stored workflow; 1.x runs the one that it is sent.
				workflowData: workflow,
			}),
		);
		return {
			executionId: optionalTextOf(answer, 'executionId'),
			waitingForWebhook: answer.waitingForWebhook === true,
		};
	}

	async stopExecution(id: string): Promise<void> {
		await this.session.request('POST', `/rest/executions/${id}/stop`);
	}

	async getExecution(id: string): Promise<StoredExecution> {
		return readExecution(await this.session.request('GET', `/rest/executions/${id}`));
	}

	/** The newest executions, newest first. */
	async listExecutions(
		filter: { workflowId?: string; status?: string[] } = {},
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '100' });
		const answer = asRecord(
			await this.session.request('GET', `/rest/executions?${query.toString()}`),
		);
		return asArray(answer.results).map(readExecutionSummary);
	}

	/** Waits until an execution has ended, or until it is in the state that is asked for. */
	async waitForExecution(
		id: string,
		until: (execution: StoredExecution) => boolean = hasEnded,
		timeoutMs = 60_000,
	): Promise<StoredExecution> {
		let last: StoredExecution | undefined;
		return await waitFor(
			async () => {
				last = await this.getExecution(id).catch(whereItHasNoData);
				return last !== undefined && until(last) ? last : undefined;
			},
			{
				what: `execution ${id}`,
				timeoutMs,
				explain: () => `It is "${last?.status ?? 'unknown'}".`,
			},
		);
	}

	/** Creates a workflow, executes it from its manual trigger and waits for its end. */
	async runOnce(workflow: WorkflowDefinition, timeoutMs?: number): Promise<FinishedRun> {
		const { id } = await this.createWorkflow(workflow);
		return await this.runToEnd(id, timeoutMs);
	}

	/** Executes a stored workflow from its manual trigger and waits for its end. */
	async runToEnd(workflowId: string, timeoutMs?: number): Promise<FinishedRun> {
		const { executionId } = await this.runWorkflow(workflowId);
		if (executionId === undefined) throw new Error('n8n started no execution');
		return new FinishedRun(await this.waitForExecution(executionId, undefined, timeoutMs));
	}

	/** Opens (and searches) the list of a resource locator. */
	async listSearch(search: ListSearch): Promise<INodeListSearchResult> {
		const answer = await this.session.request(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: `parameters.${search.parameter}`,
				methodName: search.methodName,
				nodeTypeAndVersion: { name: search.nodeType, version: search.typeVersion ?? 1 },
				currentNodeParameters: search.parameters,
				credentials: search.credentials,
				filter: search.filter,
				paginationToken: search.paginationToken,
			},
		);
		if (!isListSearchResult(answer)) throw new Error('n8n answered no list');
		return answer;
	}

	/** A stored file, as the editor's "Download" gets it. */
	async downloadBinary(id: string): Promise<Response> {
		const query = new URLSearchParams({ id, action: 'download' });
		const path = `/rest/binary-data?${query.toString()}`;
		const response = await this.session.fetch('GET', path);
		if (!response.ok) throw new RestError(response.status, `GET ${path}`, await response.text());
		return response;
	}

	/** The description of a node type, as the editor gets it. */
	async nodeType(name: string, version = 1): Promise<Record<string, unknown>> {
		const answer = await this.session.request('POST', '/rest/node-types', {
			nodeInfos: [{ name, version }],
		});
		return asRecord(asArray(answer)[0]);
	}
}

/** n8n 2.20 answers so as long as an execution has not begun. */
function whereItHasNoData(error: unknown): undefined {
	const isSo = error instanceof RestError && error.status === 500;
	if (isSo && error.message.includes("reading 'resultData'")) return undefined;
	throw error;
}

function readCredential(value: unknown): StoredCredential {
	const credential = asRecord(value);
	return {
		id: textOf(credential, 'id'),
		name: textOf(credential, 'name'),
		type: textOf(credential, 'type'),
	};
}
