import type { INodeProperties } from 'n8n-workflow';
import { userIdentityLocator } from '../fields/locators';
import { resource, sourceIdsOptions, statuses } from '../trigger/description';

export const properties: INodeProperties[] = [
	resource,
	{
		displayName:
			"Runs that finish before you publish (activate) the workflow don't start it. Runs that finish later do, no matter who started them. If they finish while n8n is down or the workflow is not published, they start it as soon as n8n is back or the workflow is published again.",
		name: 'pollingNotice',
		type: 'notice',
		default: '',
	},
	{
		...userIdentityLocator,
		description: 'Your role in an admission cycle. The trigger checks its runs.',
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
