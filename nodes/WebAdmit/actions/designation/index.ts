import type { Resource } from '../operation/types';
import * as clearDecision from './clearDecision.operation';
import * as get from './get.operation';
import * as setDecision from './setDecision.operation';

export const resource: Resource = {
	option: { name: 'Designation', value: 'designation' },
	defaultOperation: 'get',
	operations: [clearDecision, get, setDecision],
};
