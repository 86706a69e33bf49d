import type { INodeProperties } from 'n8n-workflow';
import { exportLocator, userIdentityLocator } from '../fields/locators';
import { KNOWN_STATUSES, isFinished, statusLabel } from '../runs/status';

const shownOnActivation = { displayOptions: { show: { registration: ['onActivation'] } } };

export const properties: INodeProperties[] = [
	{
		displayName: 'Runs Are Started',
		name: 'registration',
		type: 'options',
		options: [
			{
				name: 'By This Trigger, on Activation',
				value: 'onActivation',
				description:
					'Activating (publishing) the workflow starts one run of the export. WebAdMIT calls this trigger when it has finished.',
			},
			{
				name: 'By Other Nodes',
				value: 'byNodes',
				description: "WebAdMIT calls this trigger for runs that 'Initiate Run' has started",
			},
		],
		default: 'onActivation',
		description: 'Who starts the runs that this trigger reacts to',
	},
	{
		displayName:
			'When you activate (publish) the workflow, one run of the export starts in WebAdMIT, and the workflow starts when that run has finished. For a run every night, use a Schedule Trigger with the WebAdMIT node instead.',
		name: 'onActivationNotice',
		type: 'notice',
		default: '',
		...shownOnActivation,
	},
	{
		displayName:
			"When you activate (publish) the workflow, it listens. Start runs with the operation 'Initiate Run' of the WebAdMIT node: in this workflow with 'When the Run Finishes' set to 'Start WebAdMIT Trigger', in another one with 'Call Back a URL' and the production URL of this trigger.",
		name: 'byNodesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['byNodes'] } },
	},
	{ ...userIdentityLocator, ...shownOnActivation },
	{ ...exportLocator, ...shownOnActivation },
	{
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
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Export IDs',
				name: 'exportIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. 86446, 86447',
				description:
					'Start the workflow only for these exports, separated by commas. Leave empty for all.',
			},
			{
				displayName: 'Verify',
				name: 'verify',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask WebAdMIT for the status of the run that called back, and to believe that answer. WebAdMIT does not sign its callbacks: without this, whoever knows the URL can start the workflow.',
			},
		],
	},
];
