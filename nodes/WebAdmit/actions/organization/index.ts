import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'Organization', value: 'organization' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
