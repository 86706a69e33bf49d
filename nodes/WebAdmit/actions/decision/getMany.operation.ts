import { listDecisions } from '../../api/decisions';
import { getManyOfIdentity } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many decisions',
	description: 'Retrieve the decisions that an identity can set, with their names',
};

export const { description, execute } = getManyOfIdentity(listDecisions);
