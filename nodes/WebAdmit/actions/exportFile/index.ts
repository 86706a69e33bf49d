import type { Resource } from '../operation/types';
import * as download from './download.operation';
import * as getStatus from './getStatus.operation';
import * as initiateRun from './initiateRun.operation';
import * as listRecent from './listRecent.operation';
import * as runAndDownload from './runAndDownload.operation';

export const resource: Resource = {
	option: { name: 'Export File', value: 'exportFile' },
	defaultOperation: 'initiateRun',
	operations: [download, getStatus, initiateRun, listRecent, runAndDownload],
};
