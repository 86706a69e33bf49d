import { downloadOf } from '../runs/download';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Download',
	value: 'download',
	action: 'Download export file',
	description: 'Get the file of an earlier run',
};

export const { description, execute } = downloadOf(panel);
