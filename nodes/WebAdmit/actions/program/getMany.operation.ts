import { listPrograms } from '../../api/programs';
import { getManyOfIdentity } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many programs',
	description: 'Retrieve the programs of an identity, with their organizations',
};

export const { description, execute } = getManyOfIdentity(listPrograms);
