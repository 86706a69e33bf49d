import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';
import { sourceLocatorOf, userIdentityLocator } from '../fields/locators';
import { RUN_KINDS } from '../runs/kinds';
import type { RunKind } from '../runs/RunKind';
import { KNOWN_STATUSES, isFinished, statusLabel } from '../runs/status';

const shownOnActivation = { show: { registration: ['onActivation'] } };

const shownOnActivationFor = ({ name }: RunKind) => ({
	show: { registration: ['onActivation'], resource: [name] },
});

/** What a trigger fires for. */
export const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: RUN_KINDS.map(({ displayName, name }) => ({ name: displayName, value: name })),
	default: 'exportFile',
};

/** The outcomes of a run that fire the trigger. */
export const statuses: INodeProperties = {
	displayName: 'Statuses',
	name: 'statuses',
	type: 'multiOptions',
	options: KNOWN_STATUSES.filter(isFinished).map((status) => ({
		name: statusLabel(status),
		value: status,
	})),
	default: ['available', 'success_with_errors'],
	required: true,
	description: 'The outcomes of a run that start the workflow',
	hint: 'Runs with any other outcome are ignored. To start the workflow for failed runs too, add Failed.',
};

/**
 * The options with the sources (exports or templates) that a trigger accepts.
 *
 * @param show more conditions under which the options are shown.
 */
export const sourceIdsOptions = (show: Record<string, string[]>): INodeProperties[] =>
	RUN_KINDS.map(
		({ name, words, sourceIdsOption }): INodeProperties => ({
			displayName: words.sourceIds,
			name: sourceIdsOption,
			type: 'string',
			default: '',
			placeholder: 'e.g. 86446, 86447',
			displayOptions: { show: { ...show, '/resource': [name] } },
			description: `Start the workflow only for runs of these ${words.source}s, separated by commas. Leave empty for all.`,
		}),
	);

export const properties: INodeProperties[] = [
	resource,
	{
		displayName: 'Runs Are Started',
		name: 'registration',
		type: 'options',
		options: [
			{
				name: 'By This Trigger, on Activation',
				value: 'onActivation',
				description:
					'Publishing (activating) the workflow starts one run. WebAdMIT notifies this trigger when it has finished.',
			},
			{
				name: 'By Other Nodes',
				value: 'byNodes',
				description: "WebAdMIT notifies this trigger of runs that 'Initiate Run' has started",
			},
		],
		default: 'onActivation',
		description: 'Who starts the runs that this trigger reacts to',
	},
	...RUN_KINDS.map(
		(kind): INodeProperties => ({
			displayName: `When you publish (activate) the workflow, one ${kind.words.run} of the ${kind.words.source} starts in WebAdMIT, and the workflow starts when that ${kind.words.run} has finished. To start one every night, use a Schedule Trigger with the WebAdMIT node instead.`,
			name: 'onActivationNotice',
			type: 'notice',
			default: '',
			displayOptions: shownOnActivationFor(kind),
		}),
	),
	{
		displayName:
			"When you publish (activate) the workflow, this trigger starts to listen. Start runs with the operation 'Initiate Run' of the WebAdMIT node: in this workflow with 'When the Run Finishes' set to 'Start WebAdMIT Trigger', in another one with 'Call Back a URL' and the production URL of this trigger.",
		name: 'byNodesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['byNodes'] } },
	},
	{ ...userIdentityLocator, displayOptions: shownOnActivation },
	...RUN_KINDS.map((kind) => ({
		...sourceLocatorOf(kind),
		displayOptions: shownOnActivationFor(kind),
	})),
	statuses,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...sourceIdsOptions({ '/registration': ['byNodes'] }),
			{
				displayName: 'Verify',
				name: 'verify',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask WebAdMIT for the status of the run that called back, and to use that answer. WebAdMIT does not sign its callbacks: if this is off, anyone who knows the URL can start the workflow with invented data.',
			},
		],
	},
];

const TEST_MODE =
	"<b>While you build the workflow</b>, click the button above: n8n listens at the <b>test URL</b>. If this trigger starts its run itself, that happens now. If other nodes start the runs, run the Initiate Run node of this workflow with 'Call Back a URL' and the test URL. What WebAdMIT sends shows up here.";

const productionMode = (condition: string, executions: string) =>
	`<b>To run the workflow automatically</b>, ${condition}: WebAdMIT then calls the <b>production URL</b>. If this trigger starts its run itself, that happens when you publish. If other nodes start the runs, run the Initiate Run node of this workflow with 'Start WebAdMIT Trigger'. Those executions show up in the ${executions}, but not here.`;

/** What the editor shows beside the parameters: where WebAdMIT's callbacks arrive, and how to get one. */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Start the workflow when WebAdMIT finishes a run',
	executionsHelp: {
		inactive: `${TEST_MODE}<br /><br />${productionMode('publish (activate) it', 'executions list')}`,
		active: `${TEST_MODE}<br /><br />${productionMode('leave it published', '<a data-key="executions">executions list</a>')}`,
	},
	activationHint:
		'Publish (activate) the workflow, so that WebAdMIT can start it without this button.',
};
