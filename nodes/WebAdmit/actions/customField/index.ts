import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'Custom Field', value: 'customField' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
