import { exportFileLocator, exportLocator } from '../../fields/locators';
import { optionsOf } from '../../fields/options';
import { checkedBoolean } from '../../parameters/choices';
import { readOption } from '../../parameters/Entered';
import { readIdParameter } from '../../parameters/ids';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { exportFile } from '../../runs/kinds/exportFile';
import type { ItemOperation, Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of export file',
	description: "Show a run's progress, without waiting for it to finish",
};

export const description: Operation['description'] = [
	exportLocator,
	exportFileLocator,
	optionsOf({
		displayName: 'Include Download URL',
		name: 'includeDownloadUrl',
		type: 'boolean',
		default: false,
		description:
			"Whether to return the URL of the file. Whoever has it can download the file without a key for almost 30 seconds, and it is saved with the execution: prefer the operation 'Download'.",
	}),
];

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const parameters = parametersOfItem(context, itemIndex);
	const exportId = readIdParameter(parameters, 'exportId');
	const exportFileId = readIdParameter(parameters, 'exportFileId');
	const includeUrl = checkedBoolean(
		readOption(parameters, 'options', 'includeDownloadUrl', 'Include Download URL'),
	);

	const run = await exportFile.get(request, { parentId: exportId, id: exportFileId });
	const json = exportFile.output(run);
	if (includeUrl && run.links[0]) json.download_url = run.links[0];
	return [{ json }];
};
