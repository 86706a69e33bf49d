import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'Program', value: 'program' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
