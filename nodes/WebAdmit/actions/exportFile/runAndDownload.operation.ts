import { initiateRun } from '../../api/exportFiles';
import { downloadExportFile } from '../../download/download';
import { exportLocator, userIdentityLocator } from '../../fields/locators';
import { charsetNotice, sharedRunNotice } from '../../fields/notices';
import {
	binaryPropertyName,
	convertToUtf8Option,
	fileNameOption,
	maxWaitOption,
	optionsOf,
	pollIntervalOption,
} from '../../fields/options';
import {
	readBinaryPropertyName,
	readDownloadOptions,
	readIdParameter,
	readWaitOptions,
} from '../../parameters';
import { isDownloadable } from '../../runs/status';
import type { Operation } from '../types';
import { downloadResult } from './download.operation';

export const option: Operation['option'] = {
	name: 'Run and Download',
	value: 'runAndDownload',
	action: 'Run export and download file',
	description: 'Start an export, wait until it is finished and get the file, all in one step',
};

export const description: Operation['description'] = [
	userIdentityLocator,
	exportLocator,
	sharedRunNotice('you get the file of that run'),
	binaryPropertyName,
	charsetNotice,
	optionsOf(convertToUtf8Option, fileNameOption, maxWaitOption, pollIntervalOption),
];

export const execute: Operation['execute'] = async (context, itemIndex, session) => {
	const userIdentityId = readIdParameter(context, 'userIdentityId', itemIndex);
	const exportId = readIdParameter(context, 'exportId', itemIndex);
	const field = readBinaryPropertyName(context, itemIndex);
	const waitOptions = readWaitOptions(context, itemIndex);
	const downloadOptions = readDownloadOptions(context, itemIndex);

	const started = await initiateRun(session.request, userIdentityId, exportId);
	const finished = await session.watcher.wait(started, userIdentityId, waitOptions);
	const downloaded = isDownloadable(finished.status)
		? await downloadExportFile(context, session, finished, downloadOptions)
		: { file: finished };
	return downloadResult(downloaded, field, userIdentityId);
};
