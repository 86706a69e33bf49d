import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredCredential, type WorkflowDefinition, chain } from '../n8n-server';
import type { Encoding, Kind, Order } from './record';

/** The node whose output is what a workflow delivers. */
export const RESULT = 'Result';
export const TRIGGER = 'Trigger';
/** The same, for the half of a workflow that only starts runs. */
export const STARTED = 'Started';

/** What it takes to make the workflows of a night. */
interface Means {
	credential: StoredCredential;
	pollingCredential: StoredCredential;
	identityId: number;
	/** n8n's address for WebAdMIT. It ends with a slash. */
	publicUrl: string;
}

/** What orders a workflow gets, and what it returns. */
interface Ordering extends Pick<Order, 'kind' | 'gives' | 'calls'> {
	/** UTF-8 by default. */
	encoding?: Encoding;
	/** How many orders there are in a night, from the least to the most. 1 to 2 by default. */
	orders?: Range;
	/** How many sources an order has. 1 to 3 by default. */
	sizes?: Range;
	/** Whether the execution goes on if a run failed. Otherwise the error of one run would hide the others. */
	goesOn?: boolean;
}

type Range = readonly [least: number, most: number];

/** A workflow that gets orders through a Webhook node. */
export interface Ordered extends Ordering {
	name: string;
	definition: WorkflowDefinition;
	path: string;
}

/** A workflow with a WebAdMIT Trigger. */
interface Triggered {
	name: string;
	definition: WorkflowDefinition;
	kind: Kind;
	url: string;
	startsItself: number[];
}

function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	more: Partial<INode> = {},
): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...more };
}

const id = (value: number | string): INodeParameters => ({
	__rl: true,
	mode: 'id',
	value: String(value),
});

function workflow(name: string, ...lines: INode[][]): WorkflowDefinition {
	return {
		name,
		nodes: lines.flat(),
		connections: Object.fromEntries(
			lines.flatMap((line) => Object.entries(chain(...line.map((one) => one.name)))),
		),
		settings: { executionOrder: 'v1' },
	};
}

const webAdmit = (
	{ credential, identityId }: Means,
	name: string,
	parameters: INodeParameters,
	more: Partial<INode> = {},
): INode =>
	node(
		name,
		'n8n-nodes-webadmit.webAdmit',
		{ userIdentityId: id(identityId), ...parameters },
		{ credentials: { webAdmitApi: { id: credential.id, name: credential.name } }, ...more },
	);

/** The parameters and output fields in which a kind of run has its IDs. */
const FIELDS = {
	exportFile: {
		source: 'exportId',
		run: 'exportFileId',
		sourceOf: '={{ $json.export_id }}',
	},
	pdfManagerBatch: {
		source: 'pdfManagerTemplateId',
		run: 'pdfManagerBatchId',
		sourceOf: undefined,
	},
} as const;

const run = (
	means: Means,
	kind: Kind,
	operation: 'initiateRun' | 'runAndDownload',
	parameters: INodeParameters = {},
	name = RESULT,
	more: Partial<INode> = {},
): INode =>
	webAdmit(
		means,
		name,
		{
			resource: kind,
			operation,
			[FIELDS[kind].source]: id('={{ $json.sourceId }}'),
			...parameters,
		},
		more,
	);

const download = (means: Means, kind: Kind, parameters: INodeParameters = {}): INode => {
	const { sourceOf, source, run: runField } = FIELDS[kind];
	return webAdmit(means, RESULT, {
		resource: kind,
		operation: 'download',
		...(sourceOf === undefined ? {} : { [source]: id(sourceOf) }),
		[runField]: id('={{ $json.id }}'),
		...parameters,
	});
};

