import { listOrganizations } from '../../api/organizations';
import { getManyOfIdentity } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many organizations',
	description: 'Retrieve the organizations of an identity, with their cycles and associations',
};

export const { description, execute } = getManyOfIdentity(listOrganizations);
