import { downloadOf } from '../runs/download';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Download',
	value: 'download',
	action: 'Download PDF manager batch',
	description: 'Get the zip files of an earlier batch, one item for each file',
};

export const { description, execute } = downloadOf(panel);