/** A Webhook node, and the node that turns an order into items. */
function order(): { path: string; nodes: INode[] } {
	const path = randomUUID();
	const webhook = node(
		'Order',
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
		{ typeVersion: 2, webhookId: path },
	);
	const items = node('Items', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.sources' });
	return { path, nodes: [webhook, items] };
}

const ordered = (name: string, ordering: Ordering, ...nodes: INode[]): Ordered => {
	const start = order();
	const definition = workflow(name, [...start.nodes, ...nodes]);
	return { ...ordering, name, definition, path: start.path };
};

/** The longest pause between two questions, in seconds. It is short, since a night is short. */
const options = { pollInterval: 2 };
const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

/** A little more than the shortest wait for which a node suspends the execution. */
const SUSPENDED_MINUTES = 1.1;

const triggerNode = (
	{ credential }: Means,
	kind: Kind,
	parameters: INodeParameters,
): INode & { webhookId: string } => ({
	...node(
		TRIGGER,
		'n8n-nodes-webadmit.webAdmitTrigger',
		{ resource: kind, ...parameters },
		{ typeVersion: 1.1 },
	),
	credentials: { webAdmitApi: { id: credential.id, name: credential.name } },
	webhookId: randomUUID(),
});

const triggerUrl = (publicUrl: string, webhookId: string): string =>
	`${publicUrl}webhook/${webhookId}/webadmit`;

/** A trigger and the download of what it was called for. */
function triggered(
	means: Means,
	name: string,
	kind: Kind,
	parameters: INodeParameters,
	startsItself: number[] = [],
): Triggered & { line: INode[] } {
	const trigger = triggerNode(means, kind, parameters);
	const line = [trigger, download(means, kind)];
	const url = triggerUrl(means.publicUrl, trigger.webhookId);
	return { name, definition: workflow(name, line), kind, url, startsItself, line };
}

/** The workflows of a night. */
export interface Workflows {
	ordered: Ordered[];
	triggered: Triggered[];
	/** The workflow with both halves: runs that it starts call its own trigger. */
	both?: { ordered: Ordered; triggered: Triggered };
	scheduled: { name: string; definition: WorkflowDefinition; kind: Kind; sourceId: number };
	changing: { name: string; definition: WorkflowDefinition; path: string };
	polling: { name: string; definition: WorkflowDefinition; kind: Kind };
}

/** Sources that workflows run without an order. */
interface OwnSources {
	onActivation: number;
	scheduled: number;
	/** The program whose applicants get decisions. */
	program: number;
}

/**
 * @param isQueue In queue mode, 'Start WebAdMIT Trigger' does not work (docs/sizing.md says so).
 */
export function workflowsOf(means: Means, own: OwnSources, isQueue: boolean): Workflows {
	const byNodes = { registration: 'byNodes' };
	const onActivation = triggered(
		means,
		'Trigger, on activation',
		'exportFile',
		{
			registration: 'onActivation',
			userIdentityId: id(means.identityId),
			exportId: id(own.onActivation),
		},
		[own.onActivation],
	);
	const elsewhere = triggered(means, 'Trigger of other workflows', 'exportFile', byNodes);
	const documents = triggered(means, 'Trigger for documents', 'pdfManagerBatch', byNodes);
	const list = [
		ordered(
			'Many exports',
			{ kind: 'exportFile', gives: 'files', encoding: 'original', sizes: [3, 7], goesOn: true },
			run(
				means,
				'exportFile',
				'runAndDownload',
				{ options, textEncoding: 'original' },
				RESULT,
				CONTINUE,
			),
		),
		ordered(
			'One export',
			{ kind: 'exportFile', gives: 'files', orders: [3, 3], sizes: [1, 1] },
			run(means, 'exportFile', 'runAndDownload', { options }),
		),
		ordered(
			'Wait here, then download',
			{ kind: 'exportFile', gives: 'files' },
			run(means, 'exportFile', 'initiateRun', { completion: 'poll', options }, 'Start'),
			download(means, 'exportFile'),
		),
		ordered(
			'Start, then download when ready',
			{ kind: 'exportFile', gives: 'files' },
			run(means, 'exportFile', 'initiateRun', { completion: 'none' }, 'Start'),
			download(means, 'exportFile', { waitUntilReady: true, options }),
		),
		ordered(
			'Suspend',
			{ kind: 'exportFile', gives: 'outcomes', goesOn: true },
			run(means, 'exportFile', 'initiateRun', {
				completion: 'resume',
				options: { maxWait: SUSPENDED_MINUTES },
			}),
		),
		ordered(
			'Suspend for documents',
			{ kind: 'pdfManagerBatch', gives: 'outcomes', goesOn: true },
			run(means, 'pdfManagerBatch', 'initiateRun', {
				completion: 'resume',
				options: { maxWait: SUSPENDED_MINUTES },
			}),
		),
		ordered(
			'Call back a URL',
			{ kind: 'exportFile', gives: 'starts', calls: elsewhere.url, goesOn: true },
			run(means, 'exportFile', 'initiateRun', { completion: 'url', callbackUrl: elsewhere.url }),
		),
		ordered(
			'Documents',
			{ kind: 'pdfManagerBatch', gives: 'files', sizes: [3, 7], goesOn: true },
			run(means, 'pdfManagerBatch', 'runAndDownload', { options }, RESULT, CONTINUE),
		),
		ordered(
			'Call back a URL with documents',
			{ kind: 'pdfManagerBatch', gives: 'starts', calls: documents.url, goesOn: true },
			run(means, 'pdfManagerBatch', 'initiateRun', {
				completion: 'url',
				callbackUrl: documents.url,
			}),
		),
	];
	return {
		ordered: list,
		triggered: [onActivation, elsewhere, documents],
		both: isQueue ? undefined : bothHalves(means, byNodes),
		scheduled: scheduled(means, own.scheduled),
		changing: changing(means, own.program),
		polling: polling(means),
	};
}

function bothHalves(means: Means, byNodes: INodeParameters): Workflows['both'] {
	const name = 'Both halves';
	const start = order();
	const initiate = run(means, 'exportFile', 'initiateRun', { completion: 'trigger' }, STARTED);
	const half = triggered(means, name, 'exportFile', byNodes);
	const definition = workflow(name, [...start.nodes, initiate], half.line);
	return {
		ordered: {
			name,
			definition,
			path: start.path,
			kind: 'exportFile',
			gives: 'starts',
			calls: half.url,
			goesOn: true,
		},
		triggered: { ...half, definition },
	};
}

function scheduled(means: Means, sourceId: number): Workflows['scheduled'] {
	const name = 'Schedule';
	const every = node(
		'Schedule',
		'n8n-nodes-base.scheduleTrigger',
		{ rule: { interval: [{ field: 'seconds', secondsInterval: 7 }] } },
		{ typeVersion: 1.2 },
	);
	const get = run(means, 'exportFile', 'runAndDownload', { exportId: id(sourceId), options });
	return { name, definition: workflow(name, [every, get]), kind: 'exportFile', sourceId };
}

/** Sets the decisions in the rows that are sent, as from a spreadsheet. */
function changing(means: Means, programId: number): Workflows['changing'] {
	const name = 'Decisions';
	const start = order();
	const set = webAdmit(
		means,
		RESULT,
		{
			resource: 'designation',
			operation: 'setDecision',
			programId: id(programId),
			casId: '={{ $json.casId }}',
			decisionId: id('={{ $json.decisionId }}'),
			options,
		},
		CONTINUE,
	);
	return { name, definition: workflow(name, [...start.nodes, set]), path: start.path };
}

/** Polls every five seconds. A poll time of n8n can only name a single second, but there can be any number of poll times. */
const OFTEN = {
	item: Array.from({ length: 12 }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * 5} * * * * *`,
	})),
};

export const POLLING = 'Polling';

function polling({ pollingCredential, identityId }: Means): Workflows['polling'] {
	const name = 'Polling';
	const trigger = node(
		POLLING,
		'n8n-nodes-webadmit.webAdmitPollingTrigger',
		{ pollTimes: OFTEN, userIdentityId: id(identityId) },
		{ credentials: { webAdmitApi: { id: pollingCredential.id, name: pollingCredential.name } } },
	);
	const after = node('After', 'n8n-nodes-base.noOp');
	return { name, definition: workflow(name, [trigger, after]), kind: 'exportFile' };
}
