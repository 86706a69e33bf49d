import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'Decision', value: 'decision' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
