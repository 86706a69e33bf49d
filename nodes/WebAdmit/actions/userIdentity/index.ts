import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'User Identity', value: 'userIdentity' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
