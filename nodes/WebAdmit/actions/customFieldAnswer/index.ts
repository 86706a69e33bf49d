import type { Resource } from '../operation/types';
import * as get from './get.operation';
import * as set from './set.operation';

export const resource: Resource = {
	option: { name: 'Custom Field Answer', value: 'customFieldAnswer' },
	defaultOperation: 'get',
	operations: [get, set],
};
