import { listUserIdentities } from '../../api/userIdentities';
import { returnAllAndLimit } from '../../fields/list';
import { readLimit } from '../../parameters';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many user identities',
	description: 'Retrieve the roles that your API key can work with, with their admission cycles',
};

export const description: Operation['description'] = returnAllAndLimit;

export const execute: Operation['execute'] = async (context, itemIndex, { request }) => {
	const limit = readLimit(context, itemIndex);
	const identities = await listUserIdentities(request);
	return identities.slice(0, limit).map((identity) => ({ json: identity }));
};
