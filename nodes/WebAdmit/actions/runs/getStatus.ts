import { optionsOf } from '../../fields/options';
import { checkedBoolean, readCollection } from '../../parameters';
import type { ItemOperation } from '../types';
import type { RunPanel } from './RunPanel';
import { readAddress } from './RunPanel';

/** 'Get Status' for a kind of run: its present state, without waiting for it. */
export function getStatusOf(panel: RunPanel): ItemOperation {
	const { kind, address, urlOption } = panel;
	return {
		description: [...address, ...(urlOption.length > 0 ? [optionsOf(...urlOption)] : [])],

		execute: async (context, itemIndex, { request }) => {
			const asked = readAddress(panel, context, itemIndex);
			const options = readCollection(context, 'options', itemIndex);
			const includeUrl = checkedBoolean(
				options.includeDownloadUrl,
				'Include Download URL',
				itemIndex,
			);

			const run = await kind.get(request, asked);
			const json = kind.output(run);
			if (includeUrl && run.links[0]) json.download_url = run.links[0];
			return [{ json }];
		},
	};
}
