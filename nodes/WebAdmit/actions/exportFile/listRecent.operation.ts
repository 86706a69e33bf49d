import { listRunsOf } from '../runs/listRuns';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'List Recent',
	value: 'listRecent',
	action: 'List recent export files',
	description:
		'Retrieve the latest runs of an identity, no matter who started them, with their status',
};

export const { description, execute } = listRunsOf(panel);
