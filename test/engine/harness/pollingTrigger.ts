import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Engine } from '.';
import { WebAdmitPollingTrigger } from '../../../nodes/WebAdmit/WebAdmitPollingTrigger.node';
import { additionalDataFor } from './additionalData';
import type { CredentialFields } from './credentialsHelper';
import { CredentialsHelper } from './credentialsHelper';
import { NodeTypes, POLLING_TRIGGER } from './nodeTypes';
import { buildWorkflow, nodeIn } from './workflow';

export interface PollingOptions {
	parameters: INodeParameters;
	credentials: CredentialFields;
	/** What n8n has in its database as the workflow's static data. */
	stored?: IDataObject;
}

let workflows = 0;

/**
 * A WebAdMIT Polling Trigger in a workflow, with what n8n does with it around: an activation loads the workflow and polls, all
 * further polls work on what was loaded then, and the static data are saved at the end of the activation and when a poll has started
 * the workflow.
 */
export class PollingNode {
	/** What the trigger has started, an entry an execution. */
	readonly started: INodeExecutionData[][] = [];

	/** The failed executions that n8n shows of polls. */
	readonly failed: Error[] = [];

	/** What is in n8n's database. */
	stored: IDataObject;

	private name = 'WebAdMIT Polling Trigger';

	private readonly id = String(++workflows);

	private loaded: Workflow | undefined;

	constructor(private readonly options: PollingOptions) {
		this.stored = options.stored ?? {};
	}

	change(change: Partial<PollingOptions>): void {
		Object.assign(this.options, change);
	}

	rename(name: string): void {
		this.name = name;
	}

	/** As n8n does when a workflow is switched on, and when n8n itself starts. */
	async activate(): Promise<void> {
		const workflow = this.load();
		const given = await this.call(workflow, 'trigger');
		this.loaded = workflow;
		this.emit(workflow, given);
		this.save(workflow);
	}

	/** As n8n does at a poll time. An error becomes a failed execution. */
	async poll(): Promise<void> {
		const { loaded } = this;
		if (loaded === undefined) throw new Error('The workflow is not active');
		try {
			this.emit(loaded, await this.call(loaded, 'trigger'));
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			this.failed.push(error);
		}
	}

	/** n8n ends and starts again, with what it has in its database. */
	async restart(): Promise<void> {
		this.stored = JSON.parse(JSON.stringify(this.stored)) as IDataObject;
		await this.activate();
	}

	/** As the editor does for 'Fetch test event'. */
	async fetchTestEvent(): Promise<INodeExecutionData[][] | null> {
		const workflow = this.load();
		const given = await this.call(workflow, 'manual');
		this.save(workflow);
		return given;
	}

	/** The IDs of the runs with which the workflow was started. */
	get ids(): unknown[] {
		return this.started.flat().map(({ json }) => json.id);
	}

	private emit(workflow: Workflow, given: INodeExecutionData[][] | null): void {
		if (given === null) return;
		this.save(workflow);
		this.started.push(given[0] ?? []);
	}

	private async call(workflow: Workflow, mode: WorkflowExecuteMode) {
		const node = nodeIn(workflow, this.name);
		const additionalData = additionalDataFor(new CredentialsHelper(this.options.credentials));
		const context = new PollContext(workflow, node, additionalData, mode, 'activate');
		return await new WebAdmitPollingTrigger().poll.call(context);
	}

	private load(): Workflow {
		const { parameters } = this.options;
		const node = {
			id: `polling-${this.id}`,
			name: this.name,
			type: POLLING_TRIGGER,
			parameters,
			credentials: { webAdmitApi: { id: '1', name: 'WebAdMIT account' } },
		};
		const staticData = structuredClone(this.stored);
		return buildWorkflow([node], new NodeTypes([]), staticData, `polling-workflow-${this.id}`);
	}

	private save({ staticData }: Workflow): void {
		// n8n's own mark.
		if (staticData.__dataChanged !== true) return;
		this.stored = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		staticData.__dataChanged = false;
	}
}

/** Makes polling triggers for the tests of a file. */
export const pollingTriggers =
	(engine: Engine) =>
	(parameters: INodeParameters, more: Partial<PollingOptions> = {}): PollingNode =>
		new PollingNode({ parameters, credentials: engine.credentials, ...more });
