import { getStatusOf } from '../runs/getStatus';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of export file',
	description: "Show a run's progress, without waiting for it to finish",
};

export const { description, execute } = getStatusOf(panel);
