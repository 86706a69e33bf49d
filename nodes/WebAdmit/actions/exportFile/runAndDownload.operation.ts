import { runAndDownloadOf } from '../runs/runAndDownload';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Run and Download',
	value: 'runAndDownload',
	action: 'Run export and download file',
	description: 'Start an export, wait until it is finished and get the file, all in one step',
};

export const { description, execute } = runAndDownloadOf(panel);
