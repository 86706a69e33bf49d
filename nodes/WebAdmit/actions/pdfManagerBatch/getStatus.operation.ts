import { parametersOfItem } from '../../parameters/NodeParameters';
import { readAddress } from '../runs/RunPanel';
import type { ItemOperation, Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of PDF manager batch',
	description: "Show a batch's progress, without waiting for it to finish",
};

export const description: Operation['description'] = panel.address;

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const address = readAddress(panel, parametersOfItem(context, itemIndex));
	const batch = await panel.kind.get(request, address);
	return [{ json: panel.kind.output(batch) }];
};
