import { listUserIdentities } from '../../api/userIdentities';
import { getManyOf } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many user identities',
	description: 'Retrieve the roles that your API key can use, with their admission cycles',
};

export const { description, execute } = getManyOf({
	parameters: [],
	readWhere: () => undefined,
	list: listUserIdentities,
});
