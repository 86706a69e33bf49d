import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'Export', value: 'export' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
