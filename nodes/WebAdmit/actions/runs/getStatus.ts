import { optionsOf } from '../../fields/options';
import { checkedBoolean } from '../../parameters/choices';
import { readOption } from '../../parameters/Entered';
import type { NodeParameters } from '../../parameters/NodeParameters';
import { parametersOfItem } from '../../parameters/NodeParameters';
import type { ItemOperation } from '../operation/types';
import type { RunPanel } from './RunPanel';
import { readAddress } from './RunPanel';

/** 'Get Status' for a kind of run: its current state, without waiting for it. */
export function getStatusOf(panel: RunPanel): ItemOperation {
	const { kind, address, urlOption } = panel;
	return {
		description: [...address, ...(urlOption.length > 0 ? [optionsOf(...urlOption)] : [])],

		execute: async (context, itemIndex, { request }) => {
			const parameters = parametersOfItem(context, itemIndex);
			const asked = readAddress(panel, parameters);
			const includeUrl = urlOption.length > 0 && readIncludeUrl(parameters);

			const run = await kind.get(request, asked);
			const json = kind.output(run);
			if (includeUrl && run.links[0]) json.download_url = run.links[0];
			return [{ json }];
		},
	};
}

function readIncludeUrl(parameters: NodeParameters): boolean {
	return checkedBoolean(
		readOption(parameters, 'options', 'includeDownloadUrl', 'Include Download URL'),
	);
}
