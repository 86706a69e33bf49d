import type { INodeProperties } from 'n8n-workflow';
import { userIdentityLocator } from '../fields/locators';
import { resource, sourceIdsOptions, statuses } from '../trigger/description';

export const properties: INodeProperties[] = [
	resource,
	{
		displayName:
			'When you activate (publish) the workflow, what is finished by then does not start it. What finishes later does, whoever started it, also while n8n was down or the workflow was switched off.',
		name: 'pollingNotice',
		type: 'notice',
		default: '',
	},
	{
		...userIdentityLocator,
		description: 'Your role in an admission cycle. Its runs are looked at.',
	},
	{ ...statuses, hint: undefined },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: sourceIdsOptions({}),
	},
];
