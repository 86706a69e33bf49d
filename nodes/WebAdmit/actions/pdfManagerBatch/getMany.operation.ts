import { listRunsOf } from '../runs/listRuns';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many PDF manager batches',
	description:
		'Retrieve the latest batches of an identity, no matter who started them, with their status',
};

export const { description, execute } = listRunsOf(panel);
