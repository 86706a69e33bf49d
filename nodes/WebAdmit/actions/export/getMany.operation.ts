import { listExports } from '../../api/exports';
import { returnAllAndLimit } from '../../fields/list';
import { userIdentityLocator } from '../../fields/locators';
import { readLimit, readOptionalIdParameter } from '../../parameters';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many exports',
	description: 'Retrieve the exports that can be run, with their names and file formats',
};

export const description: Operation['description'] = [
	{
		...userIdentityLocator,
		required: false,
		description:
			'Only exports of this identity. Leave empty for the exports of all your identities.',
	},
	...returnAllAndLimit,
];

export const execute: Operation['execute'] = async (context, itemIndex, { request }) => {
	const userIdentityId = readOptionalIdParameter(context, 'userIdentityId', itemIndex);
	const limit = readLimit(context, itemIndex);
	const exports = await listExports(request, userIdentityId);
	return exports.slice(0, limit).map((entry) => ({ json: entry }));
};
