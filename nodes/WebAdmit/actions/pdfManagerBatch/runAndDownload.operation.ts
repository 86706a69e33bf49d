import { runAndDownloadOf } from '../runs/runAndDownload';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Run and Download',
	value: 'runAndDownload',
	action: 'Run PDF manager template and download zip files',
	description:
		'Start a template, wait until its batch is finished and get the zip files, all in one step',
};

export const { description, execute } = runAndDownloadOf(panel);
