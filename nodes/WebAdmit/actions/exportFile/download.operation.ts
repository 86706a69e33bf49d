import { exportFileOutput } from '../../api/exportFiles';
import type { Downloaded } from '../../download/download';
import { downloadExportFile } from '../../download/download';
import { exportFileLocator, exportLocator } from '../../fields/locators';
import { charsetNotice } from '../../fields/notices';
import {
	binaryPropertyName,
	convertToUtf8Option,
	fileNameOption,
	maxWaitOption,
	optionsOf,
	pollIntervalOption,
} from '../../fields/options';
import {
	checkedBoolean,
	readBinaryPropertyName,
	readDownloadOptions,
	readIdParameter,
	readWaitOptions,
} from '../../parameters';
import { assertSucceeded } from '../../runs/outcome';
import { isFinished } from '../../runs/status';
import type { Operation, OperationResult } from '../types';

export const option: Operation['option'] = {
	name: 'Download',
	value: 'download',
	action: 'Download export file',
	description: 'Get the file of a run that was started before',
};

const shownWhenWaiting = { displayOptions: { show: { '/waitUntilReady': [true] } } };

export const description: Operation['description'] = [
	exportLocator,
	exportFileLocator,
	binaryPropertyName,
	{
		displayName: 'Wait Until Ready',
		name: 'waitUntilReady',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait for a run that is still going on, instead of stopping with an error',
	},
	charsetNotice,
	optionsOf(
		convertToUtf8Option,
		fileNameOption,
		{ ...maxWaitOption, ...shownWhenWaiting },
		{ ...pollIntervalOption, ...shownWhenWaiting },
	),
];

export const execute: Operation['execute'] = async (context, itemIndex, session) => {
	const run = {
		exportId: readIdParameter(context, 'exportId', itemIndex),
		id: readIdParameter(context, 'exportFileId', itemIndex),
	};
	const field = readBinaryPropertyName(context, itemIndex);
	const waitUntilReady = checkedBoolean(
		context.getNodeParameter('waitUntilReady', itemIndex, false),
		'Wait Until Ready',
		itemIndex,
	);
	const waitOptions = readWaitOptions(context, itemIndex);
	const downloadOptions = readDownloadOptions(context, itemIndex);

	let downloaded = await downloadExportFile(context, session, run, downloadOptions);
	if (waitUntilReady && !isFinished(downloaded.file.status)) {
		const finished = await session.watcher.wait(downloaded.file, undefined, waitOptions);
		downloaded = await downloadExportFile(context, session, finished, downloadOptions);
	}
	return downloadResult(downloaded, field);
};

/** The item for a run and its file; without binary data when the list was empty. */
export function downloadResult(
	{ file, binary }: Downloaded,
	field: string,
	userIdentityId?: number,
): OperationResult {
	assertSucceeded(file);
	const json = exportFileOutput(file, userIdentityId);
	return [binary ? { json, binary: { [field]: binary } } : { json }];
}
