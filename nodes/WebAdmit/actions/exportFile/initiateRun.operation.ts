import type { IExecuteFunctions } from 'n8n-workflow';
import { exportFileOutput, initiateRun } from '../../api/exportFiles';
import { ExplainedError, shown } from '../../errors';
import { exportLocator, userIdentityLocator } from '../../fields/locators';
import { maxWaitOption, optionsOf, pollIntervalOption } from '../../fields/options';
import { readIdParameter, readWaitOptions } from '../../parameters';
import { assertSucceeded } from '../../runs/outcome';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Initiate Run',
	value: 'initiateRun',
	action: 'Initiate run of export',
	description: 'Start an export, and choose what happens when its file is ready',
};

export const description: Operation['description'] = [
	userIdentityLocator,
	exportLocator,
	{
		displayName: 'When the Run Finishes',
		name: 'completion',
		type: 'options',
		options: [
			{
				name: 'Call Back a URL',
				value: 'url',
				description: 'Go on at once; WebAdMIT calls the URL when the run has finished',
			},
			{
				name: 'Do Nothing',
				value: 'none',
				description: 'Go on at once, without learning when the run has finished',
			},
			{
				name: 'Wait Here',
				value: 'poll',
				description: 'Ask WebAdMIT for the status until the run has finished, then go on',
			},
		],
		default: 'none',
		description: 'What to do about the end of the run, which can take from seconds to many minutes',
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://n8n.example.edu/webhook/…',
		displayOptions: { show: { completion: ['url'] } },
		description:
			'The URL that WebAdMIT calls when the run has finished. It must be reachable from the internet.',
	},
	{
		displayName:
			'WebAdMIT runs an export only once at a time. When somebody has started the same export already, you get that run, and WebAdMIT may not call your URL.',
		name: 'sharedRunNotice',
		type: 'notice',
		default: '',
	},
	{
		...optionsOf(maxWaitOption, pollIntervalOption),
		displayOptions: { show: { completion: ['poll'] } },
	},
];

export const execute: Operation['execute'] = async (context, itemIndex, session) => {
	const userIdentityId = readIdParameter(context, 'userIdentityId', itemIndex);
	const exportId = readIdParameter(context, 'exportId', itemIndex);
	const completion = context.getNodeParameter('completion', itemIndex, 'none');
	const callback = completion === 'url' ? readCallbackUrl(context, itemIndex) : undefined;
	const waitOptions = completion === 'poll' ? readWaitOptions(context, itemIndex) : undefined;

	let file = await initiateRun(session.request, userIdentityId, exportId, callback);
	if (waitOptions) {
		file = await session.watcher.wait(file, userIdentityId, waitOptions);
		assertSucceeded(file);
	}
	return [{ json: exportFileOutput(file, userIdentityId) }];
};

function readCallbackUrl(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('callbackUrl', itemIndex, '');
	const written = typeof value === 'string' ? value.trim() : '';
	if (URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)) return written;
	throw new ExplainedError(
		`'Callback URL' must be a URL that begins with https:// or http://, but it is ${shown(value)} [Item ${itemIndex}]`,
		{
			description:
				"Copy the production URL of the WebAdMIT Trigger (or of a Webhook node) in the other workflow into 'Callback URL'.",
		},
	);
}
