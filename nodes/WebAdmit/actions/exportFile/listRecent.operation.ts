import { exportFileOutput, listRecentExportFiles } from '../../api/exportFiles';
import { returnAllAndLimit } from '../../fields/list';
import { exportLocator, userIdentityLocator } from '../../fields/locators';
import { readIdParameter, readLimit, readRunFilters } from '../../parameters';
import { KNOWN_STATUSES, statusLabel } from '../../runs/status';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'List Recent',
	value: 'listRecent',
	action: 'List recent export files',
	description: 'Retrieve the latest runs of an identity, whoever started them, with their status',
};

export const description: Operation['description'] = [
	userIdentityLocator,
	...returnAllAndLimit,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				...exportLocator,
				required: false,
				description: 'Only runs of this export',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: KNOWN_STATUSES.map((status) => ({ name: statusLabel(status), value: status })),
				default: [],
				description: 'Only runs with one of these statuses',
			},
		],
	},
];

export const execute: Operation['execute'] = async (context, itemIndex, { request }) => {
	const userIdentityId = readIdParameter(context, 'userIdentityId', itemIndex);
	const limit = readLimit(context, itemIndex);
	const { exportId, statuses } = readRunFilters(context, itemIndex);

	const files = await listRecentExportFiles(request, userIdentityId);
	return files
		.filter((file) => exportId === undefined || file.exportId === exportId)
		.filter((file) => statuses.length === 0 || statuses.includes(file.status))
		.slice(0, limit)
		.map((file) => ({ json: exportFileOutput(file, userIdentityId) }));
};
