import type { INodeProperties } from 'n8n-workflow';
import { sharedRunNotice } from '../../fields/notices';
import { maxWaitOption, optionsOf, pollIntervalOption } from '../../fields/options';
import { checkedChoice, choicesOf } from '../../parameters/choices';
import { readParameter } from '../../parameters/Entered';
import type { NodeParameters } from '../../parameters/NodeParameters';
import type { RunKind } from '../../runs/RunKind';

const COMPLETIONS = ['url', 'none', 'trigger', 'resume', 'poll'] as const;

/** What happens when the run finishes. */
export type Completion = (typeof COMPLETIONS)[number];

/** The parameters by which the user chooses what happens when the run finishes. */
export function completionParameters({ words, callbackProtocols }: RunKind): INodeProperties[] {
	const { run } = words;
	const https = callbackProtocols.includes('http:') ? '' : 'begin with https:// and ';
	return [
		{
			displayName: 'When the Run Finishes',
			name: 'completion',
			type: 'options',
			options: [
				{
					name: 'Call Back a URL',
					value: 'url',
					description: `Continue at once. WebAdMIT calls a URL of your choice when the ${run} has finished.`,
				},
				{
					name: 'Do Nothing',
					value: 'none',
					description: `Continue at once. Get the files later with '${words.listOperation}' and 'Download'.`,
				},
				{
					name: 'Start WebAdMIT Trigger',
					value: 'trigger',
					description: `Continue at once. When the ${run} has finished, WebAdMIT calls the WebAdMIT Trigger of this workflow.`,
				},
				{
					name: 'Suspend Until Finished',
					value: 'resume',
					description:
						'Pause this execution until WebAdMIT calls back, then continue. Meanwhile, it uses no resources, and it survives a restart of n8n.',
				},
				{
					name: 'Wait Here',
					value: 'poll',
					description: `Ask WebAdMIT for the status until the ${run} has finished, then continue`,
				},
			],
			default: 'none',
			description: `How to continue once the ${run} has started. A ${run} takes seconds, minutes, or, if it is large, hours.`,
		},
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://n8n.example.edu/webhook/…',
			displayOptions: { show: { completion: ['url'] } },
			description: `The URL that WebAdMIT calls when the ${run} has finished. It must ${https}be reachable from the internet.`,
		},
		{
			displayName:
				"This workflow needs a WebAdMIT Trigger with 'Runs Are Started' set to 'By Other Nodes', and the workflow must be published (active). Only then is there a URL to call.",
			name: 'triggerNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { completion: ['trigger'] } },
		},
		{
			displayName:
				"If WebAdMIT does not call back within 'Max Wait', n8n continues with the items that came into this node. Their field 'finished' is missing or false: check it with an IF node.",
			name: 'resumeNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { completion: ['resume'] } },
		},
		{
			...sharedRunNotice(words, `you get that ${run}`),
			displayOptions: { show: { completion: ['none', 'poll', 'resume'] } },
		},
		{
			...sharedRunNotice(
				words,
				`you get that ${run}, and WebAdMIT may not call back for it. 'Wait Here' and 'Suspend Until Finished' still wait for it`,
			),
			displayOptions: { show: { completion: ['trigger', 'url'] } },
		},
		{
			...optionsOf(maxWaitOption, pollIntervalOption),
			displayOptions: { show: { completion: ['poll', 'resume'] } },
		},
	];
}

/**
 * Reads 'When the Run Finishes'. The value is checked: otherwise, a mistake in an expression would start a run that
 * nobody waits for.
 */
export function readCompletion(parameters: NodeParameters): Completion {
	const field = readParameter(parameters, 'completion', 'When the Run Finishes', 'none');
	return checkedChoice(field, choicesOf(COMPLETIONS));
}
