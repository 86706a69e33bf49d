import { messageOf } from '../../errors';
import { returnAllAndLimit } from '../../fields/list';
import { sourceLocatorOf, userIdentityLocator } from '../../fields/locators';
import { readRunFilters } from '../../parameters/filters';
import { readIdParameter } from '../../parameters/ids';
import { readLimit } from '../../parameters/limit';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { listReadable } from '../../runs/listReadable';
import { KNOWN_STATUSES, statusLabel } from '../../runs/status';
import type { ItemOperation } from '../operation/types';
import type { RunPanel } from './RunPanel';

/** The recent runs of an identity, newest first: 'List Recent' of export files, 'Get Many' of batches. */
export function listRunsOf({ kind }: RunPanel): ItemOperation {
	return {
		description: [
			userIdentityLocator,
			...returnAllAndLimit,
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add filter',
				default: {},
				options: [
					{
						...sourceLocatorOf(kind),
						required: false,
						description: `Only ${kind.words.runs} of this ${kind.words.source}`,
					},
					{
						displayName: 'Statuses',
						name: 'statuses',
						type: 'multiOptions',
						options: KNOWN_STATUSES.map((status) => ({ name: statusLabel(status), value: status })),
						default: [],
						description: `Only ${kind.words.runs} with one of these statuses`,
					},
				],
			},
		],

		execute: async (context, itemIndex, { request }) => {
			const parameters = parametersOfItem(context, itemIndex);
			const userIdentityId = readIdParameter(parameters, 'userIdentityId');
			const limit = readLimit(parameters);
			const { sourceId, statuses } = readRunFilters(parameters, sourceLocatorOf(kind).name);

			const { runs, odd } = await listReadable(request, kind, userIdentityId);
			if (odd.length > 0) {
				context.addExecutionHints({
					message: `${odd.length} of WebAdMIT's ${kind.words.runs} can't be read and were left out: ${messageOf(odd[0])} [Item ${itemIndex}]`,
					location: 'outputPane',
					type: 'warning',
				});
			}
			return runs
				.filter((run) => sourceId === undefined || run.sourceId === sourceId)
				.filter(({ status }) => statuses.length === 0 || statuses.includes(status))
				.sort((a, b) => b.id - a.id)
				.slice(0, limit)
				.map((run) => ({ json: kind.output(run) }));
		},
	};
}
