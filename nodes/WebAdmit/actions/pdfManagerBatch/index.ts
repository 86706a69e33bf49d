import type { Resource } from '../operation/types';
import * as download from './download.operation';
import * as getMany from './getMany.operation';
import * as getStatus from './getStatus.operation';
import * as initiateRun from './initiateRun.operation';
import * as runAndDownload from './runAndDownload.operation';

export const resource: Resource = {
	option: { name: 'PDF Manager Batch', value: 'pdfManagerBatch' },
	defaultOperation: 'initiateRun',
	operations: [download, getMany, getStatus, initiateRun, runAndDownload],
};
