import type { IExecuteFunctions } from 'n8n-workflow';
import { exportFileOutput, initiateRun } from '../../api/exportFiles';
import { ENTER_REACHABLE, MAKE_REACHABLE, unreachableCallback } from '../../callbacks/reachable';
import { resumeUrl, suspendUntilFinished } from '../../callbacks/suspend';
import { leftTriggerUrl } from '../../trigger/registration';
import { ExplainedError, shown } from '../../errors';
import { exportLocator, userIdentityLocator } from '../../fields/locators';
import { sharedRunNotice } from '../../fields/notices';
import { maxWaitOption, optionsOf, pollIntervalOption } from '../../fields/options';
import { readIdParameter, readWaitOptions } from '../../parameters';
import { assertSucceeded } from '../../runs/outcome';
import type { Session } from '../../session';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Initiate Run',
	value: 'initiateRun',
	action: 'Initiate run of export',
	description: 'Start an export, and choose whether and how to wait for it',
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
				description:
					'Go on at once. WebAdMIT calls a URL of your choice when the run has finished.',
			},
			{
				name: 'Do Nothing',
				value: 'none',
				description: "Go on at once. Get the file later with 'List Recent' and 'Download'.",
			},
			{
				name: 'Start WebAdMIT Trigger',
				value: 'trigger',
				description:
					'Go on at once. When the run has finished, WebAdMIT calls the WebAdMIT Trigger of this workflow.',
			},
			{
				name: 'Suspend Until Finished',
				value: 'resume',
				description:
					'Pause this execution until WebAdMIT calls back, then go on. It takes no resources meanwhile, and survives a restart of n8n.',
			},
			{
				name: 'Wait Here',
				value: 'poll',
				description: 'Ask WebAdMIT for the status until the run has finished, then go on',
			},
		],
		default: 'none',
		description: 'What to do until the run has finished. A run takes from seconds to many minutes.',
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
			"This workflow needs a WebAdMIT Trigger with 'Runs Are Started' set to 'By Other Nodes', and the workflow must be active (published). Only then is there a URL to call.",
		name: 'triggerNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { completion: ['trigger'] } },
	},
	{
		displayName:
			"If WebAdMIT has not called back when 'Max Wait' is over, n8n goes on with the items that came into this node, so the field 'finished' is missing or false. Branch on it with an IF node.",
		name: 'resumeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { completion: ['resume'] } },
	},
	{
		...sharedRunNotice('you get that run'),
		displayOptions: { show: { completion: ['none', 'poll', 'resume'] } },
	},
	{
		...sharedRunNotice(
			"you get that run, and WebAdMIT may not call back for it. 'Wait Here' and 'Suspend Until Finished' wait for it all the same",
		),
		displayOptions: { show: { completion: ['trigger', 'url'] } },
	},
	{
		...optionsOf(maxWaitOption, pollIntervalOption),
		displayOptions: { show: { completion: ['poll', 'resume'] } },
	},
];

export const execute: Operation['execute'] = async (context, itemIndex, session) => {
	const userIdentityId = readIdParameter(context, 'userIdentityId', itemIndex);
	const exportId = readIdParameter(context, 'exportId', itemIndex);
	const completion = readCompletion(context, itemIndex);
	const waitOptions = readWaitOptions(context, itemIndex);
	const callback = callbackUrl(context, completion, itemIndex);

	const others = callback ? await session.goingOnBefore(userIdentityId) : undefined;
	let file = await initiateRun(session.request, userIdentityId, exportId, callback);
	if (callback) session.callbackUrls.add(callback);
	const willCallBack = callback !== undefined && !others?.has(file.id);

	if (completion === 'poll') {
		file = await session.watcher.wait(file, userIdentityId, waitOptions);
		assertSucceeded(file);
	} else if (completion === 'resume') {
		if (willCallBack) {
			const { maxWait } = waitOptions;
			session.awaitedRuns.push({ itemIndex, file, userIdentityId, maxWait });
		} else {
			// Somebody else's run, which will call only them.
			file = await session.watcher.wait(file, userIdentityId, waitOptions);
		}
	} else if (callback && !willCallBack) {
		context.addExecutionHints({
			message: `Run ${file.id} of export ${exportId} was going on already. WebAdMIT calls back only whoever started it, so perhaps not you.`,
			location: 'outputPane',
			type: 'warning',
		});
	}
	return [{ json: exportFileOutput(file, userIdentityId) }];
};

export const finish: Operation['finish'] = async (context, session, results) => {
	await warnIfUnreachable(context, session);
	return session.awaitedRuns.length > 0
		? await suspendUntilFinished(context, session, results)
		: results;
};

const COMPLETIONS = ['url', 'none', 'trigger', 'resume', 'poll'] as const;

type Completion = (typeof COMPLETIONS)[number];

/** Without this, a mistake in an expression would start a run that nobody waits for. */
function readCompletion(context: IExecuteFunctions, itemIndex: number): Completion {
	const value: unknown = context.getNodeParameter('completion', itemIndex, 'none');
	const completion = COMPLETIONS.find((known) => known === value);
	if (completion !== undefined) return completion;
	throw new ExplainedError(
		`'When the Run Finishes' must be one of ${COMPLETIONS.join(', ')}, but it is ${shown(value)} [Item ${itemIndex}]`,
		{ description: "Choose an entry of 'When the Run Finishes', or correct its expression." },
	);
}

/** The URL that WebAdMIT is to call when the run has finished, if it is to call one. */
function callbackUrl(
	context: IExecuteFunctions,
	completion: Completion,
	itemIndex: number,
): string | undefined {
	if (completion === 'url') return readCallbackUrl(context, itemIndex);
	if (completion === 'resume') return resumeUrl(context);
	if (completion !== 'trigger') return undefined;

	const url = triggerUrl(context);
	if (url !== undefined) return url;
	throw new ExplainedError(
		'This workflow has no active WebAdMIT Trigger that could be called back',
		{
			description:
				"Add a WebAdMIT Trigger with 'Runs Are Started' set to 'By Other Nodes' to this workflow and activate the workflow. If you have just done that, wait a few seconds. In n8n's queue mode, the trigger may not be found: choose 'Call Back a URL' in 'When the Run Finishes' instead, with the production URL of the trigger.",
		},
	);
}

/** The URL of the workflow's trigger, at the address that n8n has now: the trigger may have been activated under another. */
function triggerUrl(context: IExecuteFunctions): string | undefined {
	const left = leftTriggerUrl(context);
	if (left === undefined) return undefined;
	const url = new URL(new URL(resumeUrl(context)).origin);
	const { pathname, search } = new URL(left);
	url.pathname = pathname;
	url.search = search;
	return url.href;
}

/** Tells the user in the output panel when WebAdMIT would call an address that it can't reach. */
async function warnIfUnreachable(
	context: IExecuteFunctions,
	{ baseUrl, callbackUrls }: Session,
): Promise<void> {
	for (const callbackUrl of callbackUrls) {
		const problem = unreachableCallback(callbackUrl, await baseUrl());
		if (problem === undefined) continue;
		const isOfN8n = new URL(callbackUrl).origin === new URL(resumeUrl(context)).origin;
		context.addExecutionHints({
			message: `${problem}. ${isOfN8n ? MAKE_REACHABLE : ENTER_REACHABLE}`,
			location: 'outputPane',
			type: 'warning',
		});
		return;
	}
}

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
