import { listExports } from '../../api/exports';
import { userIdentityLocator } from '../../fields/locators';
import { readOptionalIdParameter } from '../../parameters/filters';
import { getManyOf } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many exports',
	description: 'Retrieve the exports that you can run, with their names and file formats',
};

export const { description, execute } = getManyOf({
	parameters: [
		{
			...userIdentityLocator,
			required: false,
			description:
				'Only exports of this identity. Leave empty for the exports of all your identities.',
		},
	],
	readWhere: (parameters) => readOptionalIdParameter(parameters, 'userIdentityId'),
	list: listExports,
});
